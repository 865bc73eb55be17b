"""Minting: access tokens and ID tokens from a grant (OpenID Connect Core section 3.1.3.3)."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
from joserfc import jws

from mocks.kit.artifacts import Artifact, Kind
from mocks.kit.web import Unit
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.keys import SigningKey
from mocks.oauth.model import AccessToken, Draft, Drafts, Grant, RefreshTimes, RefreshToken

ACCESS_TOKEN = Kind("access_token", AccessToken)
REFRESH_TOKEN = Kind("refresh_token", RefreshToken)


def issue(unit: Unit, server: AuthorizationServer, grant: Grant) -> dict[str, Any]:
    """Issue what a grant earned; return the token response (RFC 6749 section 5.1)."""
    key = server.keys.current(unit.db, server.key)
    about_a_person = "openid" in grant.scope and grant.authentication is not None
    drafts = draft(unit, server, grant, access=True, identity=about_a_person)
    response = issue_access_token(unit, server, grant, key, drafts)
    if drafts.identity:
        hashes = {"at_hash": half_hash(response["access_token"])} if server.at_hash else {}
        response["id_token"] = issue_id_token(unit, server, key, drafts.identity, hashes)
    issued = "" if grant.refresh_token else _issue_refresh_token(unit, server, grant)
    if refresh_token := grant.refresh_token or issued:
        response["refresh_token"] = refresh_token
    server.on_tokens_issued(unit, grant, drafts, issued)
    if grant.issued_token_type:
        response["issued_token_type"] = grant.issued_token_type
    return server.token_response(unit, grant, response)


def draft(unit: Unit, server: AuthorizationServer, grant: Grant, *, access: bool, identity: bool) -> Drafts:
    """Say what the tokens of one response are to say. May end the transaction, so nothing may be half done."""
    lifetime = server.access_token_lifetime(unit, grant)
    made = Drafts(
        Draft(server.access_token_claims(unit, grant), lifetime) if access else None,
        Draft(_id_token_claims(unit, server, grant), server.lifetimes.id_token) if identity else None,
    )
    return server.last_look(unit, grant, made)


def issue_access_token(
    unit: Unit, server: AuthorizationServer, grant: Grant, key: SigningKey, drafts: Drafts
) -> dict[str, Any]:
    """Sign an access token and keep a record of it, by which it can be revoked; return what a response says of it."""
    if drafts.access is None:
        raise RuntimeError("no access token was drafted")
    claims, lifetime = drafts.access.claims, drafts.access.lifetime
    token = sign(server, key, claims)
    record = AccessToken(
        server=server.key,
        client_id=grant.client.client_id,
        scope=grant.scope,
        authentication=grant.authentication,
        issued_at=unit.runtime.clock.timestamp(),
        jti=str(claims.get("jti", "")),
        audience=grant.audience,
    )
    owner = grant.authentication.user_id if grant.authentication else None
    unit.artifacts.put(ACCESS_TOKEN, record, lifetime, family=grant.family, id=token, owner=owner)
    return {
        "token_type": "Bearer",
        "expires_in": int(lifetime.total_seconds()),
        "access_token": token,
        "scope": " ".join(grant.scope),
    }


def _issue_refresh_token(unit: Unit, server: AuthorizationServer, grant: Grant) -> str:
    """Issue a refresh token where it was asked for and the client may have one; else "" (OpenID Connect Core 11)."""
    scope = grant.refresh_scope or grant.scope
    allowed = "refresh_token" in grant.client.grant_types
    if "offline_access" not in scope or not allowed or grant.authentication is None:
        return ""
    times, ends_at = server.refresh_times(unit, grant), grant.refresh_ends_at
    if ends_at is None and times.total is not None:
        ends_at = unit.runtime.clock.now().timestamp() + times.total.total_seconds()
    who = (server.key, grant.client.client_id, scope, grant.authentication, grant.sid)
    record = RefreshToken(*who, grant.grant_type, ends_at, unit.runtime.clock.timestamp())
    return unit.artifacts.put(
        REFRESH_TOKEN,
        record,
        unused(unit, times, ends_at),
        family=grant.family,
        owner=grant.authentication.user_id,
        holder=holder_of(server.key, grant.client.client_id),
    )


def holder_of(server_key: str, client_id: str) -> str:
    """Return under which name the refresh tokens of a client at a server are listed."""
    return f"{server_key}/{client_id}"


def unused(unit: Unit, times: RefreshTimes, ends_at: float | None) -> timedelta:
    """Return how long a refresh token may lie unused from now on: it never outlives its end."""
    if ends_at is None:
        return times.idle
    left = timedelta(seconds=ends_at - unit.runtime.clock.now().timestamp())
    return max(min(times.idle, left), timedelta(0))


def find(unit: Unit, token: str) -> Artifact[AccessToken]:
    """Return the record of an access token that is good; raises OAuthError(invalid_token)."""
    found = unit.artifacts.get(ACCESS_TOKEN, token) if token else None
    if found is None:
        raise OAuthError("invalid_token", Reason.BAD_REQUEST, status=401)
    return found


def issue_id_token(
    unit: Unit, server: AuthorizationServer, key: SigningKey, drafted: Draft, hashes: Mapping[str, str]
) -> str:
    """Sign an ID token; the fault points `id_token` and `id_token.signed` see it before and after.

    hashes: of what is sent beside it, `at_hash` and `c_hash`.
    """
    faults = unit.runtime.faults
    claims = faults.alter("id_token", {**drafted.claims, **hashes})
    return faults.alter("id_token.signed", sign(server, key, claims))


def _id_token_claims(unit: Unit, server: AuthorizationServer, grant: Grant) -> dict[str, Any]:
    claims = {**server.id_token_claims(unit, grant), "iss": server.issuer, "aud": grant.client.client_id}
    claims |= server.id_token_times(unit.runtime.clock.timestamp())
    if grant.nonce is not None:
        claims["nonce"] = grant.nonce
    if grant.auth_time_wanted and grant.authentication:
        claims["auth_time"] = grant.authentication.auth_time
    return claims


def sign(server: AuthorizationServer, key: SigningKey, claims: dict[str, Any], **header: str) -> str:
    """Return a compact JWS (RFC 7515) over the claims. header: beside what the server's own has."""
    return jws.serialize_compact(server.jws_header(key.kid) | header, msgspec.json.encode(claims), key.key)


def half_hash(value: str) -> str:
    """Return `at_hash` or `c_hash` of a token or code for RS256 (OpenID Connect Core section 3.1.3.6)."""
    return base64.urlsafe_b64encode(hashlib.sha256(value.encode()).digest()[:16]).rstrip(b"=").decode()
