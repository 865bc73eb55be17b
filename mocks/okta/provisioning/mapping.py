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

_EXTERNAL_NAMES = {
    "email": "email",
    "firstName": "given_name",
    "lastName": "family_name",
    "middleName": "middle_name",
    "displayName": "name",
    "nickName": "nickname",
    "locale": "locale",
    "timezone": "zoneinfo",
}
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_LONGEST = {"firstName": 50, "lastName": 50, "email": 100, "login": 100}


def app_user(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return the provider's profile of a person: its claims, and the same under the names of its schema."""
    named = {name: claims[external] for name, external in _EXTERNAL_NAMES.items() if external in claims}
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
    if "email" in mapped and not _ADDRESS.fullmatch(mapped["email"]):
        raise refusal("jit_failure_values_not_match_pattern", "Unable to create the user. 'email' is no address.")
    too_long = [name for name, longest in _LONGEST.items() if len(mapped.get(name, "")) > longest]
    if too_long:
        raise refusal("jit_failure_values_too_long", f"Unable to create the user. Too long: {_quoted(too_long)}.")
    return mapped


def check_complete(mapped: Mapping[str, str]) -> None:
    """Refuse a profile that lacks what every user needs."""
    missing = [name for name in REQUIRED if not mapped.get(name)]
    if missing:
        text = f"Unable to create the user. Required properties are missing: {_quoted(missing)}."
        raise refusal("jit_failure_missing_fields", text)


def refusal(code: str, text: str) -> OAuthError:
    """Return the error that a refused external identity ends in; code: the internal reason of fact sheet 3.7."""
    return OAuthError("access_denied", Reason.IDP_REFUSED, description=text, code=code)


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
