"""The portal's pages of enterprise applications."""

import pytest

from mocks.azure.directory import service_principals
from mocks.tests import cast
from mocks.tests.azure.portal.administrator import Administrator, form_of
from mocks.tests.browser import Browser, Person
from mocks.tests.pages import Page
from mocks.tests.parties import Parties

APP = f"/enterprise-applications/{service_principals.derived_id(cast.TENANT, cast.APP_AT_AZURE)}"


def sign_in(parties: Parties, person: Person) -> Page:
    return parties.app_at_azure().sign_in(Browser(parties.network), person)


def refused(parties: Parties, person: Person) -> str:
    return Browser(parties.network).sign_in(parties.app_at_azure().authorize_url(), person).text


def test_only_who_is_assigned_gets_in(avery: Administrator, parties: Parties) -> None:
    """By themselves or by a group; nobody else until everybody may again."""
    page = avery.press(APP, "require-assignment")
    assert "Only who is assigned" in page.text
    assert "AADSTS50105" in refused(parties, cast.ALICE)
    page = avery.press(page, "assign", {"principal": cast.ALICE.username})
    assert "The assignment was added." in page.text
    avery.press(page, "assign", {"principal": "Board"})
    assert "code" in sign_in(parties, cast.ALICE).parameters
    assert "code" in sign_in(parties, cast.GRACE).parameters, "a member of the group"
    assert "AADSTS50105" in refused(parties, cast.CAROL)
    avery.press(APP, "let-everybody-in")
    assert "code" in sign_in(parties, cast.CAROL).parameters


def test_an_assignment_is_removed(avery: Administrator, parties: Parties) -> None:
    avery.press(APP, "require-assignment")
    page = avery.press(APP, "assign", {"principal": cast.ALICE.username})
    assert "Alice Aames" in page.text
    page = avery.press(page, "remove-assignment")
    assert "Nobody is assigned" in page.text
    assert "AADSTS50105" in refused(parties, cast.ALICE)


@pytest.mark.parametrize("typed", ["nobody@contoso.example", "", "it's nobody", "/"])
def test_who_is_not_there_is_told(avery: Administrator, typed: str) -> None:
    """What was typed is still there."""
    page = avery.press(APP, "assign", {"principal": typed})
    assert (page.status, "Nobody has the user principal name" in page.text) == (400, True)
    assert form_of(page, "assign").fields["principal"] == typed


def test_an_assignment_that_is_there_is_refused(avery: Administrator) -> None:
    """The message of Graph; the same for one that was removed in another window."""
    page = avery.press(APP, "assign", {"principal": cast.ALICE.username})
    assert "already exists" in avery.press(page, "assign", {"principal": cast.ALICE.username}).text
    avery.press(page, "remove-assignment")
    again = avery.press(page, "remove-assignment")
    assert (again.status, "does not exist" in again.text) == (404, True)
    assert avery.press(page, "remove-assignment", {"assignment": "a/b"}).status == 404


def test_a_disabled_application_lets_nobody_in(avery: Administrator, parties: Parties) -> None:
    page = avery.press(APP, "disable-application")
    assert "AADSTS7000112" in refused(parties, cast.ALICE)
    avery.press(page, "enable-application")
    assert "code" in sign_in(parties, cast.ALICE).parameters


def test_applications_are_listed_with_what_is_decided(avery: Administrator) -> None:
    text = avery.open("/enterprise-applications").text
    assert f"Contoso Board {cast.CLOSED_APP_AT_AZURE} assignment required" in text
    assert "No application is found" in avery.open("/enterprise-applications?search=xyz").text
