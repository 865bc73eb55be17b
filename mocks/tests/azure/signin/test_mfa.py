"""The second proof: when it is asked for, what is taken, how long it is good."""

import json
from datetime import timedelta

import pytest

from mocks.tests.azure.signin.second_proof import code_for, secured_app, until_second_proof
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, AZURE, MFA_POLICY, MONA, MONAS_SECRET
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def app(parties: Parties) -> RelyingParty:
    return secured_app(parties)


def sign_in(app: RelyingParty, browser: Browser, parties: Parties, **typed: str) -> Page:
    page = until_second_proof(app, browser)
    page = browser.submit(page, {"otc": code_for(parties.clock, MONAS_SECRET), **typed})
    return browser.submit(page, {"kmsi": "0"})


def test_a_code_of_the_app_is_the_second_proof(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Azure AD fact sheet 2.3 and 9: after the password, before "Stay signed in?"; `amr` of v1 tokens has `mfa`."""
    page = until_second_proof(app, browser)
    assert 'name="otc"' in page.html
    assert MONA.username in page.text
    page = browser.submit(page, {"otc": code_for(parties.clock, MONAS_SECRET)})
    assert 'id="kmsiTitle"' in page.html
    code = browser.submit(page, {"kmsi": "0"}).parameters["code"]
    assert app.claims(app.redeem(code).get_json()["access_token"])["amr"] == ["pwd", "mfa"]


@pytest.mark.parametrize("typed", ["", "000000", "abc", "1234567", "٣٣٣٣٣٣"])
def test_another_code_is_refused(app: RelyingParty, browser: Browser, typed: str) -> None:
    page = browser.submit(until_second_proof(app, browser), {"otc": typed})
    assert "The code is wrong" in page.text
    assert browser.cookie(AZURE, "ESTSAUTH") is None


def test_a_code_is_good_once(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """RFC 6238 section 5.2, in another browser too."""
    assert sign_in(app, browser, parties).left
    other = parties.browser()
    page = other.submit(until_second_proof(app, other), {"otc": code_for(parties.clock, MONAS_SECRET)})
    assert "was used before" in page.text


def test_wrong_codes_lock_the_account(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Six digits would be guessed otherwise."""
    page = until_second_proof(app, browser)
    for _ in range(10):
        page = browser.submit(page, {"otc": "000000"})
    page = browser.submit(page, {"otc": code_for(parties.clock, MONAS_SECRET)})
    assert "Too many wrong" in page.text
    parties.clock.move(timedelta(seconds=61))
    assert 'id="kmsiTitle"' in browser.submit(page, {"otc": code_for(parties.clock, MONAS_SECRET)}).html


def test_the_session_remembers_the_proof(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    sign_in(app, browser, parties)
    assert "code" in browser.open(app.authorize_url(prompt="none")).parameters


def test_a_session_without_the_proof_is_asked_for_it(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Single sign-on from an application that needs none; silently it is 50076 with the claims to ask for."""
    parties.app_at_azure().code(browser, MONA)
    told = browser.open(app.authorize_url(prompt="none")).parameters
    assert told["error"] == "interaction_required"
    assert "AADSTS50076" in told["error_description"]
    assert json.loads(told["claims"])["access_token"]["capolids"]["values"] == [MFA_POLICY]
    before = browser.cookie(AZURE, "ESTSAUTH")
    page = browser.open(app.authorize_url())
    page = browser.submit(page, {"otc": code_for(parties.clock, MONAS_SECRET)})
    assert "code" in page.parameters, "whether to stay signed in was asked before"
    assert browser.cookie(AZURE, "ESTSAUTH") != before, "a session that is worth more has another id"


def test_a_browser_may_be_remembered(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """For two weeks, this browser and this person alone."""
    sign_in(app, browser, parties, rememberMFA="true")
    page = until_second_proof(app, browser, prompt="login")
    assert 'id="kmsiTitle"' in page.html
    other = parties.browser()
    assert 'name="otc"' in until_second_proof(app, other).html
    parties.clock.move(timedelta(days=14))
    assert 'name="otc"' in until_second_proof(app, browser, prompt="login").html


def test_other_applications_ask_for_none(parties: Parties, browser: Browser) -> None:
    assert "code" in parties.app_at_azure().sign_in(browser, MONA).parameters


def test_nobody_skips_the_page(app: RelyingParty, browser: Browser) -> None:
    """Posting the next step's form leads back to the one that is due."""
    page = until_second_proof(app, browser)
    forged = browser.open(f"{AZURE}/common/login/stay_signed_in", {**page.form.fields, "kmsi": "0"})
    assert 'name="otc"' in forged.html


# Enrolment


def test_somebody_without_an_app_sets_one_up(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """By a picture or by a key to type; the key on the page makes the codes that are taken from then on."""
    page = until_second_proof(app, browser, ALICE)
    assert 'src="data:image/svg+xml' in page.html
    key = page.html.partition('id="secretKey">')[2].partition("<")[0].replace(" ", "")
    page = browser.submit(page, {"otc": "000000"})
    assert key in page.html.replace(" ", ""), "a wrong code does not change the key"
    page = browser.submit(page, {"otc": code_for(parties.clock, key)})
    assert "code" in browser.submit(page, {"kmsi": "0"}).parameters
    parties.clock.move(timedelta(seconds=60))
    page = until_second_proof(app, browser, ALICE, prompt="login")
    assert "secretKey" not in page.html
    page = browser.submit(page, {"otc": code_for(parties.clock, key)})
    assert "code" in browser.submit(page, {"kmsi": "0"}).parameters


def test_a_key_that_was_only_shown_is_nobody_s(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    keys = set()
    for _ in range(2):
        page = until_second_proof(app, parties.browser(), ALICE)
        keys.add(page.html.partition('id="secretKey">')[2].partition("<")[0])
    assert len(keys) == 2


def test_a_silent_request_of_somebody_without_an_app_has_a_number_of_its_own(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """50079."""
    parties.app_at_azure().code(browser, ALICE)
    told = browser.open(app.authorize_url(prompt="none")).parameters
    assert (told["error"], "AADSTS50079" in told["error_description"]) == ("interaction_required", True)
