"""The portal's pages of the sign-in log."""

from collections.abc import Callable

import pytest

from mocks.azure.errors import LOCKED, USER_DISABLED, WRONG_PASSWORD
from mocks.tests import cast
from mocks.tests.azure.portal.administrator import Administrator
from mocks.tests.browser import Browser, Person
from mocks.tests.pages import Page
from mocks.tests.parties import Parties

LOGS = "/sign-in-logs"


@pytest.fixture
def attempt(parties: Parties) -> Callable[[Person], object]:
    """Let somebody try to sign in to an application."""
    return lambda person: Browser(parties.network).sign_in(parties.app_at_azure().authorize_url(), person)


def entry(avery: Administrator, search: str) -> Page:
    link = next(link for link in avery.open(f"{LOGS}?search={search}").links if f"{LOGS}/" in link)
    return avery.browser.open(link)


def test_a_refusal_is_explained(avery: Administrator, attempt: Callable[[Person], object]) -> None:
    """The number in the list; at the entry what happened, and what the number means, in the words of the pages."""
    attempt(cast.DAVE)
    attempt(Person(cast.ALICE.username, "wrong"))
    text = avery.open(LOGS).text
    assert f"{cast.ALICE.username} at Contoso Home AADSTS{WRONG_PASSWORD.code}" in text
    page = entry(avery, "dave")
    assert f"AADSTS{USER_DISABLED.code}" in page.text
    assert "What the code means The user account is disabled." in page.text


def test_the_log_is_searched_by_name_and_number(avery: Administrator, attempt: Callable[[Person], object]) -> None:
    attempt(cast.DAVE)
    attempt(Person(cast.ALICE.username, "wrong"))
    for search in (str(USER_DISABLED.code), f"aadsts{USER_DISABLED.code}", "Dave@"):
        text = avery.open(f"{LOGS}?search={search}").text
        assert cast.DAVE.username in text
        assert cast.ALICE.username not in text
    for search in (str(LOCKED.code), "it's", "%22"):
        assert "No sign-in is found." in avery.open(f"{LOGS}?search={search}").text


def test_a_sign_in_to_the_portal_is_in_the_log(avery: Administrator) -> None:
    """The newest first; a success has nothing to explain."""
    page = entry(avery, "avery")
    assert "Azure Portal" in page.text
    assert "Success" in page.text
    assert "What the code means" not in page.text


def test_long_logs_have_pages(avery: Administrator, attempt: Callable[[Person], object]) -> None:
    """Fifty at a time, under the same search."""
    for number in range(51):
        attempt(Person(f"nobody{number}@contoso.example", "wrong"))
    first = avery.open(f"{LOGS}?search=nobody")
    more = avery.browser.open(first.url.partition("?")[0] + next(link for link in first.links if "after=" in link))
    assert (first.text.count("AADSTS50034"), more.text.count("AADSTS50034")) == (50, 1)
    assert not any("after=" in link for link in more.links)


def test_an_entry_that_is_not_there_is_told(avery: Administrator) -> None:
    assert avery.open(f"{LOGS}/00000000-0000-4000-8000-000000000001").status == 404
