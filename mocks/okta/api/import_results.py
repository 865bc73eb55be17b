"""Import results: who waits for a decision, and the decision. Source: fact sheet 9.1.

In the real service an administrator works on these in the admin console; the lab's pages use these calls.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import msgspec

from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import Api
from mocks.okta.api.identity_sources import MANAGE, READ, named
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import imports, users
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.directory.imports import Decision, ImportedUser, Match
from mocks.okta.provisioning.imports import confirmed, people
from mocks.okta.provisioning.jit import user_party

bp = Api("import_results")
_PATH = "/identity-sources/<id>/import-results"
_MOST_AT_ONCE = 1000


class DecisionInput(msgspec.Struct, rename="camel"):
    """ASSIGN needs the user who the person is; CREATE makes a new one; IGNORE leaves the person out from now on."""

    action: Literal["ASSIGN", "CREATE", "IGNORE"]
    user_id: str = ""


class BucketInput(msgspec.Struct):
    match: Literal["EXACT", "PARTIAL", "NONE"]


@bp.get(_PATH, READ)
def every(call: Call, id: str) -> list[dict[str, Any]]:
    source, limit = named(call, id), call.limit(200, 1000)
    found = imports.page(
        call.db,
        source.id,
        limit + 1,
        call.cursor_text(),
        decisions=_chosen(call, "decision", Decision),
        matches=_chosen(call, "match", Match),
    )
    call.link_self()
    if len(found) > limit:
        call.link_next(found[limit - 1].external_id)
    return [_shown(told) for told in found[:limit]]


@bp.post(f"{_PATH}/confirm", MANAGE)
def confirm_bucket(call: Call, id: str) -> dict[str, int]:
    """Confirm up to a thousand of those who wait in a bucket, as the rules would; tell how many were."""
    source, match = named(call, id), Match(call.body(BucketInput).match)
    waiting = imports.page(call.db, source.id, _MOST_AT_ONCE, None, decisions=[Decision.PENDING], matches=[match])
    done = [told for told in waiting if len(told.candidates) <= 1 and _confirm(call, source, told)]
    return {"confirmed": len(done), "left": len(waiting) - len(done)}


@bp.get(f"{_PATH}/<external_id>", READ)
def one(call: Call, id: str, external_id: str) -> dict[str, Any]:
    return _shown(_told(call, named(call, id), external_id))


@bp.post(f"{_PATH}/<external_id>/confirm", MANAGE)
def confirm(call: Call, id: str, external_id: str) -> dict[str, Any]:
    source, given = named(call, id), call.body(DecisionInput)
    told = _told(call, source, external_id)
    if told.decision is Decision.CONFIRMED:
        raise ApiError("E0000038")
    if given.action == "IGNORE":
        now = call.now.timestamp()
        imports.replace(call.db, replace(told, decision=Decision.IGNORED, last_updated=now))
    elif given.action == "CREATE":
        _create(call, source, told)
    else:
        _assign(call, source, told, given.user_id)
    return _shown(_told(call, source, external_id))


def _confirm(call: Call, source: IdentitySource, told: ImportedUser) -> bool:
    """Do what the result says; users may have changed since, so look again first."""
    if people.decide_again(call.unit, source, told) != "waiting":
        return True
    told = _told(call, source, told.external_id)
    if told.match is Match.NONE:
        _create(call, source, told)
    elif told.match is not Match.CONFLICT and len(told.candidates) == 1:
        _assign(call, source, told, told.candidates[0])
    else:
        return False
    return True


def _create(call: Call, source: IdentitySource, told: ImportedUser) -> None:
    attributes, unfit = people.mapped(source, told.profile)
    missing = [name for name in ("login", "email", "firstName", "lastName") if not attributes.get(name)]
    if unfit or missing:
        raise invalid("profile", unfit or f"{missing[0]}: The field cannot be left blank")
    if users.by_login(call.db, attributes["login"]):
        raise invalid("login", "login: An object with this field already exists in the current organization")
    user = confirmed.create(call.unit, source, told, attributes)
    call.record("system.import.user_match.confirm", [user_party(user)])


def _assign(call: Call, source: IdentitySource, told: ImportedUser, user_id: str) -> None:
    user = users.by_id(call.db, user_id)
    if user is None:
        raise not_found(user_id, "User")
    others = (it for it in imports.of_user(call.db, user.id) if it.source_id == source.id)
    if any(it.external_id != told.external_id for it in others):
        raise invalid("userId", "userId: the user is another person of this source")
    attributes, unfit = people.mapped(source, told.profile)
    confirmed.link(call.unit, source, told, user, {} if unfit else attributes)
    call.record("system.import.user_match.confirm", [user_party(user)])


def _told(call: Call, source: IdentitySource, external_id: str) -> ImportedUser:
    found = imports.one(call.db, source.id, external_id)
    if found is None:
        raise not_found(external_id, "ImportResult")
    return found


def _chosen(call: Call, name: str, kind: type[Decision] | type[Match]) -> Sequence[Any]:
    """Return the values of a filter, several with commas between; raises E0000001."""
    try:
        return [kind(value) for value in call.argument(name).split(",") if value]
    except ValueError as error:
        raise invalid(name, f"{name}: must be one of {', '.join(kind)}") from error


def _shown(told: ImportedUser) -> dict[str, Any]:
    return {
        "externalId": told.external_id,
        "profile": told.profile,
        "match": told.match,
        "decision": told.decision,
        "userId": told.user_id,
        "candidates": list(told.candidates),
        "present": told.present,
        "reason": told.reason,
        "lastUpdated": iso(told.last_updated),
    }
