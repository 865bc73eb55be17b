"""The token exchange grant: a client that was sent a person's token asks for one of its own, on their behalf.

Source: RFC 8693 sections 2.1 and 2.2. Acting parties (section 4.1) are not known here.
"""

from collections.abc import Mapping
from dataclasses import replace

from joserfc.jwk import RSAKey

from mocks.kit.web import Unit
from mocks.oauth import exchange, tokens
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.exchange import GRANT_TYPE, Exchange, Subject
from mocks.oauth.grants import GrantType
from mocks.oauth.model import Client, Grant
from mocks.oauth.verify import Expectation, IdTokenRefused, unverified, verify_id_token


def redeem(unit: Unit, server: AuthorizationServer, client: Client, form: Mapping[str, str]) -> Grant:
    """Take a person's token that was issued here, or by a server that is trusted here."""
    terms = server.exchange(unit)
    if terms is None:
        raise OAuthError("unsupported_grant_type", Reason.GRANT_TYPE_UNKNOWN, GRANT_TYPE)
    if client.authenticated_by == "none":
        raise OAuthError("invalid_client", Reason.PUBLIC_CLIENT, client.client_id, status=401)
    _check_wanted(terms, form)
    token, kind = params.require(form, "subject_token"), params.require(form, "subject_token_type")
    if kind == exchange.ACCESS_TOKEN:
        subject = _of_access_token(unit, terms, token)
    elif kind == exchange.ID_TOKEN:
        subject = _of_id_token(unit, server, terms, client, token)
    else:
        raise OAuthError("invalid_request", Reason.TOKEN_TYPE, "subject_token_type")
    grant = terms.grant(unit, client, subject, params.words(form.get("scope")))
    return replace(grant, issued_token_type=exchange.ACCESS_TOKEN)


def _check_wanted(terms: Exchange, form: Mapping[str, str]) -> None:
    if form.get("requested_token_type", exchange.ACCESS_TOKEN) != exchange.ACCESS_TOKEN:
        raise OAuthError("invalid_request", Reason.TOKEN_TYPE, "requested_token_type")
    if "actor_token" in form:
        raise OAuthError("invalid_request", Reason.BAD_REQUEST, "actor_token")
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
        issuer = str(unverified(token).get("iss"))
        if issuer not in terms.issuers:
            raise _refused()

        def find(kid: str | None) -> RSAKey | None:
            key = server.keys.by_kid(unit.db, terms.issuers[issuer], kid or "")
            return key.key if key else None

        expected = Expectation(issuer, client.client_id, None, unit.runtime.clock.timestamp(), skew=0)
        claims = verify_id_token(token, find, expected)
    except IdTokenRefused as error:
        raise _refused() from error
    return Subject(terms.authenticated(claims), unit.runtime.ids.token())


def _refused() -> OAuthError:
    # Section 2.2.2: whatever is wrong with a subject token is an invalid request.
    return OAuthError("invalid_request", Reason.SUBJECT_TOKEN)


GRANT = GrantType(GRANT_TYPE, redeem)
