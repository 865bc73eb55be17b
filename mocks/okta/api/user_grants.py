"""What people have consented to: listed, and taken back. Source: fact sheet 1.6; Okta's User Grants API."""

from typing import Any

from mocks.okta import issued_tokens
from mocks.okta.api._authorization_server import address, link
from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import SELF, Api
from mocks.okta.api.users import named as named_user
from mocks.okta.api_errors import not_found
from mocks.okta.directory import user_grants
from mocks.okta.directory.scopes import SCOPES
from mocks.okta.directory.system_log import Party
from mocks.okta.directory.user_grants import UserGrant

bp = Api("user_grants")
_READ, _MANAGE = "okta.users.read", "okta.users.manage"


@bp.get("/users/<id>/grants", SELF)
def every_grant(call: Call, id: str) -> list[dict[str, Any]]:
    return [_shown(call, grant) for grant in _of_user(call, id, _READ)]


@bp.get("/users/<id>/grants/<grant_id>", SELF)
def one_grant(call: Call, id: str, grant_id: str) -> dict[str, Any]:
    return _shown(call, _named(_of_user(call, id, _READ), grant_id))


@bp.delete("/users/<id>/grants", SELF)
def revoke_all(call: Call, id: str) -> None:
    _revoke(call, _of_user(call, id, _MANAGE))


@bp.delete("/users/<id>/grants/<grant_id>", SELF)
def revoke_one(call: Call, id: str, grant_id: str) -> None:
    _revoke(call, [_named(_of_user(call, id, _MANAGE), grant_id)])


@bp.get("/users/<id>/clients/<client_id>/grants", SELF)
def of_client(call: Call, id: str, client_id: str) -> list[dict[str, Any]]:
    return [_shown(call, grant) for grant in _of_user(call, id, _READ) if grant.client_id == client_id]


@bp.delete("/users/<id>/clients/<client_id>/grants", SELF)
def revoke_of_client(call: Call, id: str, client_id: str) -> None:
    _revoke(call, [grant for grant in _of_user(call, id, _MANAGE) if grant.client_id == client_id])


def _of_user(call: Call, id: str, scope: str) -> list[UserGrant]:
    """Return a person's grants: for an administrator, or for the person."""
    record = named_user(call, id)
    call.need(scope, about=record.id)
    return user_grants.of_user(call.db, record.id)


def _named(grants: list[UserGrant], id: str) -> UserGrant:
    found = next((grant for grant in grants if grant.id == id), None)
    if found is None:
        raise not_found(id, "OAuth2ScopeConsentGrant")
    return found


def _revoke(call: Call, grants: list[UserGrant]) -> None:
    for grant in grants:
        user_grants.remove(call.db, grant.id)
        issued_tokens.end_consented(call.unit, grant.user_id, grant.client_id, grant.server_id, grant.scope)
        client = Party(grant.client_id, "AppInstance", grant.client_id, "")
        call.record("app.oauth2.as.consent.revoke", [client, Party(grant.id, "scope", grant.scope, grant.scope)])


def _shown(call: Call, grant: UserGrant) -> dict[str, Any]:
    user, created = call.url(f"/users/{grant.user_id}"), iso(grant.created)
    scope_id = next((it.id for it in SCOPES.of(call.db, grant.server_id) if it.name == grant.scope), grant.scope)
    return {
        "id": grant.id,
        "status": "ACTIVE",
        "created": created,
        "createdBy": {"id": grant.user_id, "type": "User"},
        "lastUpdated": created,
        "issuer": f"{call.server.public_url}/oauth2/{grant.server_id}",
        "clientId": grant.client_id,
        "userId": grant.user_id,
        "scopeId": scope_id,
        "source": "END_USER",
        "_links": {
            "self": link(f"{user}/grants/{grant.id}", "GET", "DELETE"),
            "app": link(call.url(f"/apps/{grant.client_id}"), "GET"),
            "scope": link(address(call, grant.server_id, "scopes", scope_id), "GET"),
            "user": link(user, "GET"),
            "authorizationServer": link(address(call, grant.server_id), "GET"),
        },
    }
