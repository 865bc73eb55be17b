"""Claims of a custom authorization server. Source: fact sheet 5.4."""

import re
from typing import Any

import msgspec

from mocks.okta.api._authorization_server import (
    MANAGE,
    READ,
    Status,
    address,
    check_name,
    link,
    named,
    note_change,
    party,
    read_only,
    taken,
)
from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.api_errors import invalid, not_found
from mocks.okta.custom_claims import OF_THE_PROTOCOL
from mocks.okta.directory.authorization_servers import CustomServer
from mocks.okta.directory.scopes import SCOPES
from mocks.okta.directory.system_log import Party
from mocks.okta.directory.token_claims import TOKEN_CLAIMS, ClaimType, FilterType, TokenClaim, ValueType
from mocks.okta.provisioning.expressions import ExpressionError, compiled

bp = Api("authorization_server_claims")
_LONGEST_VALUE = 4000


class Conditions(msgspec.Struct):
    scopes: list[str] = []


class ClaimInput(msgspec.Struct, rename="camel"):
    name: str
    value: str
    claim_type: ClaimType = "RESOURCE"
    value_type: ValueType = "EXPRESSION"
    status: Status = "ACTIVE"
    group_filter_type: FilterType | None = msgspec.field(default=None, name="group_filter_type")
    always_include_in_token: bool = True
    conditions: Conditions = msgspec.field(default_factory=Conditions)


@bp.get("/authorizationServers/<id>/claims", READ)
def every_claim(call: Call, id: str) -> list[dict[str, Any]]:
    server = named(call, id)
    return [_shown(call, server, claim) for claim in TOKEN_CLAIMS.of(call.db, server.id)]


@bp.post("/authorizationServers/<id>/claims", MANAGE)
def add_claim(call: Call, id: str) -> dict[str, Any]:
    server, there = named(call, id), TOKEN_CLAIMS.of(call.db, id)
    claim = _checked(call, server, TokenClaim(call.new_id("ocl"), "", "RESOURCE", "EXPRESSION", ""), there)
    TOKEN_CLAIMS.add(call.db, server.id, claim, len(there))
    call.status = 201
    return _noted(call, server, claim, "created")


@bp.get("/authorizationServers/<id>/claims/<claim_id>", READ)
def one_claim(call: Call, id: str, claim_id: str) -> dict[str, Any]:
    server = named(call, id)
    return _shown(call, server, _named(call, server, claim_id))


@bp.put("/authorizationServers/<id>/claims/<claim_id>", MANAGE)
def replace_claim(call: Call, id: str, claim_id: str) -> dict[str, Any]:
    """Replace a claim; the system's own keeps its name and kind."""
    server = named(call, id)
    before = _named(call, server, claim_id)
    others = [claim for claim in TOKEN_CLAIMS.of(call.db, id) if claim.id != claim_id]
    claim = _checked(call, server, before, others)
    if before.system and (claim.name, claim.claim_type) != (before.name, before.claim_type):
        raise read_only()
    TOKEN_CLAIMS.replace(call.db, claim)
    return _noted(call, server, claim, "updated")


@bp.delete("/authorizationServers/<id>/claims/<claim_id>", MANAGE)
def delete_claim(call: Call, id: str, claim_id: str) -> None:
    server = named(call, id)
    claim = _named(call, server, claim_id)
    if claim.system:
        raise read_only()
    TOKEN_CLAIMS.remove(call.db, claim.id)
    _noted(call, server, claim, "deleted")


def _named(call: Call, server: CustomServer, id: str) -> TokenClaim:
    claim = TOKEN_CLAIMS.get(call.db, server.id, id)
    if claim is None:
        raise not_found(id, "OAuth2Claim")
    return claim


def _checked(call: Call, server: CustomServer, before: TokenClaim, others: list[TokenClaim]) -> TokenClaim:
    given = call.body(ClaimInput)
    name = check_name(given.name)
    if name in OF_THE_PROTOCOL or (name == "sub" and not before.system):
        raise invalid("name", f"name: '{name}' is a reserved claim name")
    if any((other.name, other.claim_type) == (name, given.claim_type) for other in others):
        raise taken()
    known = {scope.name for scope in SCOPES.of(call.db, server.id)}
    for scope in given.conditions.scopes:
        if scope not in known:
            raise invalid("scopes", f"scopes: '{scope[:100]}' is no scope of this server")
    _check_value(given)
    return msgspec.structs.replace(
        before,
        name=name,
        claim_type=given.claim_type,
        value_type=given.value_type,
        value=given.value,
        group_filter_type=given.group_filter_type,
        always=given.claim_type == "RESOURCE" or given.always_include_in_token,
        scopes=tuple(given.conditions.scopes),
        active=given.status == "ACTIVE",
    )


def _check_value(given: ClaimInput) -> None:
    if not given.value.strip() or len(given.value) > _LONGEST_VALUE:
        raise invalid("value", f"value: must have 1 to {_LONGEST_VALUE} characters")
    if given.value_type == "SYSTEM":
        raise invalid("valueType", "valueType: SYSTEM claims are Okta's own")
    if given.value_type == "GROUPS" and given.group_filter_type is None:
        raise invalid("group_filter_type", "group_filter_type: is needed for a GROUPS claim")
    try:
        if given.value_type == "EXPRESSION":
            compiled(given.value)
        elif given.group_filter_type == "REGEX":
            re.compile(given.value)
    except (ExpressionError, re.error) as error:
        raise invalid("value", f"value: {error}") from error


def _noted(call: Call, server: CustomServer, claim: TokenClaim, what: str) -> dict[str, Any]:
    note_change(call, server)
    call.record(f"oauth2.claim.{what}", [party(server), Party(claim.id, "OAuth2Claim", claim.name, claim.name)])
    return _shown(call, server, claim)


def _shown(call: Call, server: CustomServer, claim: TokenClaim) -> dict[str, Any]:
    methods = ("GET", "PUT") if claim.system else ("GET", "PUT", "DELETE")
    filtered = {"group_filter_type": claim.group_filter_type} if claim.group_filter_type else {}
    return {
        "id": claim.id,
        "name": claim.name,
        "status": "ACTIVE" if claim.active else "INACTIVE",
        "claimType": claim.claim_type,
        "valueType": claim.value_type,
        "value": claim.value,
        **filtered,
        "alwaysIncludeInToken": claim.always,
        "conditions": {"scopes": list(claim.scopes)},
        "system": claim.system,
        "_links": {"self": link(address(call, server.id, "claims", claim.id), *methods)},
    }
