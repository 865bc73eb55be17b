"""A Graph object as the org is told of it."""

from typing import Any

_USER = {
    "userName": "userPrincipalName",
    "email": "mail",
    "firstName": "givenName",
    "lastName": "surname",
    "displayName": "displayName",
    "department": "department",
    "title": "jobTitle",
    "employeeNumber": "employeeId",
    "mobilePhone": "mobilePhone",
}


def of_user(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[key] for name, key in _USER.items() if found.get(key)}


def of_group(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in ("displayName", "description") if found.get(name)}


def is_gone(found: dict[str, Any]) -> bool:
    return "@removed" in found


def is_mirrored(found: dict[str, Any]) -> bool:
    """Tell whether a person is to be at the org: enabled, and no guest of another tenant."""
    return not is_gone(found) and found.get("accountEnabled") is not False and found.get("userType") != "Guest"
