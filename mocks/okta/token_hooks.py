"""The token hook: a service that words a custom authorization server's tokens before they are signed.

Attached by the rule of an access policy. A service that fails changes nothing; one that reports an error has no token
issued. Source: fact sheet 9.4.
"""

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import request

from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Authentication, Draft, Drafts, Grant
from mocks.okta.access_management import AccessManagement
from mocks.okta.directory import identity_providers, inline_hooks, user_records
from mocks.okta.directory.inline_hooks import HookType, InlineHook
from mocks.okta.directory.system_log import Party
from mocks.okta.directory.user_records import Record
from mocks.okta.hooks import _inline
from mocks.okta.hooks._calls import HookFailed
from mocks.okta.hooks._patch import PatchError, patched
from mocks.okta.idps import type_of

if TYPE_CHECKING:
    from mocks.okta.authorization_server import OktaServer

_SPENT = ("authorization_code", "refresh_token")
"""Grants whose token request spends something single-use."""
_UNSAID = frozenset({"iat", "exp", "nbf", "scp"})
"""What the claims that a hook sees leave out, since its lifetimes and scopes say it."""


def last_look(unit: Unit, server: "OktaServer", access: AccessManagement, grant: Grant, drafts: Drafts) -> Drafts:
    """Return the tokens as the hook of the rule wants them; raises OAuthError when it reports an error."""
    policy, rule = access.placed(unit, grant)
    hook = inline_hooks.by_id(unit.db, rule.inline_hook) if rule.inline_hook else None
    if hook is None or not hook.active or hook.type is not HookType.TOKEN:
        return drafts
    endpoint = server.paths["authorize" if grant.request else "token"]
    record = user_records.by_id(unit.db, grant.authentication.user_id) if grant.authentication else None
    context = {
        "request": _inline.request_context(unit, endpoint),
        "protocol": _protocol(server, grant),
        **(_person(unit, server, grant, record) if record else {}),
        "policy": {"id": policy.id, "rule": {"id": rule.id}},
    }
    data = {"context": context, **_tokens(access, grant, drafts)}
    client = Party(grant.client.client_id, "PublicClientApp", grant.client.client_id, grant.client.name)
    with suppress(HookFailed):
        drafts = _obeyed(unit, hook, _inline.ask(unit, hook, endpoint, data, [client]), drafts)
    _check_not_revoked(unit, grant)
    return drafts


def _check_not_revoked(unit: Unit, grant: Grant) -> None:
    """Refuse to issue for a code or refresh token that was sent again while the service was asked.

    Whoever noticed that dropped everything that it had earned; what is issued now would escape (RFC 6749 section 10.5).
    """
    if request.form.get("grant_type") in _SPENT and not unit.artifacts.has_family(grant.family):
        raise OAuthError("invalid_grant", Reason.CODE_USED)


def _obeyed(unit: Unit, hook: InlineHook, reply: _inline.Reply, drafts: Drafts) -> Drafts:
    if reply.error is not None:
        summary = reply.error.error_summary or _inline.DEFAULT_ERROR
        _inline.processed(unit, hook, reply, reason=summary)
        raise OAuthError("server_error", Reason.HOOK_ERROR, description=summary)
    try:
        wanted = patched(drafts, reply.commands)
    except PatchError as error:
        _inline.processed(unit, hook, reply, reason=str(error))
        return drafts
    _inline.processed(unit, hook, reply)
    return wanted


def _protocol(server: "OktaServer", grant: Grant) -> dict[str, Any]:
    client, wanted = grant.client, grant.request
    asked: dict[str, Any] = {"scope": " ".join(grant.scope), "client_id": client.client_id}
    if wanted:
        asked |= {"state": wanted.state, "redirect_uri": wanted.redirect_uri}
        asked |= {"response_mode": wanted.response_mode, "response_type": wanted.response_type}
    else:
        asked |= {name: request.form.get(name) for name in ("grant_type", "redirect_uri")}
    kind = "PUBLIC" if client.auth_methods == {"none"} else "CONFIDENTIAL"
    return {
        "type": "OAUTH2.0",
        "request": {name: value for name, value in asked.items() if value is not None},
        "issuer": {"uri": server.issuer},
        "client": {"id": client.client_id, "name": client.name, "type": kind},
    }


def _person(unit: Unit, server: "OktaServer", grant: Grant, record: Record) -> dict[str, Any]:
    proven, profile, base = grant.authentication, record.attributes, f"{server.public_url}/api/v1/users/{record.id}"
    user = {
        "id": record.id,
        "passwordChanged": _moment(record.password_changed),
        "profile": {
            "login": profile["login"],
            "firstName": profile.get("firstName"),
            "lastName": profile.get("lastName"),
            "locale": profile.get("locale", "en_US"),
            "timeZone": profile.get("timezone", "America/Los_Angeles"),
        },
        "_links": {name: {"href": f"{base}/{name}"} for name in ("groups", "factors")},
    }
    session = _session(unit, server, grant.sid, proven, profile["login"]) if grant.sid and proven else None
    return {"session": session, "user": user} if session else {"user": user}


def _session(unit: Unit, server: "OktaServer", sid: str, proven: Authentication, login: str) -> dict[str, Any]:
    idp = identity_providers.by_id(unit.db, proven.idp) if proven.idp else None
    began = _moment(proven.auth_time)
    return {
        "id": sid,
        "userId": proven.user_id,
        "login": login,
        "createdAt": began,
        "status": "ACTIVE",
        "lastPasswordVerification": None if proven.idp else began,
        "amr": list(proven.amr),
        "idp": {"id": idp.id, "type": type_of(idp).provider} if idp else {"id": server.org.id, "type": "OKTA"},
        "mfaActive": "mfa" in proven.amr,
    }


def _tokens(access: AccessManagement, grant: Grant, drafts: Drafts) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if drafts.identity:
        found["identity"] = _token(drafts.identity)
    if drafts.access:
        granted = [scope for name in grant.scope if (scope := access.scopes.get(name))]
        scopes = {scope.name: {"id": scope.id, "action": "GRANT"} for scope in granted}
        found["access"] = _token(drafts.access) | {"scopes": scopes}
    return found


def _token(draft: Draft) -> dict[str, Any]:
    claims = {name: value for name, value in draft.claims.items() if name not in _UNSAID}
    return {"claims": claims, "token": {"lifetime": {"expiration": int(draft.lifetime.total_seconds())}}}


def _moment(at: float | None) -> str | None:
    return None if at is None else _inline.moment(datetime.fromtimestamp(at, UTC))
