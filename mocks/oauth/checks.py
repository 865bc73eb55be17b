"""The checks of an authorization request, in order.

Until the redirect URI is trusted an error is shown on the server's own page; after it, it is sent there.
Source: RFC 6749 sections 3.1 and 4.1.2.1, RFC 7636 section 4.4.1, OpenID Connect Core section 3.1.2.2.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mocks.kit.web import Unit
from mocks.oauth import parameters as params
from mocks.oauth import pkce
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import AuthorizationRequest, Client

_PROMPTS = {"none", "login", "consent", "select_account"}
_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass
class Draft:
    """An authorization request while it is being checked."""

    unit: Unit
    server: AuthorizationServer
    parameters: Mapping[str, str]
    client: Client
    redirect_uri: str
    response_type: str = "code"
    response_mode: str = "query"
    scope: tuple[str, ...] = ()


Check = Callable[[Draft], None]


def trust(unit: Unit, server: AuthorizationServer, parameters: Mapping[str, str]) -> Draft:
    """Find the client and its redirect URI; an OAuthError raised here must be shown, never redirected."""
    client_id = params.require(parameters, "client_id")
    client = server.client(unit, client_id)
    if client is None:
        raise OAuthError("invalid_client", Reason.UNKNOWN_CLIENT, client_id)
    redirect_uri = parameters.get("redirect_uri")
    if not redirect_uri:
        raise OAuthError("invalid_request", Reason.REDIRECT_URI_MISSING, client_id)
    if not server.redirect_uri_matches(client, redirect_uri):
        raise OAuthError("invalid_request", Reason.REDIRECT_URI_MISMATCH, redirect_uri)
    return Draft(unit, server, parameters, client, redirect_uri)


def response_mode(draft: Draft) -> None:
    """First of all: errors of the later checks already travel in this mode."""
    response_type = draft.parameters.get("response_type", "code")
    mode = draft.parameters.get("response_mode") or draft.server.default_response_mode(response_type)
    if mode not in draft.server.response_modes or (
        mode == "query" and {"token", "id_token"} & set(response_type.split(" "))
    ):
        raise OAuthError("invalid_request", Reason.RESPONSE_MODE, mode)
    draft.response_mode = mode


def response_type(draft: Draft) -> None:
    wanted = " ".join(sorted(params.require(draft.parameters, "response_type").split(" ")))
    registered = draft.client.response_types.issuperset(wanted.split(" "))
    if wanted not in draft.server.response_types or not registered:
        raise OAuthError("unsupported_response_type", Reason.RESPONSE_TYPE, wanted)
    draft.response_type = wanted


def no_request_object(draft: Draft) -> None:
    for name in ("request", "request_uri", "registration"):
        if name in draft.parameters:
            raise OAuthError(f"{name}_not_supported", Reason.REQUEST_OBJECT, name)


def allowed_scope(unit: Unit, server: AuthorizationServer, client: Client, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return what of a scope a client may have; raises OAuthError(invalid_scope)."""
    known = server.scopes_among(unit, client, wanted)
    unknown = [name for name in wanted if name not in known]
    if not wanted or (unknown and not server.ignore_unknown_scopes):
        raise OAuthError("invalid_scope", Reason.SCOPE, " ".join(unknown))
    return tuple(name for name in wanted if name in known)


def scope(draft: Draft) -> None:
    wanted = params.words(draft.parameters.get("scope")) or draft.server.default_scopes(draft.unit, draft.client)
    draft.scope = allowed_scope(draft.unit, draft.server, draft.client, wanted)


def nonce(draft: Draft) -> None:
    """An ID token that comes through the browser must be tied to the request (OpenID Connect Core 3.2.2.1)."""
    if "id_token" not in draft.response_type.split(" "):
        return
    if "openid" not in draft.scope:
        raise OAuthError("invalid_scope", Reason.SCOPE, "openid")
    if "nonce" not in draft.parameters:
        raise OAuthError("invalid_request", Reason.BAD_NONCE)


def code_challenge(draft: Draft) -> None:
    challenge = draft.parameters.get("code_challenge")
    method = draft.parameters.get("code_challenge_method") or "plain"
    if challenge is None:
        if draft.client.pkce_required and "code" in draft.response_type.split(" "):
            raise OAuthError("invalid_request", Reason.PKCE_REQUIRED)
        return
    if method != "S256" and not (method == "plain" and draft.server.plain_pkce):
        raise OAuthError("invalid_request", Reason.PKCE_METHOD, method)
    if not pkce.well_formed(challenge):
        raise OAuthError("invalid_request", Reason.PKCE_CHALLENGE)


def prompt(draft: Draft) -> None:
    wanted = params.words(draft.parameters.get("prompt"))
    if not _PROMPTS.issuperset(wanted) or ("none" in wanted and len(wanted) > 1):
        raise OAuthError("invalid_request", Reason.BAD_PROMPT, " ".join(wanted))


def max_age(draft: Draft) -> None:
    value = draft.parameters.get("max_age")
    if value is not None and not _SECONDS.fullmatch(value):
        raise OAuthError("invalid_request", Reason.BAD_MAX_AGE, value)


REDIRECTED_CHECKS: tuple[Check, ...] = (
    response_mode,
    response_type,
    no_request_object,
    scope,
    nonce,
    code_challenge,
    prompt,
    max_age,
)


def run(draft: Draft) -> AuthorizationRequest:
    """Run every check after `trust`; an OAuthError raised here goes to the redirect URI."""
    for check in (*REDIRECTED_CHECKS, *draft.server.vendor_checks):
        check(draft)
    return to_request(draft)


def to_request(draft: Draft) -> AuthorizationRequest:
    """Freeze a draft; used before the checks are through too, to say where an error goes."""
    given = draft.parameters
    challenge, age = given.get("code_challenge"), given.get("max_age", "")
    return AuthorizationRequest(
        client_id=draft.client.client_id,
        redirect_uri=draft.redirect_uri,
        response_type=draft.response_type,
        response_mode=draft.response_mode,
        scope=draft.scope,
        state=given.get("state"),
        nonce=given.get("nonce"),
        prompt=params.words(given.get("prompt")),
        max_age=int(age) if _SECONDS.fullmatch(age) else None,
        login_hint=given.get("login_hint"),
        code_challenge=challenge,
        code_challenge_method=(given.get("code_challenge_method") or "plain") if challenge else None,
        extra=params.known_only(given, draft.server.extra_parameters),
    )
