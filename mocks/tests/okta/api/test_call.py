"""What every call of the management API is held to, whatever resource it is for."""

import pytest

from mocks.tests.okta.api.admin import Admin

PATHS = ["/users", "/groups", "/apps", "/idps", "/trustedOrigins", "/logs"]


@pytest.mark.parametrize("path", PATHS)
def test_no_query_holds_what_no_database_keeps(admin: Admin, path: str) -> None:
    assert admin.refused("GET", path, q="\0") == (400, "E0000001")


def test_no_body_does(admin: Admin) -> None:
    assert admin.refused("POST", "/groups", {"profile": {"name": "a\0b"}}) == (400, "E0000001")
    assert admin.refused("POST", "/groups", {"profile": {"name": "a\\\0b"}}) == (400, "E0000001")


def test_words_that_look_like_it_are_words(admin: Admin) -> None:
    """A backslash that is itself escaped begins no escape."""
    assert admin.post("/groups", {"profile": {"name": "a\\u0000b"}})["profile"]["name"] == "a\\u0000b"
