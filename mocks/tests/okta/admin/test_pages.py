"""Who may see the administrator's pages, and which forms are taken."""

import pytest

from mocks.okta.admin import sets
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, APP_AT_OKTA, AZURE, ERIN, OKTA, OLIVIA
from mocks.tests.okta.admin.walk import Walk, form_to

PATHS = [pages.path for pages in sets()]


@pytest.mark.parametrize("path", PATHS)
def test_who_is_not_signed_in_signs_in_first_and_comes_back(browser: Browser, path: str) -> None:
    page = browser.open(f"{OKTA}{path}?q=x")
    assert "identifier" in page.form.names
    assert browser.sign_in(page, OLIVIA).url == f"{OKTA}{path}?q=x"


@pytest.mark.parametrize("path", PATHS)
def test_who_is_no_administrator_is_kept_out(browser: Browser, path: str) -> None:
    page = browser.sign_in(f"{OKTA}{path}", ERIN)
    assert page.status == 403
    assert "administrators" in page.text


@pytest.mark.parametrize("path", PATHS)
def test_every_set_of_pages_is_in_the_navigation_of_each(walk: Walk, path: str) -> None:
    page = walk.browser.open(f"{OKTA}{path}")
    assert page.status == 200
    assert set(PATHS) <= set(page.links)


@pytest.mark.parametrize(("person", "administers"), [(OLIVIA, True), (ERIN, False)])
def test_the_home_page_leads_administrators_here(browser: Browser, person: Person, administers: bool) -> None:
    page = browser.sign_in(f"{OKTA}/sso/idps/OKTA", person)
    assert page.url == f"{OKTA}/"
    assert ("/admin" in page.links) is administers


def test_a_federated_administrator_signs_in_at_their_provider(browser: Browser) -> None:
    """No provider is chosen for them: the routing rules are asked."""
    page = browser.open(f"{OKTA}/admin")
    assert browser.submit(page, {"identifier": ALICE.username}).url.startswith(AZURE)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("value", ["%00", "%EF%BF%BF", "x" * 3000, "%22%5C"])
def test_nonsense_in_an_address_is_no_failure_of_ours(walk: Walk, path: str, value: str) -> None:
    for query in (f"q={value}", f"after={value}", f"match={value}"):
        assert walk.browser.open(f"{OKTA}{path}?{query}").status < 500
    assert walk.browser.open(f"{OKTA}{path}/{value}").status < 500


@pytest.mark.parametrize("typed", ["\0", "\ud7ff", "x" * 3000, "../users", "?q=x#y"])
def test_nonsense_in_a_form_is_no_failure_of_ours(walk: Walk, typed: str) -> None:
    """What is typed can become a part of an API call's path."""
    for page, action in [
        (walk.open("/people/new"), "/new"),
        (walk.open(f"/applications/{APP_AT_OKTA}"), "/people"),
        (walk.open(f"/applications/{APP_AT_OKTA}"), "/groups"),
        (walk.open("/groups/new"), "/new"),
        (walk.open("/trusted-origins"), "/new"),
        (walk.open("/routing-rules/new"), "/new"),
        (walk.open("/identity-providers/new/OIDC"), "/new/OIDC"),
        (walk.open("/api"), "/tokens"),
    ]:
        names = [*form_to(page, action).names - {"csrf"}, "group", "match", "provider"]
        assert walk.fill(page, action, **dict.fromkeys(names, typed)).status < 500, action
