"""What stands in Okta's tokens. Source: fact sheet 1.8 to 1.10."""

from collections.abc import Mapping
from typing import Any

from mocks.kit.ids import Ids
from mocks.oauth import device_secrets, exchange
from mocks.oauth.model import Authentication, Grant
from mocks.okta.directory.users import User

_PROFILE = {
    "name": "displayName",
    "nickname": "nickName",
    "given_name": "firstName",
    "middle_name": "middleName",
    "family_name": "lastName",
    "profile": "profileUrl",
    "zoneinfo": "timezone",
}
_ADDRESS = {
    "street_address": "streetAddress",
    "locality": "city",
    "region": "state",
    "postal_code": "zipCode",
    "country": "countryCode",
}


def person(user: User, scope: tuple[str, ...]) -> dict[str, Any]:
    """Return every claim about a person that the scopes allow (OpenID Connect Core section 5.4)."""
    claims: dict[str, Any] = {"sub": user.id}
    if "profile" in scope:
        claims |= _present({name: user.profile.get(attribute) for name, attribute in _PROFILE.items()})
        claims |= {"name": user.display_name, "locale": user.profile.get("locale", "en_US")}
        claims |= {"preferred_username": user.login}
    if "address" in scope:
        claims |= _present({"address": _present({name: user.profile.get(key) for name, key in _ADDRESS.items()})})
    if "phone" in scope:
        claims |= _present({"phone_number": user.profile.get("primaryPhone")})
    if "email" in scope:
        claims |= {"email": user.profile["email"], "email_verified": True}
    return claims


def id_token(user: User, grant: Grant, authentication: Authentication, org_id: str, ids: Ids) -> dict[str, Any]:
    """Return the claims of an ID token: thin beside an access token, by which the rest is at userinfo."""
    thin = ("sub", "email", "name", "preferred_username")
    session = {"sid": grant.sid} if grant.sid and _tells_session(grant) else {}
    about = {name: value for name, value in person(user, grant.scope).items() if grant.alone or name in thin}
    return (
        about
        | session
        | {
            "ver": 1,
            "jti": f"ID.{ids.token()}",
            "amr": list(authentication.amr),
            "idp": authentication.idp or org_id,
            "auth_time": authentication.auth_time,
        }
    )


def _tells_session(grant: Grant) -> bool:
    """Tell whether the client hears of the end of sessions, or shares one with others on its device."""
    shares = device_secrets.SCOPE in grant.scope or grant.grant_type == exchange.GRANT_TYPE
    return shares or grant.client.knows_sessions


def access_token(
    user: User | None, grant: Grant, issuer: str, audience: str, times: Mapping[str, int], ids: Ids
) -> dict[str, Any]:
    """Return the claims of an access token. `sub` is the login here, `uid` the user's id; user: None for a client."""
    claims: dict[str, Any] = {
        "ver": 1,
        "jti": f"AT.{ids.token()}",
        "iss": issuer,
        "aud": audience,
        "iat": times["iat"],
        "exp": times["exp"],
        "cid": grant.client.client_id,
    }
    if user is None or grant.authentication is None:
        return claims | {"scp": list(grant.scope), "sub": grant.client.client_id}
    claims |= {"uid": user.id, "scp": list(grant.scope)}
    return claims | {"auth_time": grant.authentication.auth_time, "sub": user.login}


def _present(claims: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if value}
