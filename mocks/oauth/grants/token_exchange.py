"""The token exchange grant: a client that was sent a person's token asks for one of its own, on their behalf.

Source: RFC 8693 sections 2.1 and 2.2; OpenID Connect Native SSO for Mobile Apps 1.0 for another application of the
person's device. Other acting parties (section 4.1) are not known here.
"""

from collections.abc import Mapping
from dataclasses import replace

from joserfc.jwk import RSAKey

from mocks.kit.web import Unit
from mocks.oauth import device_secrets, exchange, tokens
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.device_secrets import DEVICE_SECRET
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.exchange import GRANT_TYPE, Exchange, Subject
from mocks.oauth.grants import GrantType
from mocks.oauth.model import Client, Grant
from mocks.oauth.verify import (
    Expectation,
    IdTokenRefused,
    KeyFinder,
    unverified,
    verify_id_token,
    verify_signature,
)


def redeem(unit: Unit, server: AuthorizationServer, client: Client, form: Mapping[str, str]) -> Grant:
    """Take a person's token that was issued here, or by a server that is trusted here."""
    terms = server.exchange(unit)
    if terms is None:
        raise OAuthError("unsupported_grant_type", Reason.GRANT_TYPE_UNKNOWN, GRANT_TYPE)
    _check_wanted(terms, form)
    by_device = "actor_token" in form
    if client.authenticated_by == "none" and not by_device:
        raise OAuthError("invalid_client", Reason.PUBLIC_CLIENT, client.client_id, status=401)
    kind, token = params.require(form, "subject_token_type"), params.require(form, "subject_token")
    if by_device and kind == exchange.ID_TOKEN:
        grant = _of_device(unit, server, terms, client, form)
    elif kind == exchange.ACCESS_TOKEN and not by_device:
        grant = terms.grant(unit, client, _of_access_token(unit, terms, token), _scope(form))
    elif kind == exchange.ID_TOKEN:
        grant = terms.grant(unit, client, _of_id_token(unit, server, terms, client, token), _scope(form))
    else:
        raise OAuthError("invalid_request", Reason.TOKEN_TYPE, "subject_token_type")
    return replace(grant, issued_token_type=exchange.ACCESS_TOKEN)


def _scope(form: Mapping[str, str]) -> tuple[str, ...]:
    return params.words(form.get("scope"))


def _check_wanted(terms: Exchange, form: Mapping[str, str]) -> None:
    if form.get("requested_token_type", exchange.ACCESS_TOKEN) != exchange.ACCESS_TOKEN:
        raise OAuthError("invalid_request", Reason.TOKEN_TYPE, "requested_token_type")
    # Section 2.1: both or neither.
    wanted = terms.device_secret_type if "actor_token" in form else None
    if form.get("actor_token_type") != wanted:
        raise OAuthError("invalid_request", Reason.TOKEN_TYPE, "actor_token_type")
    for name in ("audience", "resource"):
        if name in form and form[name] not in terms.audiences:
            raise OAuthError("invalid_target", Reason.TARGET, name)


def _of_access_token(unit: Unit, terms: Exchange, token: str) -> Subject:
    found = unit.artifacts.get(tokens.ACCESS_TOKEN, token)
    if found is None or found.payload.server not in terms.issuers.values() or found.payload.authentication is None:
        raise _refused()
    return Subject(found.payload.authentication, found.family)


def _of_id_token(unit: Unit, server: AuthorizationServer, terms: Exchange, client: Client, token: str) -> Subject:
    """Take an ID token from the client that it was issued to: nobody else was meant to have it."""
    try:
        issuer, find = _signer(unit, server, terms, token)
        expected = Expectation(issuer, client.client_id, None, unit.runtime.clock.timestamp(), skew=0)
        claims = verify_id_token(token, find, expected)
    except IdTokenRefused as error:
        raise _refused() from error
    return Subject(terms.authenticated(claims), unit.runtime.ids.token())


def _of_device(
    unit: Unit, server: AuthorizationServer, terms: Exchange, client: Client, form: Mapping[str, str]
) -> Grant:
    """Take an ID token, expired or not, from whoever has the secret of the device that it was issued on."""
    id = form["actor_token"]
    found = unit.artifacts.get(DEVICE_SECRET, id)
    if found is None or found.payload.server not in terms.issuers.values():
        raise _refused()
    secret = found.payload
    try:
        _, find = _signer(unit, server, terms, form["subject_token"])
        claims = verify_signature(form["subject_token"], find)
    except IdTokenRefused as error:
        raise _refused() from error
    if (claims.get("sid"), claims.get("sub")) != (secret.sid, secret.authentication.user_id):
        raise _refused()
    family = device_secrets.family_of(id, client.client_id)
    grant = terms.grant(unit, client, Subject(secret.authentication, family, secret.sid), _scope(form))
    if not device_secrets.use(unit, id, secret):
        raise _refused()
    return grant


def _signer(unit: Unit, server: AuthorizationServer, terms: Exchange, token: str) -> tuple[str, KeyFinder]:
    """Return the issuer that an ID token names, and what finds its keys; raises OAuthError for a stranger's."""
    issuer = str(unverified(token).get("iss"))
    if issuer not in terms.issuers:
        raise _refused()

    def find(kid: str | None) -> RSAKey | None:
        key = server.keys.by_kid(unit.db, terms.issuers[issuer], kid or "")
        return key.key if key else None

    return issuer, find


def _refused() -> OAuthError:
    # Section 2.2.2: whatever is wrong with a subject token is an invalid request.
    return OAuthError("invalid_request", Reason.SUBJECT_TOKEN)


GRANT = GrantType(GRANT_TYPE, redeem)
