"""Devices that have no browser (RFC 8628)."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.issuers.test_codes import refused
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
SCOPE = "openid profile email offline_access"


@pytest.fixture
def tv(issuer: Issuer) -> RelyingParty:
    """A public client without any redirect URI."""
    id = cast.TV_AT_OKTA if issuer.form_field == "stateToken" else cast.TV_AT_AZURE
    return issuer.app.registered(id, "")


@pytest.fixture
def begun(tv: RelyingParty) -> dict[str, Any]:
    return begin(tv)


def begin(tv: RelyingParty) -> dict[str, Any]:
    answer = tv.post(tv.metadata["device_authorization_endpoint"], {"client_id": tv.client_id, "scope": SCOPE})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def poll(tv: RelyingParty, begun: dict[str, Any], **changes: str) -> TestResponse:
    form = {"grant_type": GRANT, "device_code": begun["device_code"], "client_id": tv.client_id}
    return tv.post(tv.metadata["token_endpoint"], form | changes)


def enter(browser: Browser, issuer: Issuer, begun: dict[str, Any], typed: str | None = None) -> Page:
    """Type the code where the device says, and sign in; return the page that asks whether to go on."""
    page = browser.open(begun["verification_uri"])
    page = browser.submit(page, {"user_code": begun["user_code"] if typed is None else typed})
    return browser.sign_in(page, issuer.person)


def answer(browser: Browser, page: Page, *, allow: bool = True) -> Page:
    return browser.submit(page, {"allow": "1", "idSIButton9": "1"} if allow else {"deny": "1", "cancel": "1"})


def told(tv: RelyingParty, begun: dict[str, Any]) -> str:
    reply = poll(tv, begun)
    assert reply.status_code == 400, reply.text
    return str(reply.get_json()["error"])


def test_a_device_gets_tokens_of_who_allowed_it(
    tv: RelyingParty, issuer: Issuer, begun: dict[str, Any], browser: Browser, parties: Parties
) -> None:
    """Section 3: pending until the person has decided; then the tokens of that person."""
    assert told(tv, begun) == "authorization_pending"
    page = answer(browser, enter(browser, issuer, begun))
    assert (page.status, page.left) == (200, False)
    parties.clock.move(timedelta(seconds=5))
    tokens = poll(tv, begun).get_json()
    claims = tv.claims(tokens["id_token"])
    assert (claims["aud"], claims["email"]) == (tv.client_id, issuer.person.username)
    assert "nonce" not in claims
    assert tokens["refresh_token"]
    assert tv.userinfo(tokens["access_token"]).get_json()["sub"] == claims["sub"]


def test_a_device_code_works_once(tv: RelyingParty, issuer: Issuer, begun: dict[str, Any], browser: Browser) -> None:
    answer(browser, enter(browser, issuer, begun))
    assert poll(tv, begun).status_code == 200
    assert told(tv, begun) in ("invalid_grant", "bad_verification_code")


def test_somebody_who_is_signed_in_is_still_asked(
    tv: RelyingParty, issuer: Issuer, begun: dict[str, Any], browser: Browser, parties: Parties
) -> None:
    """Section 5.4: a link that a stranger sent must not let the stranger's device in by itself."""
    issuer.app.code(browser, issuer.person)
    page = enter(browser, issuer, begun)
    assert "device" in page.form.action
    assert told(tv, begun) == "authorization_pending"
    parties.clock.move(timedelta(seconds=5))
    answer(browser, page)
    assert poll(tv, begun).status_code == 200


def test_a_person_may_say_no(tv: RelyingParty, issuer: Issuer, begun: dict[str, Any], browser: Browser) -> None:
    answer(browser, enter(browser, issuer, begun), allow=False)
    assert told(tv, begun) in ("access_denied", "authorization_declined")
    assert told(tv, begun) in ("invalid_grant", "bad_verification_code")


def test_an_impatient_device_is_slowed_down(tv: RelyingParty, begun: dict[str, Any], parties: Parties) -> None:
    """Section 3.5: five seconds more at each time, from now on."""
    assert told(tv, begun) == "authorization_pending"
    assert told(tv, begun) == "slow_down"
    parties.clock.move(timedelta(seconds=begun["interval"]))
    assert told(tv, begun) == "slow_down"
    parties.clock.move(timedelta(seconds=begun["interval"] + 10))
    assert told(tv, begun) == "authorization_pending"


def test_codes_end(tv: RelyingParty, issuer: Issuer, begun: dict[str, Any], browser: Browser, parties: Parties) -> None:
    page = enter(browser, issuer, begun)
    parties.clock.move(timedelta(seconds=begun["expires_in"]))
    assert told(tv, begun) == "expired_token"
    assert answer(browser, page).status == 400, "nobody is told that a device got something when it did not"
    again = browser.open(begun["verification_uri"])
    assert "not valid" in browser.submit(again, {"user_code": begun["user_code"]}).text


def test_a_user_code_works_once(tv: RelyingParty, issuer: Issuer, begun: dict[str, Any], browser: Browser) -> None:
    answer(browser, enter(browser, issuer, begun))
    assert "not valid" in enter(browser, issuer, begun).text


@pytest.mark.parametrize("wrong", ["", "AAAA-AAAA", "x" * 500, "<b>", "é", "'; --"])
def test_a_wrong_user_code_is_asked_for_again(
    tv: RelyingParty, issuer: Issuer, begun: dict[str, Any], browser: Browser, wrong: str
) -> None:
    page = enter(browser, issuer, begun, wrong)
    assert "user_code" in page.form.names
    assert "not valid" in page.text
    assert "<b>" not in page.html


def test_people_write_codes_as_they_like(
    tv: RelyingParty, issuer: Issuer, begun: dict[str, Any], browser: Browser
) -> None:
    """Section 6.1: case and punctuation do not matter."""
    code = begun["user_code"]
    answer(browser, enter(browser, issuer, begun, f" {code[:4].lower()}-{code[4:].lower()} "))
    assert poll(tv, begun).status_code == 200


def test_it_belongs_to_one_client(issuer: Issuer, tv: RelyingParty, begun: dict[str, Any], browser: Browser) -> None:
    answer(browser, enter(browser, issuer, begun))
    stranger = poll(tv, begun, client_id=issuer.app.client_id, client_secret=issuer.app.client_secret)
    assert stranger.status_code == 400
    assert poll(tv, begun).status_code == 200


def test_an_unknown_client_gets_no_code(tv: RelyingParty) -> None:
    reply = tv.post(tv.metadata["device_authorization_endpoint"], {"client_id": "unknown", "scope": SCOPE})
    assert refused(reply, reply.get_json()["error"], 401)


def test_the_form_tells_nobody_where_it_was(issuer: Issuer, begun: dict[str, Any], browser: Browser) -> None:
    """A way back from an attempt that is over leads to the page for codes."""
    page = enter(browser, issuer, begun)
    answer(browser, page)
    late = answer(browser, page)
    assert late.status == 400
    assert late.links == [begun["verification_uri"]]
