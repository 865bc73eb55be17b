"""Identity sources: directories that people are imported from. Source: fact sheet 9.1.

The real service has these in its admin console alone, as applications; sessions and what follows are its public API.
"""

from dataclasses import asdict
from typing import Any

import msgspec
from sqlalchemy.exc import IntegrityError

from mocks.okta.api._call import Call, iso, unfit
from mocks.okta.api._route import Api
from mocks.okta.api_errors import invalid, not_found
from mocks.okta.directory import groups, identity_sources, import_sessions, imports, user_schema
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.directory.import_sessions import ImportSession
from mocks.okta.provisioning.expressions import ExpressionError, compiled
from mocks.okta.provisioning.imports import confirmed
from mocks.okta.provisioning.imports.parties import source_party

bp = Api("identity_sources")
_OWN = ("id", "created", "lastUpdated")
READ, MANAGE = "okta.identitySources.read", "okta.identitySources.manage"


@bp.get("/identity-sources", READ)
def every(call: Call) -> list[dict[str, Any]]:
    return [_shown(call, source) for source in identity_sources.every(call.db)]


@bp.post("/identity-sources", MANAGE)
def add(call: Call) -> dict[str, Any]:
    source = _given(call, call.new_id("0oa"), call.now.timestamp())
    try:
        identity_sources.add(call.db, source)
    except IntegrityError as taken:
        raise _name_taken() from taken
    call.record("application.lifecycle.create", [source_party(source)])
    return _shown(call, source)


@bp.get("/identity-sources/<id>", READ)
def one(call: Call, id: str) -> dict[str, Any]:
    return _shown(call, named(call, id))


@bp.put("/identity-sources/<id>", MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    before = named(call, id)
    source = _given(call, before.id, before.created)
    try:
        identity_sources.replace(call.db, source)
    except IntegrityError as taken:
        raise _name_taken() from taken
    if source.credential != before.credential:
        confirmed.change_credential(call.db, source)
    call.record("application.lifecycle.update", [source_party(source)])
    return _shown(call, source)


def named(call: Call, id: str) -> IdentitySource:
    """Return the source that a path names; raises E0000007."""
    source = identity_sources.by_id(call.db, id)
    if source is None:
        raise not_found(id, "IdentitySource")
    return source


def _given(call: Call, id: str, created: float) -> IdentitySource:
    given = call.json()
    unknown = set(given) - {field.encode_name for field in msgspec.structs.fields(IdentitySource)} - {"_embedded"}
    if unknown:
        raise invalid(min(unknown), f"{min(unknown)}: is no setting of an identity source")
    own = dict(zip(_OWN, (id, created, call.now.timestamp()), strict=True))
    wanted = {name: value for name, value in given.items() if name != "_embedded"} | own
    try:
        source = msgspec.convert(wanted, IdentitySource)
    except msgspec.ValidationError as error:
        raise unfit(error) from error
    _check(call, source)
    return source


def _check(call: Call, source: IdentitySource) -> None:
    if not source.name.strip() or len(source.name) > 100:
        raise invalid("name", "name: must have 1 to 100 characters")
    if source.matching.exact == "ATTRIBUTES" and not source.matching.attributes:
        raise invalid("matching.attributes", "matching.attributes: at least one is needed")
    attributes = user_schema.load(call.db).attributes
    for name in (*source.mapping, *source.matching.attributes):
        if name not in attributes:
            raise invalid("mapping", f"mapping: a user has no attribute '{name}'")
    for group_id in source.group_ids:
        found = groups.by_id(call.db, group_id)
        if found is None or found.type != groups.OKTA_GROUP:
            raise invalid("groupIds", f"groupIds: '{group_id}' is no group of the org's own")
    for name, expression in source.mapping.items():
        try:
            compiled(expression)
        except ExpressionError as error:
            raise invalid("mapping", f"mapping.{name}: {error}") from error
    if not 0 <= source.departure.safeguard <= 100:
        raise invalid("departure.safeguard", "departure.safeguard: must be a percentage")


def _shown(call: Call, source: IdentitySource) -> dict[str, Any]:
    body: dict[str, Any] = msgspec.to_builtins(source)
    moments = {"created": iso(source.created), "lastUpdated": iso(source.last_updated)}
    sessions = [_session(session) for session in import_sessions.latest(call.db, source.id, 1)]
    return (
        body | moments | {"_embedded": {"results": _results(call, source), "lastSession": next(iter(sessions), None)}}
    )


def _results(call: Call, source: IdentitySource) -> dict[str, dict[str, int]]:
    """Return how many people there are by what was decided about them and how they matched."""
    found: dict[str, dict[str, int]] = {}
    for (decision, match), count in sorted(imports.totals(call.db, source.id).items()):
        found.setdefault(decision, {})[match] = count
    return found


def _session(session: ImportSession) -> dict[str, Any]:
    shown = asdict(session)
    return {name: shown[name] for name in ("id", "status", "loaded", "done", "counts")}


def _name_taken() -> Exception:
    return invalid("name", "name: An object with this field already exists in the current organization")
