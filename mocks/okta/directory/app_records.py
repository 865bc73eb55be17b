"""Applications as the management API tells of them: whole rows, lists, assignments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, select

from mocks.okta.directory._references import remove_with_references
from mocks.okta.directory.applications import APP_GROUPS, APP_USERS, APPLICATIONS, Settings
from mocks.okta.directory.groups import MEMBERS

ACTIVE, INACTIVE = "ACTIVE", "INACTIVE"


@dataclass(frozen=True, slots=True)
class Record:
    """An application's row. details: JSON of what no protocol asks for. Moments in seconds since the epoch.

    access_policy_id: of its authentication policy, None for the default one.
    """

    id: str
    label: str
    status: str
    settings: Settings
    details: dict[str, Any]
    created: float
    last_updated: float
    access_policy_id: str | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """id: of the user or group that is assigned; priority: 0 for users. created: in seconds since the epoch."""

    id: str
    created: float
    priority: int = 0


_COLUMNS = [APPLICATIONS.c[name] for name in Record.__slots__]
_ASSIGNED_BY_GROUP = select(APP_GROUPS.c.application_id).join(MEMBERS, MEMBERS.c.group_id == APP_GROUPS.c.group_id)


def by_id(db: Connection, id: str) -> Record | None:
    row = db.execute(select(*_COLUMNS).where(APPLICATIONS.c.id == id)).first()
    return _record(row) if row else None


def page(
    db: Connection, condition: ColumnElement[bool] | None, limit: int, after: str | None
) -> tuple[list[Record], str | None]:
    """Return up to `limit` applications by id, and the id after which the next page begins, None at the end."""
    query = select(*_COLUMNS).order_by(APPLICATIONS.c.id).limit(limit + 1)
    if condition is not None:
        query = query.where(condition)
    if after is not None:
        query = query.where(APPLICATIONS.c.id > after)
    found = [_record(row) for row in db.execute(query)]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def write(db: Connection, record: Record, now: datetime) -> None:
    """Write an application over the one with its id."""
    values = {
        "label": record.label,
        "label_key": record.label.lower(),
        "status": record.status,
        "settings": msgspec.json.encode(record.settings).decode(),
        "details": msgspec.json.encode(record.details).decode(),
        "last_updated": now.timestamp(),
    }
    db.execute(APPLICATIONS.update().where(APPLICATIONS.c.id == record.id).values(values))


def remove(db: Connection, id: str) -> None:
    """Delete an application and everything that refers to it."""
    remove_with_references(db, APPLICATIONS, id)


def assigned_to_user(user_id: str) -> ColumnElement[bool]:
    """Return the condition of applications that a user is assigned to, by name or through a group."""
    by_name = select(APP_USERS.c.application_id).where(APP_USERS.c.user_id == user_id)
    by_group = _ASSIGNED_BY_GROUP.where(MEMBERS.c.user_id == user_id)
    return APPLICATIONS.c.id.in_(by_name.union(by_group))


def assigned_to_group(group_id: str) -> ColumnElement[bool]:
    return APPLICATIONS.c.id.in_(select(APP_GROUPS.c.application_id).where(APP_GROUPS.c.group_id == group_id))


def with_policy(db: Connection, policy_id: str, *, default: bool) -> Sequence[str]:
    """Return ids of the applications that have an authentication policy. default: it is what all others have."""
    here = APPLICATIONS.c.access_policy_id
    condition = here.is_(None) if default else here == policy_id
    return db.execute(select(APPLICATIONS.c.id).where(condition).order_by(APPLICATIONS.c.id)).scalars().all()


def user_assignment(db: Connection, id: str, user_id: str) -> Assignment | None:
    here = (APP_USERS.c.application_id == id, APP_USERS.c.user_id == user_id)
    row = db.execute(select(APP_USERS.c.user_id, APP_USERS.c.created).where(*here)).first()
    return Assignment(*row) if row else None


def group_assignment(db: Connection, id: str, group_id: str) -> Assignment | None:
    found = [one for one in group_assignments(db, id) if one.id == group_id]
    return found[0] if found else None


def group_assignments(db: Connection, id: str) -> list[Assignment]:
    columns = (APP_GROUPS.c.group_id, APP_GROUPS.c.created, APP_GROUPS.c.priority)
    query = select(*columns).where(APP_GROUPS.c.application_id == id)
    return [Assignment(*row) for row in db.execute(query.order_by(APP_GROUPS.c.priority, APP_GROUPS.c.group_id))]


def assigned_user_ids(db: Connection, id: str, limit: int, after: str | None) -> Sequence[str]:
    """Return up to `limit` ids of people assigned by name or through a group, in their order, after the given one."""
    by_name = select(APP_USERS.c.user_id).where(APP_USERS.c.application_id == id)
    by_group = select(MEMBERS.c.user_id).join(APP_GROUPS, APP_GROUPS.c.group_id == MEMBERS.c.group_id)
    both = by_name.union(by_group.where(APP_GROUPS.c.application_id == id)).subquery()
    query = select(both.c.user_id).order_by(both.c.user_id).limit(limit)
    return db.execute(query.where(both.c.user_id > after) if after is not None else query).scalars().all()


def unassign_user(db: Connection, id: str, user_id: str) -> bool:
    """Take an assignment by name away; tells whether it was there."""
    here = (APP_USERS.c.application_id == id, APP_USERS.c.user_id == user_id)
    return db.execute(APP_USERS.delete().where(*here)).rowcount > 0


def unassign_group(db: Connection, id: str, group_id: str) -> bool:
    here = (APP_GROUPS.c.application_id == id, APP_GROUPS.c.group_id == group_id)
    return db.execute(APP_GROUPS.delete().where(*here)).rowcount > 0


def _record(row: Sequence[Any]) -> Record:
    id, label, status, settings, details, *moments = row
    decoded = msgspec.json.decode(settings, type=Settings), msgspec.json.decode(details)
    return Record(id, label, status, *decoded, *moments)
