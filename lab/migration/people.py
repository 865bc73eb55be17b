"""Where each person stands on the road from Azure AD to Okta."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lab.migration.tenant import Member
from lab.org_api import OrgApi


class Stage(StrEnum):
    """In the order of the road."""

    ONLY_AZURE = "only in Azure AD"
    STAGED = "staged"
    MIRRORED = "mirrored"
    FEDERATED = "signs in federated"
    DELEGATED = "password tried at Azure AD"
    PASSWORD = "password in Okta"  # noqa: S105 (a stage)
    BLOCKED = "cannot sign in"


NEEDS_AZURE = (Stage.ONLY_AZURE, Stage.STAGED, Stage.MIRRORED, Stage.FEDERATED, Stage.DELEGATED)
"""Stages of people who are locked out when Azure AD is switched off."""

_USABLE = ("ACTIVE", "PASSWORD_EXPIRED", "LOCKED_OUT", "RECOVERY")


@dataclass(frozen=True, slots=True)
class Person:
    """okta_id: "" for whom Okta does not know."""

    username: str
    oid: str
    okta_id: str
    stage: Stage


def stages(members: Iterable[Member], org: OrgApi, source_id: str) -> list[Person]:
    """Return everybody of the tenant, by name; raises OrgRefuses."""
    told = {one["externalId"]: one for one in org.pages(f"/identity-sources/{source_id}/import-results?limit=1000")}
    users = list(org.pages("/users?limit=200"))
    by_id = {user["id"]: user for user in users}
    by_login = {user["profile"]["login"].lower(): user for user in users}
    found = []
    for member in members:
        result = told.get(member.oid)
        user = by_id.get(result["userId"] or "") if result else None
        user = user or by_login.get(member.username.lower())
        okta_id = user["id"] if user else (result or {}).get("userId") or ""
        found.append(Person(member.username, member.oid, okta_id, _stage(result, user)))
    return sorted(found, key=lambda person: person.username)


def _stage(result: dict[str, Any] | None, user: dict[str, Any] | None) -> Stage:
    if user is None and result and result["userId"]:
        return Stage.BLOCKED  # lists leave out who is deprovisioned
    if user is None:
        return Stage.STAGED if result and result["decision"] == "PENDING" else Stage.ONLY_AZURE
    if user["status"] not in _USABLE:
        return Stage.BLOCKED
    credentials = user["credentials"]
    match credentials["provider"]["type"]:
        case "OKTA":
            return Stage.PASSWORD if "password" in credentials else Stage.MIRRORED
        case "ACTIVE_DIRECTORY":
            return Stage.DELEGATED
        case _:
            return Stage.FEDERATED if user["lastLogin"] else Stage.MIRRORED
