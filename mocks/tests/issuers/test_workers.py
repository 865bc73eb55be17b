"""Several workers on one database behave as one, and a restart forgets nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from mocks.tests.browser import Browser
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def alternating(issuer: Issuer, parties: Parties) -> Issuer:
    """The issuer served by two workers that take turns, request by request."""
    first, second = issuer.party.another_worker(), issuer.party.another_worker()
    parties.network.serve(issuer.party.url, first, second)
    return issuer


def test_a_whole_sign_in_with_every_request_at_the_other_worker(
    alternating: Issuer, app: RelyingParty, browser: Browser
) -> None:
    """No state in a worker's memory that the other would miss; twice, so that each sees every kind of request."""
    for _ in range(2):
        tokens = app.tokens(browser, alternating.person, prompt="login")
        assert app.claims(tokens["id_token"])["email"] == alternating.person.username
        assert app.userinfo(tokens["access_token"]).status_code == 200
        assert "code" in browser.open(app.authorize_url(prompt="none")).parameters
        app.get(app.metadata["jwks_uri"])


def test_a_code_used_at_one_worker_is_used_at_the_other(
    alternating: Issuer, app: RelyingParty, browser: Browser
) -> None:
    code = app.code(browser, alternating.person)
    answers = [app.redeem(code) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 400, 400]
    assert app.userinfo(answers[0].get_json()["access_token"]).status_code == 401


def test_of_many_redemptions_at_once_one_wins_and_its_tokens_are_revoked(
    alternating: Issuer, app: RelyingParty, browser: Browser
) -> None:
    """RFC 6749 section 4.1.2: a second use, however soon, takes back what the first one earned."""
    code = app.code(browser, alternating.person)
    start = threading.Barrier(6)

    def redeem(_: int) -> tuple[int, str]:
        start.wait()
        answer = app.redeem(code)
        return answer.status_code, answer.get_json().get("access_token", "")

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(redeem, range(6)))
    assert sorted(status for status, _ in outcomes) == [200, 400, 400, 400, 400, 400]
    (token,) = [token for _, token in outcomes if token]
    assert app.userinfo(token).status_code == 401


def test_many_people_sign_in_at_once(alternating: Issuer, app: RelyingParty) -> None:
    def sign_in(_: int) -> str:
        tokens = app.tokens(Browser(app.network), alternating.person)
        return str(app.claims(tokens["id_token"])["email"])

    assert app.metadata
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(sign_in, range(8))) == {alternating.person.username}


def test_a_restart_keeps_keys_sessions_codes_tokens_and_attempts(
    issuer: Issuer, app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """Design: both directories, clients, sessions, codes, tokens, keys and links survive a restart."""
    tokens = app.tokens(browser, issuer.person)
    code = browser.open(app.authorize_url()).parameters["code"]
    other = parties.browser()
    page = other.open(app.authorize_url())
    keys = app.get(app.metadata["jwks_uri"]).get_json()
    parties.network.serve(issuer.party.url, issuer.party.another_worker())
    assert app.get(app.metadata["jwks_uri"]).get_json() == keys
    assert app.claims(tokens["id_token"])
    assert app.userinfo(tokens["access_token"]).status_code == 200
    assert app.redeem(code).status_code == 200
    assert "code" in browser.open(app.authorize_url(prompt="none")).parameters
    assert "code" in other.sign_in(page, issuer.person).parameters


def test_a_restart_does_not_plant_the_seed_again(issuer: Issuer, app: RelyingParty, browser: Browser) -> None:
    app.tokens(browser, issuer.person)
    before = issuer.party.rows(*issuer.user_tables, "signing_keys")
    issuer.party.another_worker()
    assert issuer.party.rows(*issuer.user_tables, "signing_keys") == before
