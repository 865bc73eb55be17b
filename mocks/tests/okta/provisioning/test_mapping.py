"""Profile mapping: what an identity provider said becomes Universal Directory attributes."""

from typing import Any

import pytest

from mocks.oauth.errors import OAuthError
from mocks.okta.errors import wording
from mocks.okta.idps import oidc
from mocks.okta.provisioning import mapping
from mocks.okta.provisioning.mapping import DEFAULT_MAPPING

CLAIMS = {"sub": "s", "email": "a@b.example", "given_name": "Alice", "family_name": "Adams", "name": "Alice Adams"}


def app_user(claims: dict[str, Any]) -> dict[str, Any]:
    return mapping.app_user(claims, oidc.IDP_TYPE.external_names)


def refused(caught: pytest.ExceptionInfo[OAuthError]) -> tuple[str, str]:
    """Return the internal reason and the text."""
    code = wording(caught.value).code
    assert caught.value.error == ("jit_failure" if code.startswith("jit_failure") else "access_denied")
    words = wording(caught.value)
    return words.code, words.text


def test_claims_have_the_names_of_the_provider_s_schema_too() -> None:
    """Okta fact sheet 3.6: given_name is known as appuser.firstName, and so on."""
    attributes = app_user(CLAIMS | {"zoneinfo": "Europe/Berlin", "own": "x"})
    named = {"firstName": "Alice", "lastName": "Adams", "displayName": "Alice Adams", "timezone": "Europe/Berlin"}
    assert named.items() <= attributes.items()
    assert (attributes["given_name"], attributes["own"]) == ("Alice", "x")


def test_the_default_mapping_yields_the_four_documented_attributes() -> None:
    """Okta fact sheet 3.6."""
    assert mapping.profile(DEFAULT_MAPPING, app_user(CLAIMS)) == {
        "email": "a@b.example",
        "firstName": "Alice",
        "lastName": "Adams",
        "displayName": "Alice Adams",
    }


def test_attributes_without_a_value_are_left_out() -> None:
    claims = {"email": "a@b.example", "given_name": ""}
    assert mapping.profile(DEFAULT_MAPPING, app_user(claims)) == {"email": "a@b.example"}


def test_an_expression_that_is_wrong_refuses_the_person_by_name() -> None:
    with pytest.raises(OAuthError) as caught:
        mapping.profile({"title": "appuser.title +"}, {"title": "Dr"})
    assert refused(caught) == ("jit_failure", "The mapping of 'title' cannot be evaluated.")


@pytest.mark.parametrize(("name", "longest"), [("firstName", 50), ("lastName", 50), ("email", 100)])
def test_values_have_the_lengths_of_the_schema(name: str, longest: int) -> None:
    """Okta fact sheet 4.2 and 3.7."""
    table, start = {name: "appuser.value"}, "a@" if name == "email" else ""
    assert mapping.profile(table, {"value": start.ljust(longest, "x")})
    with pytest.raises(OAuthError) as caught:
        mapping.profile(table, {"value": start.ljust(longest + 1, "x")})
    code, text = refused(caught)
    assert code == "jit_failure_values_too_long"
    assert f"'{name}'" in text


@pytest.mark.parametrize("address", ["alice", "a@", "@b", "a@b@c", "a b@c.example", "a@b.example "])
def test_an_address_has_the_form_of_one(address: str) -> None:
    """Okta fact sheet 4.2 and 3.7."""
    with pytest.raises(OAuthError) as caught:
        mapping.profile(DEFAULT_MAPPING, {"email": address})
    assert refused(caught)[0] == "jit_failure_values_not_match_pattern"


@pytest.mark.parametrize("missing", ["email", "firstName", "lastName"])
def test_a_profile_must_be_complete(missing: str) -> None:
    """Okta fact sheet 3.5 and 3.7: required, non-empty, and named when they are not there."""
    whole = {"email": "a@b.example", "firstName": "A", "lastName": "B"}
    mapping.check_complete(whole)
    for value in ({}, {missing: ""}):
        profile = {name: text for name, text in whole.items() if name != missing} | value
        with pytest.raises(OAuthError) as caught:
            mapping.check_complete(profile)
        code, text = refused(caught)
        assert code == "jit_failure_missing_fields"
        assert text.endswith(f"Required properties are missing: '{missing}'.")


def test_a_username_comes_of_the_template() -> None:
    assert mapping.username("String.toLowerCase(idpuser.email)", {"email": "A@B.example"}) == "a@b.example"


@pytest.mark.parametrize(
    ("template", "attributes", "code"),
    [
        ("idpuser.email", {}, "failed_username_transform_missed_field"),
        ("idpuser.email", {"email": None}, "failed_username_transform_missed_field"),
        ("idpuser.email", {"email": ["a@b.example"]}, "failed_username_transform_missed_field"),
        ("idpuser.", {"email": "a@b.example"}, "failed_username_transform_invalid_expression"),
        ("idpuser.email", {"email": "a b@c.example"}, "failed_username_transform_whitespaces_found"),
        ("idpuser.email", {"email": "a@b.example\n"}, "failed_username_transform_whitespaces_found"),
        ("idpuser.email", {"email": "a\u00a0@b.example"}, "failed_username_transform_whitespaces_found"),
        ("idpuser.email", {"email": "a\0@b.example"}, "failed_username_transform_whitespaces_found"),
        ("idpuser.email", {"email": "a\u200b@b.example"}, "failed_username_transform_whitespaces_found"),
    ],
)
def test_a_username_that_cannot_be_made_is_a_named_refusal(
    template: str, attributes: dict[str, Any], code: str
) -> None:
    """Okta fact sheet 3.7; characters that cannot be seen would make two names look alike."""
    with pytest.raises(OAuthError) as caught:
        mapping.username(template, attributes)
    assert refused(caught)[0] == code


def test_the_missing_property_is_named() -> None:
    with pytest.raises(OAuthError) as caught:
        mapping.username("idpuser.email", {})
    assert refused(caught)[1] == "The following required property is missing: 'email'."
