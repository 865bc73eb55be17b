"""A further proof at the sign-in: who is asked, what is taken, what the application is told."""

from datetime import timedelta

import pytest

from mocks.kit.passwords import SEED_COST, hash_password
from mocks.okta.directory import authenticator_settings, users
from mocks.okta.policies._assurance import Enroll, Prompt
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, ERIN, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.signin.round_trip import log
from mocks.tests.okta.signin.second_proof import (
    TWO,
    Policy,
    amr,
    choose,
    code,
    has,
    mailed_code,
    next_code,
)
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

TOTP, ANSWER = "credentials.totp", "credentials.answer"


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> Policy:
    return Policy(monkeypatch)


def test_nobody_is_asked_unless_somebody_wants_it(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """The default of a new org: one proof, even from those who have set more up."""
    has(parties, "google_otp")
    assert amr(app, app.sign_in(browser, OLIVIA)) == ["pwd"]


@pytest.mark.parametrize("acr", [TWO, f"unknown {TWO}"])
def test_an_application_may_ask(app: RelyingParty, browser: Browser, parties: Parties, acr: str) -> None:
    has(parties, "google_otp")
    page = app.sign_in(browser, OLIVIA, acr_values=acr)
    assert "Verify with Google Authenticator" in page.text
    assert amr(app, browser.submit(page, {TOTP: code(parties)})) == ["pwd", "otp", "mfa"]


def test_a_policy_may_ask(app: RelyingParty, browser: Browser, parties: Parties, policy: Policy) -> None:
    has(parties, "google_otp")
    policy.ask()
    page = app.sign_in(browser, OLIVIA)
    assert amr(app, browser.submit(page, {TOTP: code(parties)})) == ["pwd", "otp", "mfa"]
    assert log(parties, "user.authentication.auth_via_mfa") == [("SUCCESS", None)]


def test_a_session_grows_by_a_further_proof(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """One session goes on, under another cookie; what it has grown by counts for the next application too."""
    has(parties, "google_otp")
    first = app.claims(app.tokens(browser, OLIVIA)["id_token"])
    cookie = browser.cookie("http://localhost:8081", "idx")

    page = browser.submit(browser.open(app.authorize_url(acr_values=TWO)), {TOTP: code(parties)})

    assert browser.cookie("http://localhost:8081", "idx") != cookie
    second = app.claims(app.redeem(page.parameters["code"]).get_json()["id_token"])
    assert (second["amr"], second["auth_time"]) == (["pwd", "otp", "mfa"], first["auth_time"])
    assert len(log(parties, "user.session.start")) == 1
    assert browser.open(app.authorize_url(acr_values=TWO)).left
    assert browser.open(parties.second_app_at_okta().authorize_url(acr_values=TWO)).left


def test_the_old_cookie_is_worth_nothing(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    has(parties, "google_otp")
    app.code(browser, OLIVIA)
    old = browser.cookie("http://localhost:8081", "idx")
    assert old
    assert browser.submit(browser.open(app.authorize_url(acr_values=TWO)), {TOTP: code(parties)}).left
    thief = parties.browser()
    thief.set_cookie("http://localhost:8081", "idx", old)
    assert not thief.open(app.authorize_url()).left


def test_without_a_page_nobody_can_prove_anything(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    has(parties, "google_otp")
    app.code(browser, OLIVIA)
    page = browser.open(app.authorize_url(acr_values=TWO, prompt="none"))
    assert page.parameters["error"] == "interaction_required"


def test_a_code_is_good_once(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    has(parties, "google_otp")
    used = code(parties)
    app_page = app.sign_in(browser, OLIVIA, acr_values=TWO)
    assert browser.submit(app_page, {TOTP: used}).left

    page = app.sign_in(parties.browser(), OLIVIA, acr_values=TWO)
    other = parties.browser()
    page = app.sign_in(other, OLIVIA, acr_values=TWO)
    page = other.submit(page, {TOTP: used})

    assert "used before" in page.text
    assert other.submit(page, {TOTP: next_code(parties)}).left


def test_five_wrong_codes_lock_the_account(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    has(parties, "google_otp")
    page = app.sign_in(browser, OLIVIA, acr_values=TWO)
    for _ in range(4):
        page = browser.submit(page, {TOTP: "000000"})
        assert "That is not right" in page.text
    page = browser.submit(page, {TOTP: "000000"})
    assert "account is locked" in page.text
    assert "account is locked" in browser.submit(page, {TOTP: code(parties)}).text
    assert log(parties, "user.account.lock") == [("FAILURE", "LOCKED_OUT")]
    assert log(parties, "user.authentication.auth_via_mfa") == [("FAILURE", "INVALID_CREDENTIALS")] * 5


def test_a_code_by_mail(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """It is sent once; another one voids it."""
    has(parties, "okta_email")
    page = app.sign_in(browser, OLIVIA, acr_values=TWO)
    first = mailed_code(parties)
    assert OLIVIA.username in page.text
    page = browser.submit(page, {TOTP: "x"})
    assert mailed_code(parties) == first
    page = browser.submit(page, {"resend": "1"})
    assert "a moment ago" in page.text
    parties.clock.move(timedelta(seconds=6))
    page = browser.submit(page, {"resend": "1"})
    second = mailed_code(parties)
    page = browser.submit(page, {TOTP: first}) if first != second else page
    assert amr(app, browser.submit(page, {TOTP: second})) == ["pwd", "email", "mfa"]


def test_a_security_question(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    answer = hash_password("mayonnaise", SEED_COST)
    has(parties, "security_question", secret=answer, questionText="Which <food>?")
    page = app.sign_in(browser, OLIVIA, acr_values=TWO)
    assert "Which &lt;food&gt;?" in page.html
    page = browser.submit(page, {ANSWER: "ketchup"})
    assert amr(app, browser.submit(page, {ANSWER: "Mayonnaise"})) == ["pwd", "kba", "mfa"]


def test_who_has_several_picks_one(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Nothing is sent before a mail is chosen, and one can change one's mind."""
    email, otp = has(parties, "okta_email"), has(parties, "google_otp")
    page = app.sign_in(browser, OLIVIA, acr_values=TWO)
    with parties.okta.db() as db:
        assert not db.execute(parties.okta.runtime.store.metadata.tables["mails"].select()).all()
    page = choose(browser, page, email.id)
    assert "A code was sent to" in page.text
    page = choose(browser, page, "other")
    assert "Verify it's you" in page.text
    page = choose(browser, page, otp.id)
    assert amr(app, browser.submit(page, {TOTP: code(parties)})) == ["pwd", "otp", "mfa"]


def test_nobody_elses_authenticator_can_be_picked(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    for kind in ("google_otp", "okta_email"):
        has(parties, kind)
    with parties.okta.db() as db:
        erin = users.by_login(db, ERIN.username)
    assert erin
    foreign = has(parties, "okta_verify", ERIN)
    page = choose(browser, app.sign_in(browser, OLIVIA, acr_values=TWO), foreign.id)
    page = browser.submit(page, {TOTP: code(parties), "authenticator": foreign.id})
    assert not page.left


def test_what_is_switched_off_is_not_asked_for(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    has(parties, "google_otp")
    has(parties, "okta_email")
    with parties.okta.db() as db:
        authenticator_settings.switch(db, "okta_email", authenticator_settings.INACTIVE, parties.clock.now())
    assert "Verify with Google Authenticator" in app.sign_in(browser, OLIVIA, acr_values=TWO).text


def test_knowing_twice_is_not_having(app: RelyingParty, browser: Browser, parties: Parties, policy: Policy) -> None:
    """Where the policy wants something that the person has, a security question is not offered."""
    has(parties, "security_question", secret=hash_password("mayonnaise", SEED_COST), questionText="Which food?")
    has(parties, "google_otp")
    policy.ask(possession=True)
    page = app.sign_in(browser, OLIVIA)
    assert "Verify with Google Authenticator" in page.text
    assert amr(app, browser.submit(page, {TOTP: code(parties)})) == ["pwd", "otp", "mfa"]


def test_one_proof_may_have_to_be_had(app: RelyingParty, browser: Browser, parties: Parties, policy: Policy) -> None:
    has(parties, "google_otp")
    policy.ask(factors=1, possession=True)
    assert "Verify with Google Authenticator" in app.sign_in(browser, OLIVIA).text


def test_two_proofs_if_possible(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    wanted = f"{TWO}:ifpossible"
    assert amr(app, app.sign_in(browser, OLIVIA, acr_values=wanted)) == ["pwd"]
    has(parties, "google_otp")
    assert "Verify with Google" in app.sign_in(parties.browser(), OLIVIA, acr_values=wanted).text


def test_a_browser_is_remembered_for_a_while(
    app: RelyingParty, browser: Browser, parties: Parties, policy: Policy
) -> None:
    """For one person, in one browser, while the lab's time allows; the proof that was not given is not claimed."""
    has(parties, "google_otp")
    policy.ask(remembered_for=timedelta(hours=8))
    page = app.sign_in(browser, OLIVIA)
    assert "Do not ask me on this device for 8 hours" in page.text
    assert browser.submit(page, {TOTP: code(parties), "rememberDevice": "true"}).left

    parties.clock.move(timedelta(hours=3))
    assert amr(app, app.sign_in(browser, OLIVIA, prompt="login")) == ["pwd"]
    assert "Verify with Google" in app.sign_in(parties.browser(), OLIVIA).text
    assert "Verify with Google" in app.sign_in(browser, OLIVIA, prompt="login", acr_values=TWO).text
    has(parties, "okta_verify", ERIN)
    assert "Verify with Okta Verify" in app.sign_in(browser, ERIN, prompt="login").text
    parties.clock.move(timedelta(hours=5))
    assert "Verify with Google" in app.sign_in(browser, OLIVIA, prompt="login").text


def test_a_policy_may_ask_once_a_device(app: RelyingParty, browser: Browser, parties: Parties, policy: Policy) -> None:
    """However long it was; the box is ticked where the policy says so."""
    has(parties, "google_otp")
    policy.ask(prompt=Prompt.DEVICE, remember_by_default=True)
    page = app.sign_in(browser, OLIVIA)
    assert "Do not ask me on this device again" in page.text
    assert page.form.fields["rememberDevice"] == "true"
    assert browser.submit(page, {TOTP: code(parties)}).left
    parties.clock.move(timedelta(days=100))
    assert app.sign_in(browser, OLIVIA, prompt="login").left
    assert "Verify with Google" in app.sign_in(parties.browser(), OLIVIA).text


def test_no_browser_is_remembered_for_a_factor_that_is_gone(
    app: RelyingParty, browser: Browser, parties: Parties, admin: Admin, policy: Policy
) -> None:
    has(parties, "google_otp", ERIN)
    policy.ask()
    second = parties.second_app_at_okta()
    page = second.sign_in(browser, ERIN)
    browser.submit(page, {TOTP: code(parties), "rememberDevice": "true"})
    assert second.sign_in(browser, ERIN, prompt="login").text == ""
    admin.post(f"/users/{ERIN.username}/lifecycle/reset_factors")
    assert "Set up a security method" in second.sign_in(browser, ERIN, prompt="login").text


def test_a_policy_may_want_every_proof_anew(
    app: RelyingParty, browser: Browser, parties: Parties, policy: Policy
) -> None:
    """Nobody can have a browser remembered then, not even by a form of their own making."""
    has(parties, "google_otp")
    policy.ask(prompt=Prompt.ALWAYS)
    page = app.sign_in(browser, OLIVIA)
    assert "Do not ask me" not in page.text
    assert browser.submit(page, {TOTP: code(parties), "rememberDevice": "true"}).left
    assert "Verify with Google" in app.sign_in(browser, OLIVIA, prompt="login").text


def test_a_federated_person_is_asked_too(app: RelyingParty, browser: Browser, parties: Parties, policy: Policy) -> None:
    """Azure AD has checked a password; the second proof is the org's own."""
    assert app.sign_in(browser, ALICE).left
    has(parties, "google_otp", ALICE)
    policy.ask()
    page = app.sign_in(parties.browser(), ALICE)
    assert "Verify with Google Authenticator" in page.text


@pytest.mark.parametrize("setting", ["map_amr_claims", "trust_claims"])
def test_a_factor_given_at_the_provider_can_be_trusted(
    app: RelyingParty, browser: Browser, parties: Parties, policy: Policy, setting: str
) -> None:
    """Where the provider's `amr` is taken over and says `mfa`, nothing more is asked."""
    policy.ask(possession=True)
    parties.change_policy(**{setting: True})
    parties.azure.faults.script["id_token"] = lambda claims: claims | {"amr": ["pwd", "mfa"]}
    assert amr(app, app.sign_in(browser, ALICE)) == ["pwd", "mfa"]


def test_a_factor_may_have_to_be_set_up_as_well(
    app: RelyingParty, browser: Browser, parties: Parties, policy: Policy
) -> None:
    """Who has one proves it first, then sets up what the policy requires of everybody."""
    has(parties, "google_otp")
    policy.enrolment["security_question"] = Enroll.REQUIRED
    page = app.sign_in(browser, OLIVIA)
    assert "Verify with Google Authenticator" in page.text
    page = browser.submit(page, {TOTP: code(parties)})
    assert "Set up a security method" in page.text
    page = choose(browser, page, "security_question")
    typed = {"credentials.question": "disliked_food", ANSWER: "mayonnaise"}
    assert amr(app, browser.submit(page, typed)) == ["pwd", "otp", "mfa", "kba"]
