"""People and groups by the thousand, for a tenant as large as real ones: the same ones at every run.

Person number 7 has the same id, name and groups whoever makes them; every fifty people share a group. One password is
everybody's, so that any of them can sign in.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from mocks.azure.directory import changes, tenants
from mocks.azure.directory.groups import GROUP, GROUPS, MEMBERS
from mocks.azure.directory.users import USER, USERS
from mocks.kit.passwords import SEED_COST, hash_password

PASSWORD = "Everybody-in-Azure-1"  # noqa: S105 (for a lab on loopback, as those of the seed)
GROUP_SIZE = 50
_GIVEN = (
    *("Ada", "Ben", "Clara", "Diego", "Elif", "Farid", "Gita", "Hugo", "Ines", "Jonas", "Kira", "Liam", "Mei", "Noah"),
    *("Olga", "Pavel", "Quinn", "Rosa", "Sven", "Tara", "Umar", "Vera", "Wei", "Xenia", "Yusuf", "Zoe"),
)
_SURNAMES = (
    *("Abel", "Brandt", "Castro", "Dahl", "Evans", "Fischer", "Garcia", "Haddad", "Ito", "Jansen", "Kaya", "Larsen"),
    *("Moreau", "Novak", "Okafor", "Petrov", "Quist", "Rossi", "Sato", "Tanaka", "Ueda", "Vargas", "Weber", "Yilmaz"),
    "Zhang",
)
_DEPARTMENTS = ("Sales", "Finance", "Engineering", "Support", "Legal", "Marketing", "Logistics", "Research")
_TITLES = ("Clerk", "Engineer", "Manager", "Analyst", "Assistant")


def fill(db: Connection, tenant_id: str, first: int, count: int, now: float) -> int:
    """Make people number `first` and the `count - 1` after them, with their groups.

    Those that are there already stay as they are. Returns how many were made.
    """
    domain = tenants.domains_of(db, tenant_id)[0]
    numbers = {person_id(number): number for number in range(first, first + count)}
    for id in db.execute(select(USERS.c.id).where(USERS.c.id.in_(list(numbers)))).scalars():
        del numbers[id]
    password_hash = hash_password(PASSWORD, SEED_COST)
    shared = {"tenant_id": tenant_id, "account_enabled": True, "user_type": "Member", "password_hash": password_hash}
    shared |= dict.fromkeys(("created_date_time", "last_password_change_date_time"), now)
    people = [_person(id, number, domain) | shared for id, number in numbers.items()]
    if people:
        db.execute(USERS.insert(), people)
        changes.record_all(db, tenant_id, USER.name, list(numbers), now)
        _join(db, tenant_id, list(numbers.values()), now)
    return len(people)


def person_id(number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"people/{number}"))


def group_id(number: int) -> str:
    """Return the id of a person's group."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"groups/{number // GROUP_SIZE}"))


def _person(id: str, number: int, domain: str) -> dict[str, Any]:
    given, surname = _GIVEN[number % len(_GIVEN)], _SURNAMES[number // len(_GIVEN) % len(_SURNAMES)]
    nickname = f"{given}.{surname}.{number}".lower()
    name = f"{nickname}@{domain}"
    return {
        "id": id,
        "user_principal_name": name,
        "upn_key": name,
        "display_name": f"{given} {surname}",
        "given_name": given,
        "surname": surname,
        "mail": name,
        "mail_nickname": nickname,
        "proxy_addresses": f'["SMTP:{name}"]',
        "department": _DEPARTMENTS[number % len(_DEPARTMENTS)],
        "job_title": _TITLES[number % len(_TITLES)],
        "employee_id": f"{number:06}",
    }


def _join(db: Connection, tenant_id: str, numbers: Sequence[int], now: float) -> None:
    """Put people in their groups, which are made where they are missing."""
    wanted = {number // GROUP_SIZE: group_id(number) for number in numbers}
    there = set(db.execute(select(GROUPS.c.id).where(GROUPS.c.id.in_(list(wanted.values())))).scalars())
    new = {id: number for number, id in wanted.items() if id not in there}
    if new:
        db.execute(GROUPS.insert(), [_group(tenant_id, id, number, now) for id, number in new.items()])
        changes.record_all(db, tenant_id, GROUP.name, list(new), now)
    pairs = [(wanted[number // GROUP_SIZE], person_id(number)) for number in numbers]
    db.execute(MEMBERS.insert(), [{"group_id": group, "member_id": member} for group, member in pairs])
    # A new group is told with all its members.
    joined = [(group, member) for group, member in pairs if group in there]
    if joined:
        groups, members = zip(*joined, strict=True)
        changes.record_all(db, tenant_id, GROUP.name, groups, now, members)


def _group(tenant_id: str, id: str, number: int, now: float) -> dict[str, Any]:
    name = f"Team {number}"
    flags = {"security_enabled": True, "mail_enabled": False, "mail_nickname": f"team{number}", "group_types": "[]"}
    times = dict.fromkeys(("created_date_time", "renewed_date_time"), now)
    return {"id": id, "tenant_id": tenant_id, "display_name": name, **flags, **times}
