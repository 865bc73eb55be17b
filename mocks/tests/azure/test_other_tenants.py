"""What one tenant says of another's people and domains (fact sheet 2.1, 6.1 and 6.2)."""

import pytest

from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ADAM, ALICE, OTHER_TENANT, TENANT
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def test_somebody_of_another_tenant_is_told_so_once_they_proved_it(app: RelyingParty, browser: Browser) -> None:
    """50020 on a page of Azure AD; before that nothing tells them from anybody else."""
    page = browser.submit(browser.open(app.authorize_url()), {"loginfmt": ADAM.username})
    assert "passwd" in page.form.names
    page = browser.submit(page, {"passwd": ADAM.password})
    assert (page.left, "AADSTS50020" in page.text) == (False, True)
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"


def test_a_wrong_password_of_theirs_is_a_wrong_password(app: RelyingParty, browser: Browser) -> None:
    page = app.sign_in(browser, Person(ADAM.username, "wrong"))
    assert "AADSTS50020" not in page.text
    assert "passwd" in page.form.names


@pytest.mark.parametrize("hint", ["adatum.example", OTHER_TENANT])
def test_a_hint_at_another_tenant_is_refused(app: RelyingParty, browser: Browser, hint: str) -> None:
    """50143 on a page."""
    page = browser.open(app.authorize_url(domain_hint=hint))
    assert (page.left, "AADSTS50143" in page.text) == (False, True)


@pytest.mark.parametrize("hint", ["contoso.example", TENANT, "organizations", "consumers", "unknown.example"])
def test_any_other_hint_is_none_that_contradicts(parties: Parties, app: RelyingParty, hint: str) -> None:
    assert "code" in app.sign_in(parties.browser(), ALICE, domain_hint=hint).parameters
