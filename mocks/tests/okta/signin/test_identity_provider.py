"""The way to an identity provider and back."""

from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import msgspec
import pytest
from sqlalchemy import Connection

from mocks.okta.directory import identity_providers, users
from mocks.okta.directory.users import User
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, AZURE, AZURE_IDP, CAROL, OKTA, OKTA_AT_AZURE, TENANT
from mocks.tests.okta.signin.round_trip import CALLBACK, DIRECTORY, log, shown, way_back, with_parameters
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

# Going there


def test_okta_is_an_honest_relying_party(app: RelyingParty, browser: Browser) -> None:
    """Okta fact sheet 3.3: code, own state and nonce, PKCE; nothing of the application's request."""
    response = browser.request(app.authorize_url(login_hint=ALICE.username))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(response.headers["Location"]).query).items()}
    assert response.headers["Location"].startswith(f"{AZURE}/{TENANT}/oauth2/v2.0/authorize?")
    random = {name: asked.pop(name) for name in ("state", "nonce", "code_challenge")}
    assert asked == {
        "client_id": OKTA_AT_AZURE,
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "openid email profile",
        "code_challenge_method": "S256",
        "login_hint": ALICE.username,
    }
    assert all(len(value) == 43 for value in random.values())
    assert not {"state-of-the-test", "nonce-of-the-test"} & set(random.values())


def test_the_code_is_redeemed_with_secret_and_verifier(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    app.code(browser, ALICE)
    (call,) = [call for call in parties.network.calls if call.method == "POST"]
    sent = dict(parse_qsl(call.body.decode()))
    assert set(sent) == {"grant_type", "code", "redirect_uri", "client_id", "client_secret", "code_verifier"}
    assert call.url == f"{AZURE}/{TENANT}/oauth2/v2.0/token"


def test_the_person_arrives_as_federated(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 1.8: amr `fed`, idp the provider's id, auth_time now."""
    claims = app.claims(app.tokens(browser, ALICE)["id_token"])
    assert (claims["amr"], claims["idp"], claims["auth_time"]) == (["fed"], AZURE_IDP, parties.clock.timestamp())
    assert log(parties) == [("SUCCESS", None)]


def test_the_directory_is_asked_once_who_it_is(
    app: RelyingParty, browser: Browser, parties: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.code(parties.browser(), ALICE)
    address, by_id, read = way_back(app, browser), users.by_id, []

    def noted(db: Connection, id: str) -> User | None:
        read.append(id)
        return by_id(db, id)

    monkeypatch.setattr(users, "by_id", noted)
    assert "code" in browser.open(address).parameters
    assert len(read) == 1


# Coming back: the state


def test_without_a_state_there_is_no_way_back(app: RelyingParty, browser: Browser) -> None:
    address = way_back(app, browser)
    for state in (None, "", "x", "x" * 43, "ä"):
        assert shown(browser.open(with_parameters(address, state=state)))
    assert browser.cookie(OKTA, "idx") is None
    assert "code" in browser.open(address).parameters, "the right one still works"


def test_a_callback_that_was_used_is_worth_nothing(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """A replay, by the person's own reload or by somebody who saw the address."""
    address = way_back(app, browser)
    assert "code" in browser.open(address).parameters
    before = parties.okta.rows(*DIRECTORY)
    assert shown(browser.open(address))
    assert shown(parties.browser().open(address))
    assert parties.okta.rows(*DIRECTORY) == before


def test_a_callback_in_another_browser_signs_nobody_in(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Login CSRF (RFC 6749 section 10.12): Mallory's callback must not make the victim Mallory."""
    address = way_back(app, browser, CAROL)
    victim = parties.browser()
    victim.open(app.authorize_url())
    before = parties.okta.rows(*DIRECTORY)
    assert shown(victim.open(address))
    assert victim.cookie(OKTA, "idx") is None
    assert parties.okta.rows(*DIRECTORY) == before
    assert "code" in browser.open(address).parameters, "whose attempt it is can go on"


def test_a_state_of_another_attempt_does_not_fit_the_code(app: RelyingParty, browser: Browser) -> None:
    """Nonce and verifier are of the round trip: a code from one cannot be used in another."""
    first, second = way_back(app, browser), way_back(app, browser, CAROL)
    code = dict(parse_qsl(urlsplit(first).query))["code"]
    told = browser.open(with_parameters(second, code=code)).parameters
    assert told["error"] == "invalid_social_token"


def test_a_round_trip_ends_by_the_clock(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 1.5 and 3.7: abandoned after 10 to 15 minutes, which the application is told."""
    first, second = way_back(app, browser), way_back(app, browser, CAROL)
    parties.clock.move(timedelta(minutes=15))
    told = browser.open(first).parameters
    assert (told["error"], told["state"]) == ("access_denied", "state-of-the-test")
    assert log(parties) == [("FAILURE", "social_transaction_expired")]
    parties.clock.move(timedelta(minutes=45))
    assert shown(browser.open(second)), "of the attempt nothing is left"


@pytest.mark.parametrize(("max_age", "asked"), [("300", {"max_age": "300"}), ("0", {"prompt": "login"}), (None, {})])
def test_how_old_a_sign_in_may_be_is_asked_of_the_provider_too(
    app: RelyingParty, browser: Browser, max_age: str | None, asked: dict[str, str]
) -> None:
    """A sign-in that is fresh at Okta alone would not be what the application asked for."""
    response = browser.request(app.authorize_url(login_hint=ALICE.username, max_age=max_age))
    sent = dict(parse_qsl(urlsplit(response.headers["Location"]).query))
    assert {name: sent[name] for name in ("max_age", "prompt") if name in sent} == asked


def test_amr_is_the_provider_s_where_it_is_mapped(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 1.8: mapAMRClaims copies the external ID token's `amr`."""
    parties.change_policy(map_amr_claims=True)
    parties.azure.faults.script["id_token"] = lambda claims: claims | {"amr": ["pwd", "mfa", 5]}
    assert app.claims(app.tokens(browser, ALICE)["id_token"])["amr"] == ["pwd", "mfa"]
    parties.azure.faults.script["id_token"] = lambda claims: claims | {"amr": "pwd"}
    assert app.claims(app.tokens(parties.browser(), ALICE)["id_token"])["amr"] == ["fed"]


def test_a_provider_that_was_switched_off_meanwhile_is_not_believed(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    address = way_back(app, browser)
    with parties.okta.db() as db:
        idp = identity_providers.active(db, AZURE_IDP)
        assert idp
        identity_providers.replace(db, msgspec.structs.replace(idp, status="INACTIVE"))
    assert browser.open(address).parameters["error"] == "invalid_request"
    assert browser.cookie(OKTA, "idx") is None


def test_the_callback_may_be_posted(app: RelyingParty, browser: Browser) -> None:
    """response_mode=form_post of a provider; in a browser that still sends Lax cookies."""
    parts = urlsplit(way_back(app, browser))
    assert "code" in browser.open(CALLBACK, dict(parse_qsl(parts.query))).parameters


@pytest.mark.parametrize("query", ["state=a&state=b", "code=%00", "state=%0a", "", "error=x", "state=" + "x" * 8000])
def test_a_malformed_callback_is_a_page(browser: Browser, query: str) -> None:
    page = browser.open(f"{CALLBACK}?{query}")
    assert (page.status, page.left) == (400, False)


def test_a_callback_without_code_is_told_to_the_client(app: RelyingParty, browser: Browser) -> None:
    told = browser.open(with_parameters(way_back(app, browser), code=None)).parameters
    assert (told["error"], told["state"]) == ("invalid_request", "state-of-the-test")
