"""The three ways to look for users: `q`, `filter` and `search`. Source: fact sheet 4.5."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_

from mocks.okta.api._call import Call
from mocks.okta.api._where import (
    EXACT,
    ORDERED,
    TEXT,
    Field,
    fields,
    folded,
    lowered,
    moment,
    starts_with,
    text,
    where,
)
from mocks.okta.api_errors import ApiError, invalid
from mocks.okta.directory import user_records
from mocks.okta.directory._columns import JsonText
from mocks.okta.directory.user_records import Record
from mocks.okta.directory.users import USERS, Status

_C = USERS.c
_ALL = TEXT | ORDERED
_MOMENTS = ("created", "activated", "statusChanged", "lastLogin", "lastUpdated", "passwordChanged")


def _moment_column(name: str) -> ColumnElement[Any]:
    return _C["".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)]


def _folded_attribute(name: str) -> Field:
    return Field(JsonText(_C.profile, name), _ALL, lowered)


_FILTERED = {
    "id": Field(_C.id, EXACT, text),
    "status": Field(_C.status, EXACT, text),
    "lastUpdated": Field(_C.last_updated, ORDERED, moment),
    "profile.login": Field(_C.login_key, EXACT, folded),
    "profile.email": Field(_C.email_key, EXACT, folded),
    "profile.firstName": Field(JsonText(_C.profile, "firstName"), EXACT, lowered),
    "profile.lastName": Field(JsonText(_C.profile, "lastName"), EXACT, lowered),
}
_SEARCHED = {
    "id": Field(_C.id, _ALL, text),
    "status": Field(_C.status, _ALL, text),
    "credentials.provider.type": Field(_C.provider, EXACT, text),
    "profile.login": Field(_C.login_key, _ALL, folded),
    "profile.email": Field(_C.email_key, _ALL, folded),
} | {name: Field(_moment_column(name), ORDERED, moment) for name in _MOMENTS}


def _searched(attribute: str) -> Field | None:
    if attribute in _SEARCHED:
        return _SEARCHED[attribute]
    kind, _, name = attribute.partition(".")
    return _folded_attribute(name) if kind == "profile" and name.isidentifier() and name.isascii() else None


def find(call: Call) -> list[Record]:
    """Return the page of users that the call's parameters ask for, and say where the next one is."""
    asked = {name for name in ("q", "filter", "search") if call.argument(name)}
    if len(asked) > 1:
        raise ApiError("E0000033")
    if "q" in asked:
        return user_records.page(call.db, _by_beginning(call.argument("q")), call.limit(10, 200))[0]
    condition = _condition(call, asked)
    order = _order(call) if "search" in asked else None
    cursor = call.cursor()
    if cursor is not None and not _is_key(cursor):
        raise ApiError("E0000029")
    records, beyond = user_records.page(call.db, condition, call.limit(200, 200), cursor, order)
    call.link_self()
    if beyond:
        call.link_next(beyond)
    return records


def _is_key(cursor: Any) -> bool:
    return (
        isinstance(cursor, list)
        and len(cursor) == 2
        and isinstance(cursor[0], str | int | float)
        and isinstance(cursor[1], str)
    )


def _condition(call: Call, asked: set[str]) -> ColumnElement[bool] | None:
    if "search" in asked:
        return where(call.argument("search"), _searched)
    if "filter" in asked:
        return where(call.argument("filter"), fields(_FILTERED), error="E0000031")
    return None


def _by_beginning(q: str) -> ColumnElement[bool]:
    names = [starts_with(JsonText(_C.profile, name), lowered(q)) for name in ("firstName", "lastName")]
    return (_C.status != Status.DEPROVISIONED.value) & or_(starts_with(_C.email_key, q.lower()), *names)


def _order(call: Call) -> tuple[ColumnElement[Any], bool] | None:
    name = call.argument("sortBy")
    if not name:
        return None
    field = _searched(name)
    if field is None or name in ("activated", "lastLogin", "passwordChanged", "statusChanged"):
        raise invalid("sortBy", f"sortBy: '{name}' cannot be sorted by")
    direction = call.argument("sortOrder", "asc").lower()
    if direction not in ("asc", "desc"):
        raise invalid("sortOrder", "sortOrder: must be 'asc' or 'desc'")
    # A cursor cannot go on after NULL: whoever lacks an attribute counts as having an empty one.
    column = func.coalesce(field.column, "") if isinstance(field.column, JsonText) else field.column
    return column, direction == "desc"
