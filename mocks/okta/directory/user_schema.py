"""What a user's profile may hold: the 31 attributes of the base schema and the org's own. Source: fact sheet 4.2."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Integer, String, Table, Text, select

from mocks.okta.directory import METADATA

CUSTOM_ATTRIBUTES = Table(
    "user_schema_attributes",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("body", Text, nullable=False),
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LOCALE = re.compile(r"[a-z]{2}(_[A-Z]{2})?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_PYTHON: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "number": (int, float),
    "integer": int,
    "array": list,
}


class Attribute(msgspec.Struct, frozen=True):
    """An attribute of a profile. type: of JSON Schema; least, most: length of a text; format: see `_FORMATS`."""

    name: str
    title: str
    type: str = "string"
    required: bool = False
    least: int = 0
    most: int | None = None
    format: str = ""
    enum: tuple[str | int | float, ...] = ()

    def complaint(self, value: Any) -> str | None:
        """Return what is wrong with a value; None when it is good."""
        if not isinstance(value, _PYTHON[self.type]) or (self.type != "boolean" and isinstance(value, bool)):
            return f"{self.name}: must be of the type {self.type}"
        if isinstance(value, str):
            return self._complaint_about_text(value)
        if self.enum and value not in self.enum:
            return f"{self.name}: must be one of {', '.join(map(str, self.enum))}"
        return None

    def _complaint_about_text(self, value: str) -> str | None:
        if len(value) < self.least:
            return f"{self.name}: must have at least {self.least} characters"
        if self.most is not None and len(value) > self.most:
            return f"{self.name}: must have at most {self.most} characters"
        if self.enum and value not in self.enum:
            return f"{self.name}: must be one of {', '.join(map(str, self.enum))}"
        pattern = _FORMATS.get(self.format)
        return f"{self.name}: does not match required pattern" if pattern and not pattern.fullmatch(value) else None


_FORMATS = {"email": _EMAIL, "locale": _LOCALE, "country-code": _COUNTRY}
BASE = (
    Attribute("login", "Username", required=True, least=5, most=100, format="email"),
    Attribute("firstName", "First name", required=True, least=1, most=50),
    Attribute("lastName", "Last name", required=True, least=1, most=50),
    Attribute("middleName", "Middle name"),
    Attribute("honorificPrefix", "Honorific prefix"),
    Attribute("honorificSuffix", "Honorific suffix"),
    Attribute("email", "Primary email", required=True, least=5, most=100, format="email"),
    Attribute("title", "Title"),
    Attribute("displayName", "Display name"),
    Attribute("nickName", "Nickname"),
    Attribute("profileUrl", "Profile Url"),
    Attribute("secondEmail", "Secondary email", least=5, most=100, format="email"),
    Attribute("mobilePhone", "Mobile phone", most=100),
    Attribute("primaryPhone", "Primary phone", most=100),
    Attribute("streetAddress", "Street address"),
    Attribute("city", "City"),
    Attribute("state", "State"),
    Attribute("zipCode", "Zip code"),
    Attribute("countryCode", "Country code", format="country-code"),
    Attribute("postalAddress", "Postal Address"),
    Attribute("preferredLanguage", "Preferred language"),
    Attribute("locale", "Locale", format="locale"),
    Attribute("timezone", "Time zone"),
    Attribute("userType", "User type"),
    Attribute("employeeNumber", "Employee number"),
    Attribute("costCenter", "Cost center"),
    Attribute("organization", "Organization"),
    Attribute("division", "Division"),
    Attribute("department", "Department"),
    Attribute("managerId", "ManagerId"),
    Attribute("manager", "Manager"),
)
TYPES = tuple(_PYTHON)
_BASE = {attribute.name: attribute for attribute in BASE}


@dataclass(frozen=True, slots=True)
class Schema:
    """Every attribute that a profile may hold, by name."""

    attributes: Mapping[str, Attribute]

    def complaints(self, profile: Mapping[str, Any]) -> list[str]:
        """Return everything that is wrong with a whole profile, attribute by attribute."""
        found = [
            f"{name}: The field cannot be left blank"
            for name, attribute in self.attributes.items()
            if attribute.required and profile.get(name) in (None, "")
        ]
        for name, value in profile.items():
            attribute = self.attributes.get(name)
            if attribute is None:
                found.append(f"Property name '{name}' is not defined in the schema for 'User'")
            elif value not in (None, "") and (complaint := attribute.complaint(value)):
                found.append(complaint)
        return found


def load(db: Connection) -> Schema:
    """Return the org's schema of users."""
    return Schema(_BASE | {attribute.name: attribute for attribute in custom(db)})


def custom(db: Connection) -> tuple[Attribute, ...]:
    """Return the org's own attributes, in the order they were made."""
    rows = db.execute(select(CUSTOM_ATTRIBUTES.c.body).order_by(CUSTOM_ATTRIBUTES.c.position))
    return tuple(msgspec.json.decode(row.body, type=Attribute) for row in rows)


def write_custom(db: Connection, attribute: Attribute) -> None:
    """Add an attribute, or change the one that has its name."""
    body = msgspec.json.encode(attribute).decode()
    here = CUSTOM_ATTRIBUTES.c.name == attribute.name
    if db.execute(CUSTOM_ATTRIBUTES.update().where(here).values(body=body)).rowcount == 0:
        db.execute(CUSTOM_ATTRIBUTES.insert(), {"name": attribute.name, "body": body})


def remove_custom(db: Connection, name: str) -> None:
    """Take an attribute out of the schema; profiles keep what they hold until they are written anew."""
    db.execute(CUSTOM_ATTRIBUTES.delete().where(CUSTOM_ATTRIBUTES.c.name == name))
