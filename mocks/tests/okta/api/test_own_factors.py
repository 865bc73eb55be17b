"""People see to their own factors, by the session of their browser."""

from typing import Any

import pytest

from mocks.okta.policies._assurance import Enroll
from mocks.tests.browser import Browser
from mocks.tests.cast import ERIN, OKTA, OLIVIA
from mocks.tests.okta.signin.second_proof import TWO, Policy, code, has
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

QUESTION = {"factorType": "question", "profile": {"question": "disliked_food", "answer": "mayonnaise"}}


class Own:
    """The factors API as a page of the org would call it."""

    def __init__(self, browser: Browser) -> None:
        self._client = browser.at(OKTA)

    def status(self, method: str, path: str = "", body: Any = None, user: str = "me") -> int:
        where = f"/api/v1/users/{user}/factors{path}"
        given = {"json": body} if body is not None else {}
        return self._client.open(where, method=method, base_url=OKTA, **given).status_code


@pytest.fixture
def app(parties: Parties) -> RelyingParty:
    """An application that Erin may use."""
    return parties.second_app_at_okta()


@pytest.fixture
def erin(app: RelyingParty, browser: Browser) -> Own:
    assert app.sign_in(browser, ERIN).left
    return Own(browser)


def test_the_first_is_set_up_after_one_proof(erin: Own) -> None:
    assert erin.status("GET") == 200
    assert erin.status("POST", body=QUESTION) == 200


def test_another_one_takes_two(erin: Own, app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Else whoever knows a password could add a factor, or take one away."""
    factor = has(parties, "google_otp", ERIN)
    assert erin.status("POST", body=QUESTION) == 403
    assert erin.status("DELETE", f"/{factor.id}") == 403
    page = browser.open(app.authorize_url(acr_values=TWO))
    assert browser.submit(page, {"credentials.totp": code(parties)}).left
    assert erin.status("POST", body=QUESTION) == 200
    assert erin.status("DELETE", f"/{factor.id}") == 204


def test_what_the_policy_does_not_allow_they_cannot_set_up(
    erin: Own, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    Policy(monkeypatch).enrolment["security_question"] = Enroll.NOT_ALLOWED
    assert erin.status("POST", body=QUESTION) == 403


def test_nobody_else_s_can_be_seen_or_touched(erin: Own, parties: Parties) -> None:
    factor = has(parties, "google_otp", OLIVIA)
    for method, path, body in (("GET", "", None), ("POST", "", QUESTION), ("DELETE", f"/{factor.id}", None)):
        assert erin.status(method, path, body, user=OLIVIA.username) == 403
    assert erin.status("GET", f"/{factor.id}") == 404
