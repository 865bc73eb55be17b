"""Okta's way with devices (fact sheet 1.5)."""

from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.issuers.test_device_code import SCOPE
from mocks.tests.parties import Parties


def test_the_answer_has_a_complete_address(parties: Parties, browser: Browser) -> None:
    """600 seconds, 5 seconds apart, eight letters, `{org}/activate`; the complete address fills the form."""
    tv = parties.app_at_okta().registered(cast.TV_AT_OKTA, "")
    form = {"client_id": tv.client_id, "scope": SCOPE}
    begun = tv.post(tv.metadata["device_authorization_endpoint"], form).get_json()
    assert (begun["expires_in"], begun["interval"], len(begun["user_code"])) == (600, 5, 8)
    assert begun["verification_uri"] == f"{cast.OKTA}/activate"
    page = browser.open(begun["verification_uri_complete"])
    assert page.form.fields["user_code"] == begun["user_code"]


def test_only_an_application_with_the_grant_may_begin(parties: Parties) -> None:
    app = parties.app_at_okta()
    form = {"client_id": app.client_id, "client_secret": app.client_secret, "scope": SCOPE}
    answer = app.post(app.metadata["device_authorization_endpoint"], form)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "unauthorized_client")


def test_who_is_not_assigned_lets_no_device_in(parties: Parties, browser: Browser) -> None:
    """The device hears that it was denied, the person why."""
    tv = parties.app_at_okta().registered(cast.TV_AT_OKTA, "")
    form = {"client_id": tv.client_id, "scope": SCOPE}
    begun = tv.post(tv.metadata["device_authorization_endpoint"], form).get_json()
    page = browser.submit(browser.open(begun["verification_uri_complete"]))
    page = browser.submit(browser.sign_in(page, cast.ERIN), {"allow": "1"})
    assert "not assigned" in page.text
    poll = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": begun["device_code"]}
    answer = tv.post(tv.metadata["token_endpoint"], poll | {"client_id": tv.client_id})
    assert (answer.status_code, answer.get_json()["error"]) == (400, "access_denied")
