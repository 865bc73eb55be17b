"""Clients that prove themselves by a signed statement: `private_key_jwt` and `client_secret_jwt`.

Source: RFC 7523 sections 2.2 and 3, OpenID Connect Core section 9.
"""

import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, RSAKey
from joserfc.jws import JWSRegistry

from mocks.kit.artifacts import Kind
from mocks.kit.http import PeerUnavailable
from mocks.kit.prepared import Conflict
from mocks.kit.store import savepoint
from mocks.kit.web import Unit
from mocks.oauth import client_jwks
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Client

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
HMAC = frozenset({"HS256", "HS384", "HS512"})
_SKEW = timedelta(minutes=5).total_seconds()
_NAMES = ("kid", "x5t", "x5t#S256")
_KEY_TYPES: dict[str, type[RSAKey] | type[ECKey]] = {"RSA": RSAKey, "EC": ECKey}


class _Registry(JWSRegistry):
    """Takes a header with certificates (`x5c`), as MSAL sends it, and members unknown here (RFC 7515 section 4)."""

    max_header_length = 16 * 1024

    def __init__(self, *algorithms: str) -> None:
        super().__init__(algorithms=algorithms, strict_check_header=False)


class UsedAssertion(msgspec.Struct, frozen=True):
    """A statement that was made already; client_id: who made it."""

    client_id: str


USED_ASSERTION = Kind("used_assertion", UsedAssertion)


def unverified(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims as they stand there; raises OAuthError(invalid_client) when it is no JWT."""
    try:
        parts = jws.extract_compact(token.encode(), registry=_Registry())
        header, claims = parts.headers(), msgspec.json.decode(parts.payload, type=dict[str, Any])
    except (JoseError, ValueError, UnicodeError, json.JSONDecodeError, msgspec.DecodeError, RecursionError) as error:
        raise refusal(Reason.ASSERTION_MALFORMED) from error
    if not isinstance(header, dict):
        raise refusal(Reason.ASSERTION_MALFORMED)
    return header, claims


def method_of(header: Mapping[str, Any]) -> str:
    return "client_secret_jwt" if header.get("alg") in HMAC else "private_key_jwt"


def check(unit: Unit, server: AuthorizationServer, client: Client, token: str, endpoint: str) -> None:
    """Raise OAuthError(invalid_client) unless a client's key signed the statement for this server and this moment.

    endpoint: the address that was called; the statement may be meant for it, or for the token endpoint.
    """
    header, claims = unverified(token)
    if header.get("alg") not in server.assertion_algorithms:
        raise refusal(Reason.ASSERTION_MALFORMED, "alg")
    if not signed(unit, token, header, client):
        raise refusal(Reason.ASSERTION_SIGNATURE, client.client_id)
    if (claims.get("iss"), claims.get("sub")) != (client.client_id, client.client_id):
        raise refusal(Reason.ASSERTION_MALFORMED, "iss, sub")
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if not {endpoint, *server.assertion_audiences()} & {name for name in named if isinstance(name, str)}:
        raise refusal(Reason.ASSERTION_AUDIENCE, str(audience)[:200])
    expires = _times(unit, server, claims)
    if server.single_use_assertions and "jti" in claims:
        _use(unit, client, str(claims["jti"]), expires)


def refusal(reason: Reason, detail: str = "") -> OAuthError:
    return OAuthError("invalid_client", reason, detail, status=401)


def signed(unit: Unit, token: str, header: Mapping[str, Any], client: Client) -> bool:
    """Tell whether one of the client's keys made the signature; which one, its header may say.

    Raises OAuthError(invalid_client) when the client does not tell its keys.
    """
    algorithm = str(header.get("alg"))
    if algorithm in HMAC:
        return any(_fits(token, key, algorithm) for key in _secrets(client))
    try:
        jwks = client_jwks.keys_of(unit, client, header.get("kid"))
    except PeerUnavailable as error:
        raise refusal(Reason.ASSERTION_MALFORMED, f"no keys at {client.jwks_uri}") from error
    keys = _public_keys(jwks, header, algorithm)
    return any(_fits(token, key, algorithm) for key in keys)


def _secrets(client: Client) -> list[RSAKey | ECKey | OctKey]:
    return [OctKey.import_key(client.shared_secret)] if client.shared_secret else []


def _public_keys(
    jwks: Collection[Mapping[str, str]], header: Mapping[str, Any], algorithm: str
) -> list[RSAKey | ECKey | OctKey]:
    kty = "EC" if algorithm.startswith("ES") else "RSA"
    # MSAL leaves the padding on a thumbprint, which RFC 7515 section 2 would take off.
    named = {name: str(header[name]).rstrip("=") for name in _NAMES if name in header}
    found: list[RSAKey | ECKey | OctKey] = []
    for jwk in jwks:
        shared = [name for name in named if name in jwk]
        fits = not named or (shared and all(jwk[name].rstrip("=") == named[name] for name in shared))
        if jwk.get("kty") == kty and fits:
            found.append(_KEY_TYPES[kty].import_key(dict(jwk)))
    return found


def _fits(token: str, key: RSAKey | ECKey | OctKey, algorithm: str) -> bool:
    try:
        jws.deserialize_compact(token, key, registry=_Registry(algorithm))
    except (JoseError, ValueError):
        return False
    return True


def _times(unit: Unit, server: AuthorizationServer, claims: Mapping[str, Any]) -> float:
    """Return when the statement ends; raises OAuthError when it is over, not yet good, or good for too long."""
    now = unit.runtime.clock.now().timestamp()
    expires, begins = claims.get("exp"), [claims[name] for name in ("iat", "nbf") if name in claims]
    if any(isinstance(time, bool) or not isinstance(time, int | float) for time in (expires, *begins)):
        raise refusal(Reason.ASSERTION_MALFORMED, "exp, iat, nbf")
    ends = float(expires or 0)
    if ends <= now or ends > now + server.longest_assertion.total_seconds() or any(t > now + _SKEW for t in begins):
        raise refusal(Reason.ASSERTION_TIME)
    return ends


def _use(unit: Unit, client: Client, jti: str, expires: float) -> None:
    lifetime = timedelta(seconds=expires - unit.runtime.clock.now().timestamp())
    try:
        with savepoint(unit.db):
            used = UsedAssertion(client.client_id)
            unit.artifacts.put(USED_ASSERTION, used, lifetime, id=f"{client.client_id}:{jti}")
    except Conflict as conflict:
        raise refusal(Reason.ASSERTION_USED) from conflict
