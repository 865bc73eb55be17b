"""How users go and come back: deleted ones can be restored for thirty days (fact sheet section 7.5).

A deleted user's name is free for somebody else: it stands behind the id until the user is restored.
"""

from sqlalchemy import Connection

from mocks.azure.directory import group_members, objects, role_assignments
from mocks.azure.directory.objects import Record
from mocks.azure.directory.users import USER, USERS


def delete(db: Connection, record: Record, now: float) -> None:
    name = f"{_prefix(record)}{record['user_principal_name']}"
    objects.mark(db, USER, record, _named(name) | {"deleted_date_time": now}, now)
    group_members.announce(db, record["tenant_id"], record["id"], now)


def restore(db: Connection, record: Record, now: float) -> None:
    """Bring a user back; the name must be free, which `name_before` tells."""
    objects.mark(db, USER, record, _named(name_before(record)) | {"deleted_date_time": None}, now)
    group_members.announce(db, record["tenant_id"], record["id"], now)


def name_before(record: Record) -> str:
    """Return the userPrincipalName that a deleted user had."""
    name: str = record["user_principal_name"]
    return name.removeprefix(_prefix(record))


def remove(db: Connection, record: Record, now: float) -> None:
    """Delete for good, with all that refers to the user."""
    group_members.forget(db, record["id"])
    role_assignments.forget(db, record["id"])
    managed = db.execute(USERS.select().where(USERS.c.manager_id == record["id"])).all()
    for user in managed:
        lead(db, user._asdict(), None, now)
    objects.remove(db, USER, record, now)


def lead(db: Connection, record: Record, manager_id: str | None, now: float) -> None:
    """Give a user a manager, another one, or none."""
    if record["manager_id"] == manager_id:
        return
    values = {"manager_id": manager_id}
    objects.change(db, USER, (record["tenant_id"], record["id"]), values, now, related=record["manager_id"] or "")


def _named(name: str) -> dict[str, str | float | None]:
    return {"user_principal_name": name, "upn_key": name.lower()}


def _prefix(record: Record) -> str:
    return str(record["id"]).replace("-", "")
