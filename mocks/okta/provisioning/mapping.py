"""Profile mapping: what an identity provider said becomes Universal Directory attributes."""

import re
from collections.abc import Mapping
from typing import Any

from mocks.oauth.errors import OAuthError, Reason
from mocks.okta.provisioning.expressions import ExpressionError, MissingAttribute, evaluate

DEFAULT_MAPPING = {
    "email": "appuser.email",
    "firstName": "appuser.firstName",
    "lastName": "appuser.lastName",
    "displayName": "appuser.displayName",
}
"""Of an OpenID Connect provider (fact sheet 3.6); the login comes from the username template."""

REQUIRED = ("email", "firstName", "lastName")

UNABLE = "Unable to create the user."

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_LOCALE = re.compile(r"[a-z]{2}(_[A-Z]{2})?")
_LONGEST = {"firstName": 50, "lastName": 50} | dict.fromkeys(
    ("login", "email", "secondEmail", "mobilePhone", "primaryPhone"), 100
)
_PATTERNS = {"email": _ADDRESS, "secondEmail": _ADDRESS, "countryCode": re.compile(r"[A-Z]{2}")}


def app_user(claims: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return the provider's profile of a person: its claims, and the same under the names of its schema.

    names: attribute of the schema to the claim that it is read from.
    """
    named = {name: claims[external] for name, external in names.items() if external in claims}
    return {**claims, **named}


def username(template: str, attributes: Mapping[str, Any]) -> str:
    """Transform attributes to a username; raises OAuthError as fact sheet 3.7 has it."""
    try:
        value = evaluate(template, attributes)
    except MissingAttribute as missing:
        text = f"The following required property is missing: '{missing.name}'."
        raise refusal("failed_username_transform_missed_field", text) from missing
    except ExpressionError as error:
        text = "The username template cannot be evaluated."
        raise refusal("failed_username_transform_invalid_expression", text) from error
    if any(character.isspace() or not character.isprintable() for character in value):
        raise refusal("failed_username_transform_whitespaces_found", "The username contains white space.")
    return value


def profile(mapping: Mapping[str, str], attributes: Mapping[str, Any]) -> dict[str, str]:
    """Return the attributes that the mapping yields; those without a value are left out."""
    mapped: dict[str, str] = {}
    for name, expression in mapping.items():
        try:
            mapped[name] = evaluate(expression, attributes)
        except MissingAttribute:
            continue
        except ExpressionError as error:
            raise refusal("jit_failure", f"The mapping of '{name}' cannot be evaluated.") from error
    _check_values(mapped)
    return mapped


def _check_values(mapped: Mapping[str, str]) -> None:
    """Refuse values that do not fit the schema (fact sheet 4.2)."""
    too_long = [name for name, longest in _LONGEST.items() if len(mapped.get(name, "")) > longest]
    if too_long:
        raise _unfit("jit_failure_values_too_long", "Values are too long", too_long)
    if "locale" in mapped and not _LOCALE.fullmatch(mapped["locale"]):
        raise _unfit("jit_failure_invalid_locale", "The locale is not valid", ["locale"])
    unlike = [name for name, pattern in _PATTERNS.items() if name in mapped and not pattern.fullmatch(mapped[name])]
    if unlike:
        raise _unfit("jit_failure_values_not_match_pattern", "Values do not match the pattern", unlike)


def check_complete(mapped: Mapping[str, str]) -> None:
    """Refuse a profile that lacks what every user needs."""
    missing = [name for name in REQUIRED if not mapped.get(name)]
    if missing:
        raise _unfit("jit_failure_missing_fields", "Required properties are missing", missing)


def _unfit(code: str, what: str, names: list[str]) -> OAuthError:
    quoted = ", ".join(f"'{name}'" for name in names)
    return refusal(code, f"{UNABLE} {what}: {quoted}.")


def refusal(code: str, text: str) -> OAuthError:
    """Return the error that a refused external identity ends in; code: the internal reason of fact sheet 3.7."""
    created = code.startswith(("jit_failure", "jit_update_failure"))
    error, status = ("jit_failure", 400) if created else ("access_denied", 403)
    return OAuthError(error, Reason.IDP_REFUSED, description=text, code=code, status=status)
