"""What stands in Azure AD's tokens. Source: fact sheet section 4."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from mocks.azure import graph_resource, hints
from mocks.azure.directory import service_principals
from mocks.azure.directory.app_registrations import AppRegistration
from mocks.azure.directory.tenants import Tenant
from mocks.azure.directory.users import User
from mocks.kit.ids import Ids
from mocks.oauth.model import Client, Grant

GRAPH = graph_resource.APP_ID
GRAPH_URL = graph_resource.URL


@dataclass(frozen=True, slots=True)
class Call:
    """What an access token is for. app_id: of the resource. audience: what the request calls it.

    issuer: of tokens of format v2.0. scp: names of the permissions.
    """

    app_id: str
    audience: str
    issuer: str
    scp: str


def pairwise_sub(tenant_id: str, client_id: str, user_id: str) -> str:
    """Return the `sub` of a user at one application: 43 characters, another one at every other application."""
    digest = hashlib.sha256(f"{tenant_id}|{client_id}|{user_id}".encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def id_token(tenant: Tenant, app: AppRegistration, user: User, grant: Grant, ids: Ids) -> dict[str, Any]:
    """Return the claims of a v2.0 ID token; names and e-mail only as scopes and optional claims allow."""
    claims: dict[str, Any] = {
        "ver": "2.0",
        "sub": pairwise_sub(tenant.id, app.app_id, user.id),
        "tid": tenant.id,
        "uti": ids.token()[:22],
        "rh": f"0.{ids.token()[:20]}.",
        "aio": ids.token(),
    }
    if "profile" in grant.scope:
        claims |= {"oid": user.id, "preferred_username": user.user_principal_name, "name": user.display_name}
    optional = _optional_claims(user, grant)
    for name in app.settings.optional_id_token_claims:
        if optional.get(name) is not None:
            claims[name] = optional[name]
    if "email" in grant.scope and user.mail:
        claims["email"] = user.mail
    return claims


def id_token_v1(tenant: Tenant, app: AppRegistration, user: User, grant: Grant, ids: Ids) -> dict[str, Any]:
    """Return the claims of a v1.0 ID token: names and account whatever the scope says."""
    claims: dict[str, Any] = {
        "ver": "1.0",
        "sub": pairwise_sub(tenant.id, app.app_id, user.id),
        "tid": tenant.id,
        "oid": user.id,
        "amr": list(grant.authentication.amr) if grant.authentication else [],
        "name": user.display_name,
        "given_name": user.given_name,
        "family_name": user.surname,
        "unique_name": user.user_principal_name,
        "upn": user.user_principal_name,
        "uti": ids.token()[:22],
    }
    return {name: value for name, value in claims.items() if value is not None}


def _optional_claims(user: User, grant: Grant) -> dict[str, Any]:
    return {
        "given_name": user.given_name,
        "family_name": user.surname,
        "email": user.mail,
        "upn": user.user_principal_name,
        "auth_time": grant.authentication.auth_time if grant.authentication else None,
        "sid": grant.sid or None,
        "acct": 0,
        "login_hint": hints.of_user(user.id),
        "tenant_region_scope": "WW",
        "verified_primary_email": [user.mail] if user.mail else None,
    }


def access_token_v1(
    tenant: Tenant,
    app: AppRegistration,
    user: User,
    grant: Grant,
    call: Call,
    times: tuple[int, int],
    ids: Ids,
) -> dict[str, Any]:
    """Return the claims of an access token of format v1.0, as Graph and older APIs take it.

    times: now and lifetime, in seconds.
    """
    now, lifetime = times
    return {
        "aud": call.audience,
        "iss": f"https://sts.windows.net/{tenant.id}/",
        "iat": now - 300,
        "nbf": now - 300,
        "exp": now + lifetime,
        "acr": "1",
        "amr": list(grant.authentication.amr) if grant.authentication else [],
        "app_displayname": app.display_name,
        "appid": app.app_id,
        "appidacr": _proof(grant.client),
        "family_name": user.surname,
        "given_name": user.given_name,
        "idtyp": "user",
        "name": user.display_name,
        "oid": user.id,
        "scp": call.scp,
        "sub": pairwise_sub(tenant.id, call.app_id, user.id),
        "tid": tenant.id,
        "unique_name": user.user_principal_name,
        "upn": user.user_principal_name,
        "uti": ids.token()[:22],
        "ver": "1.0",
    }


def access_token_v2(
    tenant: Tenant,
    app: AppRegistration,
    user: User,
    grant: Grant,
    call: Call,
    times: tuple[int, int],
    ids: Ids,
) -> dict[str, Any]:
    """Return the claims of an access token of format v2.0; times: now and lifetime, in seconds."""
    now, lifetime = times
    return {
        "aud": call.app_id,
        "iss": call.issuer,
        "iat": now - 300,
        "nbf": now - 300,
        "exp": now + lifetime,
        "azp": app.app_id,
        "azpacr": _proof(grant.client),
        "name": user.display_name,
        "oid": user.id,
        "preferred_username": user.user_principal_name,
        "scp": call.scp,
        "sub": pairwise_sub(tenant.id, call.app_id, user.id),
        "tid": tenant.id,
        "uti": ids.token()[:22],
        "ver": "2.0",
    }


def principal_id(tenant_id: str, app: AppRegistration) -> str:
    """Return the object id of an application's service principal in a tenant."""
    return app.principal.id if app.principal else service_principals.derived_id(tenant_id, app.app_id)


def app_access_token(
    tenant: Tenant,
    app: AppRegistration,
    grant: Grant,
    issuer: str,
    roles: list[str],
    times: tuple[int, int],
    ids: Ids,
) -> dict[str, Any]:
    """Return the claims of a token by which an application acts for itself; times: now and lifetime, in seconds."""
    now, lifetime = times
    principal = principal_id(tenant.id, app)
    proof = _proof(grant.client)
    claims: dict[str, Any] = {"aud": grant.audience}
    if grant.audience == GRAPH_URL:
        claims |= {"iss": f"https://sts.windows.net/{tenant.id}/", "app_displayname": app.display_name}
        claims |= {"appid": app.app_id, "appidacr": proof, "ver": "1.0"}
    else:
        claims |= {"iss": issuer, "azp": app.app_id, "azpacr": proof, "ver": "2.0"}
    claims |= {"iat": now - 300, "nbf": now - 300, "exp": now + lifetime}
    claims |= {"idtyp": "app", "oid": principal, "sub": principal, "tid": tenant.id, "uti": ids.token()[:22]}
    return claims | ({"roles": roles} if roles else {})


def _proof(client: Client) -> str:
    """Return how a client proved itself: not at all, by a secret, by a certificate."""
    return {"": "0", "none": "0", "private_key_jwt": "2"}.get(client.authenticated_by, "1")


def userinfo(tenant: Tenant, app: AppRegistration, user: User, grant: Grant, graph_url: str) -> dict[str, Any]:
    """Return the userinfo response: six members at most, and it cannot be customised."""
    claims: dict[str, Any] = {"sub": pairwise_sub(tenant.id, app.app_id, user.id)}
    if "profile" in grant.scope:
        claims |= {"name": user.display_name, "family_name": user.surname, "given_name": user.given_name}
        claims["picture"] = f"{graph_url}/v1.0/me/photo/$value"
    if "email" in grant.scope and user.mail:
        claims["email"] = user.mail
    return {name: value for name, value in claims.items() if value is not None}
