"""Identity providers and who is linked to them. Source: fact sheet 3.1 and 3.2."""

from typing import Any

import msgspec
from sqlalchemy.exc import IntegrityError

from mocks.kit.prepared import Conflict
from mocks.okta.api._call import Call
from mocks.okta.api._idp_input import accept
from mocks.okta.api._idp_object import linked_user, shown
from mocks.okta.api._idp_wire import IdpInput
from mocks.okta.api._route import Api
from mocks.okta.api._user_object import brief
from mocks.okta.api.users import named as named_user
from mocks.okta.api_errors import invalid, not_found
from mocks.okta.directory import identity_providers, idp_keys, links
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.directory.links import Link
from mocks.okta.directory.user_records import Record
from mocks.okta.idps._client_key import provide
from mocks.okta.provisioning.jit import idp_party
from mocks.okta.provisioning.mapping import DEFAULT_MAPPING

bp = Api("idps")
_READ, _MANAGE = "okta.idps.read", "okta.idps.manage"
_LONGEST_SUBJECT = 255


@bp.get("/idps", _READ)
def every(call: Call) -> list[dict[str, Any]]:
    found, beyond = identity_providers.page(
        call.db, call.limit(20, 200), call.cursor_text(), q=call.argument("q"), type=call.argument("type")
    )
    call.link_self()
    if beyond:
        call.link_next(beyond)
    return [shown(call, idp) for idp in found]


@bp.post("/idps", _MANAGE)
def add(call: Call) -> dict[str, Any]:
    given = call.body(IdpInput)
    accepted = accept(call.db, given, None)
    now = call.now.timestamp()
    idp = IdentityProvider(
        call.new_id("0oa"),
        given.name,
        given.type,
        accepted.protocol,
        accepted.policy,
        DEFAULT_MAPPING,
        mapping_id=call.new_id("prm"),
        issuer_mode=given.issuer_mode,
        created=now,
        last_updated=now,
    )
    try:
        identity_providers.add(call.db, idp)
    except IntegrityError as taken:
        raise _name_is_taken() from taken
    if accepted.protocol.token_endpoint_auth_method:
        idp = provide(call.db, idp, call.now)
        identity_providers.replace(call.db, idp)
    call.record("system.idp.lifecycle.create", [idp_party(idp)])
    return shown(call, idp)


@bp.get("/idps/<id>", _READ)
def one(call: Call, id: str) -> dict[str, Any]:
    idp = named(call, id)
    call.record("system.idp.lifecycle.read_client_secret", [idp_party(idp)])
    return shown(call, idp)


@bp.put("/idps/<id>", _MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    """Replace everything but id, status, mapping and, where none is sent, the secret."""
    before, given = named(call, id), call.body(IdpInput)
    accepted = accept(call.db, given, before)
    idp = msgspec.structs.replace(
        before, name=given.name, protocol=accepted.protocol, policy=accepted.policy, issuer_mode=given.issuer_mode
    )
    return _write(call, idp, "update")


@bp.delete("/idps/<id>", _MANAGE)
def delete(call: Call, id: str) -> None:
    idp = named(call, id)
    links.remove_of_provider(call.db, id)
    idp_keys.remove_of_provider(call.db, id)
    identity_providers.remove(call.db, id)
    call.record("system.idp.lifecycle.delete", [idp_party(idp)])


@bp.post("/idps/<id>/lifecycle/activate", _MANAGE)
def activate(call: Call, id: str) -> dict[str, Any]:
    return _write(call, msgspec.structs.replace(named(call, id), status="ACTIVE"), "activate")


@bp.post("/idps/<id>/lifecycle/deactivate", _MANAGE)
def deactivate(call: Call, id: str) -> dict[str, Any]:
    return _write(call, msgspec.structs.replace(named(call, id), status="INACTIVE"), "deactivate")


@bp.get("/idps/<id>/users", _READ)
def users(call: Call, id: str) -> list[dict[str, Any]]:
    """List who is linked; `expand=user` embeds the user."""
    idp = named(call, id)
    found, beyond = links.page(call.db, id, call.limit(20, 200), call.cursor_text())
    call.link_self()
    if beyond:
        call.link_next(beyond)
    shown_users = [linked_user(call, idp, link) for link in found]
    if call.argument("expand") == "user":
        for user in shown_users:
            user["_embedded"] = {"user": brief(call, named_user(call, user["id"]))}
    return shown_users


@bp.get("/idps/<id>/users/<user_id>", _READ)
def user(call: Call, id: str, user_id: str) -> dict[str, Any]:
    idp = named(call, id)
    return linked_user(call, idp, _link(call, idp, named_user(call, user_id)))


class LinkInput(msgspec.Struct, frozen=True, rename="camel"):
    external_id: str


@bp.post("/idps/<id>/users/<user_id>", _MANAGE)
def link(call: Call, id: str, user_id: str) -> dict[str, Any]:
    """Link a user to a subject of the provider, without a sign-in."""
    idp, record = named(call, id), named_user(call, user_id)
    external_id = call.body(LinkInput).external_id
    if not 1 <= len(external_id) <= _LONGEST_SUBJECT or not external_id.isprintable():
        raise invalid("externalId", "externalId: must be the subject at the provider")
    try:
        links.add(call.db, id, external_id, record.id, {}, call.now)
    except Conflict as taken:
        raise invalid("externalId", "externalId: The subject or the user is linked already") from taken
    return linked_user(call, idp, _link(call, idp, record))


@bp.delete("/idps/<id>/users/<user_id>", _MANAGE)
def unlink(call: Call, id: str, user_id: str) -> None:
    idp, record = named(call, id), named_user(call, user_id)
    _link(call, idp, record)
    links.remove(call.db, id, record.id)


@bp.get("/users/<user_id>/idps", "okta.users.read")
def of_user(call: Call, user_id: str) -> list[dict[str, Any]]:
    """List the providers that a user is linked to."""
    ids = links.providers_of(call.db, named_user(call, user_id).id)
    return [shown(call, named(call, id)) for id in sorted(ids)]


def named(call: Call, id: str) -> IdentityProvider:
    """Return the provider whom a path names; raises E0000007."""
    idp = identity_providers.by_id(call.db, id)
    if idp is None:
        raise not_found(id, "IdpAppInstance")
    return idp


def _write(call: Call, idp: IdentityProvider, event: str) -> dict[str, Any]:
    changed = provide(call.db, msgspec.structs.replace(idp, last_updated=call.now.timestamp()), call.now)
    try:
        identity_providers.replace(call.db, changed)
    except IntegrityError as taken:
        raise _name_is_taken() from taken
    call.record(f"system.idp.lifecycle.{event}", [idp_party(changed)])
    return shown(call, changed)


def _link(call: Call, idp: IdentityProvider, record: Record) -> Link:
    found = links.of_user(call.db, idp.id, record.id)
    if found is None:
        raise not_found(record.id, "IdpAppUser")
    return found


def _name_is_taken() -> Exception:
    return invalid("name", "name: An object with this field already exists in the current organization")
