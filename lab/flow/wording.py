"""What a message means, in a few words that a picture has room for."""

import re
from urllib.parse import urlsplit

from lab.flow.hop import Hop, asks_for_sign_in, ends_session
from lab.flow.messages import Message
from lab.flow.parties import title

_GRANTS = {"authorization_code": "redeems the code", "refresh_token": "renews the tokens"}
_TOKENS = {"id_token": "ID token", "access_token": "access token", "refresh_token": "refresh token"}
_TYPED = ("identifier", "loginfmt", "username", "account", "sub")
_TENANT = re.compile(r"/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/)", re.IGNORECASE)


def meaning(message: Message) -> str:
    """Say what a message asks for, and what it was answered."""
    if message.hop is None:
        return message.meaning
    answered = _answer(message.hop, title(message.sent_to))
    return f"{_request(message.hop)} → {answered}" if answered else _request(message.hop)


def address(message: Message) -> str:
    """Return method, path and status; a tenant's id, which says nothing to people, is left out of the path."""
    path = _TENANT.sub("/…", message.path) or "(page unknown)"
    return f"{message.method} {path}" + (f" · {message.hop.status}" if message.hop else " · inferred")


def failed(message: Message) -> bool:
    return message.hop.failed if message.hop else message.meaning.endswith("error")


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _request(hop: Hop) -> str:
    given = hop.given
    if asks_for_sign_in(hop.query) and hop.method == "GET":
        return "authorization request"
    if "grant_type" in given:
        return _GRANTS.get(given["grant_type"], given["grant_type"])
    if "(secret)" in hop.form.values():
        return "password"
    if "state" in given and ("code" in given or "error" in given):
        return "brings the code" if "code" in given else "brings an error"
    if ends_session(given):
        return "sign-out"
    typed = next((hop.form[name] for name in _TYPED if hop.form.get(name)), "")
    return f"username {typed}" if typed else _by_path(hop)


def _by_path(hop: Hop) -> str:
    if hop.path.endswith("/.well-known/openid-configuration"):
        return "discovery"
    if hop.path.endswith(("/keys", "/jwks", "/jwks.json")):
        return "signing keys"
    if hop.path.endswith("/userinfo"):
        return "userinfo"
    return "page" if hop.method == "GET" else "form"


def _answer(hop: Hop, sent_to: str) -> str:
    if hop.error:
        return f"error {hop.error[0]}"
    if "code" in hop.redirect:
        return f"code for {sent_to}"
    if asks_for_sign_in(hop.redirect):
        return f"to {sent_to} for a sign-in"
    if hop.location:
        return f"on to {sent_to or urlsplit(hop.location).path}"
    if hop.issued:
        return ", ".join(_TOKENS[kind] for kind in sorted(hop.issued, key=list(_TOKENS).index))
    if hop.page.alert:
        return hop.page.alert
    if hop.page.heading:
        return f"“{hop.page.heading}”"
    return f"{len(hop.answer)} claims" if "sub" in hop.answer else ""
