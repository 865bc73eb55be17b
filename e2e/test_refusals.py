"""What goes wrong goes wrong properly: at the right party, in words, with nothing half-written."""

import pytest
from playwright.sync_api import expect

from e2e.people import ALICE, BOB, DAVE, ERIN, FRANK, HENRY, IVAN, NORA, OLIVIA
from e2e.walk import Walk
from lab.client import LabClient


def test_wrong_password_at_azure_can_be_corrected(walk: Walk) -> None:
    """The page stays, says so, and takes the right one."""
    walk.to_azure(ALICE.username)
    walk.azure.next()
    walk.azure.password("wrong")
    expect(walk.page.locator("#passwordError")).to_contain_text("incorrect")
    walk.azure.password(ALICE.password)
    walk.azure.stay_signed_in()
    walk.webapp.expect_welcome(ALICE.name)


def test_wrong_password_at_okta(walk: Walk) -> None:
    walk.webapp.open()
    walk.okta.identify(OLIVIA.username)
    walk.okta.password("wrong")
    walk.okta.expect_error("Unable to sign in")
    walk.okta.password(OLIVIA.password)
    walk.webapp.expect_welcome(OLIVIA.name)


def test_unknown_people_are_not_told_apart_at_okta(walk: Walk) -> None:
    """Somebody unknown gets the same password page and the same words as somebody who mistypes."""
    walk.webapp.open()
    walk.okta.identify("nobody@contoso-subsidiary.example")
    walk.okta.password("anything")
    walk.okta.expect_error("Unable to sign in")


def test_unknown_user_in_azure(walk: Walk) -> None:
    walk.to_azure("nobody@contoso.example")
    walk.azure.next()
    expect(walk.page.locator("#usernameError")).to_contain_text("not in the directory")


def test_disabled_user_is_refused_by_azure(walk: Walk) -> None:
    walk.to_azure(DAVE.username)
    walk.azure.next()
    walk.azure.password(DAVE.password)
    expect(walk.page.locator("#passwordError")).to_contain_text("disabled")


def test_not_assigned_to_the_application(walk: Walk) -> None:
    """Signed in at Okta, but not let into this application: `access_denied` at the application."""
    walk.at_okta(ERIN)
    walk.webapp.expect_refusal("access_denied", "User is not assigned to the client application.")
    walk.timesheets.open()
    walk.timesheets.expect_welcome(ERIN.name)


def test_nobody_is_created_where_creation_is_off(walk: Walk) -> None:
    walk.through_azure(IVAN)
    walk.webapp.expect_refusal("access_denied", "User creation was disabled.")


def test_deactivated_in_okta(walk: Walk) -> None:
    """Azure AD lets Frank in, Okta does not."""
    walk.through_azure(FRANK)
    walk.webapp.expect_refusal("access_denied", "User status is invalid.")


def test_an_address_that_is_taken_is_not_taken_over(walk: Walk) -> None:
    """The partner vouches for an address that belongs to somebody in Okta; linking is off for the partner."""
    walk.through_partner(HENRY)
    walk.webapp.expect_refusal("access_denied", "User linking was disabled.")


def test_a_required_attribute_is_missing(walk: Walk) -> None:
    """Nora has no mailbox, so Azure AD sends no address."""
    walk.through_azure(NORA)
    walk.webapp.expect_refusal("access_denied", "'email'")


FLAWS = {
    "id-token-bad-signature": "signature",
    "id-token-wrong-audience": "audience",
    "id-token-wrong-issuer": "issuer",
    "id-token-wrong-nonce": "nonce",
    "id-token-expired": "expired",
    "id-token-alg-none": "algorithm",
}


@pytest.mark.parametrize("fault", FLAWS)
def test_okta_refuses_a_bad_id_token_of_azure(walk: Walk, client: LabClient, fault: str) -> None:
    """Named refusal at the application; when the fault is gone the same person gets in."""
    client.switch_on("azure-ad", fault, count=1)
    walk.through_azure(ALICE)
    walk.webapp.expect_refusal("invalid_social_token", FLAWS[fault])
    walk.webapp.open()
    walk.okta.identify(ALICE.username)
    walk.webapp.expect_welcome(ALICE.name)


@pytest.mark.parametrize("fault", FLAWS)
def test_the_application_refuses_a_bad_id_token_of_okta(walk: Walk, client: LabClient, fault: str) -> None:
    client.switch_on("okta", fault, count=1)
    walk.at_okta(OLIVIA)
    expect(walk.page.get_by_role("heading", level=1)).not_to_contain_text("Welcome")
    assert walk.page.url.startswith(walk.lab.url("webapp"))
    walk.webapp.open()
    walk.webapp.expect_welcome(OLIVIA.name)


def test_a_foreign_answer_is_refused_at_okta(walk: Walk, another_walk: Walk) -> None:
    """An answer of Azure AD that belongs to another browser's sign-in, and one without state."""
    answers: list[str] = []
    walk.page.on(
        "request", lambda request: answers.append(request.url) if "/authorize/callback?" in request.url else None
    )
    walk.through_azure(ALICE)
    walk.webapp.expect_welcome(ALICE.name)
    another_walk.page.goto(answers[0])
    another_walk.okta.expect_error("This sign-in took too long, was finished before, or began in another browser.")
    another_walk.page.goto(f"{walk.lab.url('okta')}/oauth2/v1/authorize/callback?code=abc")
    another_walk.okta.expect_error("'state'")


def test_a_replayed_answer_is_refused_at_the_application(walk: Walk) -> None:
    answers: list[str] = []
    walk.page.on(
        "request", lambda request: answers.append(request.url) if "/login/oauth2/code/" in request.url else None
    )
    walk.through_azure(ALICE)
    walk.webapp.expect_welcome(ALICE.name)
    response = walk.page.goto(answers[0])
    assert response is not None
    assert response.status == 400


@pytest.mark.parametrize(
    "change",
    [("client_id=0oasamplewebapp00001", "client_id=0oasomebodyelse00001"), ("code%2Fokta", "code%2Fokta%2F")],
    ids=["client", "redirect_uri"],
)
def test_wrong_client_or_redirect_uri_is_a_page_not_a_redirect(walk: Walk, change: tuple[str, str]) -> None:
    walk.webapp.open()
    before = walk.page.url
    assert change[0] in before
    response = walk.page.goto(before.replace(*change))
    assert response is not None
    assert response.status == 400
    walk.okta.expect_error("400 Bad Request")


def test_declining_at_the_partner(walk: Walk) -> None:
    """The partner's provider answers without state, so Okta says on its own page that the answer fits nothing."""
    walk.webapp.open()
    walk.okta.identify(BOB.username)
    walk.page.get_by_role("button", name="Deny").click()
    walk.okta.expect_error("state")
