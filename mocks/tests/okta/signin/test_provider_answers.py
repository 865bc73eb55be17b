"""What an identity provider may answer, and what comes of it: refusals by name, nothing half-written."""

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, AZURE, NORA, OKTA, OKTA_AT_AZURE, OLIVIA
from mocks.tests.okta.signin.round_trip import DIRECTORY, log, shown, way_back, with_parameters
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("access_denied", "user_canceled_request"),
        ("server_error", "login_failed"),
        ("consent_required", "login_failed"),
        ("<b>", "login_failed"),
    ],
)
def test_an_error_of_the_provider_reaches_the_application_in_words(
    app: RelyingParty, browser: Browser, parties: Parties, error: str, reason: str
) -> None:
    """Okta fact sheet 3.3.2: mapped, `access_denied`, with what the provider said."""
    address = with_parameters(way_back(app, browser), code=None, error=error, error_description='AADSTS1: ä "x"')
    told = browser.open(address).parameters
    assert told["error"] == "access_denied"
    assert told["error_description"] == "Azure AD refused the sign-in: AADSTS1: ? 'x'"
    assert told["state"] == "state-of-the-test"
    assert log(parties) == [("FAILURE", reason)]
    assert shown(browser.open(address)), "the state is spent"


def test_a_long_story_is_cut_short(app: RelyingParty, browser: Browser) -> None:
    address = with_parameters(way_back(app, browser), code=None, error="x", error_description="y" * 5000)
    assert len(browser.open(address).parameters["error_description"]) < 600


def alg_none(token: str) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{head}.{token.split('.')[1]}."


def changed(**changes: object) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda claims: {name: value for name, value in (claims | changes).items() if value is not None}


FLAWS: list[tuple[str, Callable[[Any], Any], str]] = [
    ("id_token.signed", lambda token: token[:-8] + token[-8:][::-1].swapcase(), "signature"),
    ("id_token.signed", alg_none, "algorithm none"),
    ("id_token.signed", lambda token: "not a token", "malformed"),
    ("id_token.signed", lambda token: "", "malformed"),
    ("id_token", changed(aud="somebody-else"), "audience somebody-else"),
    ("id_token", changed(aud=[OKTA_AT_AZURE, "api"]), "authorized_party"),
    ("id_token", changed(nonce="of-another-request"), "nonce"),
    ("id_token", changed(nonce="nönce"), "nonce"),
    ("id_token", changed(nonce=None), "nonce"),
    ("id_token", changed(iss=f"{AZURE}/common/v2.0"), f"issuer {AZURE}/common/v2.0"),
    ("id_token", changed(exp=1, iat=0), "expired"),
    ("id_token", changed(iat=4_000_000_000), "not_yet_valid"),
    ("id_token", changed(exp=None), "malformed exp or iat missing"),
    ("id_token", changed(sub=None), "subject"),
    ("id_token", changed(sub="s\0"), "subject"),
]


@pytest.mark.parametrize(("point", "alter", "flaw"), FLAWS, ids=[flaw for _, _, flaw in FLAWS])
def test_a_token_that_is_not_good_is_refused_by_name_and_changes_nothing(
    app: RelyingParty,
    browser: Browser,
    parties: Parties,
    point: str,
    alter: Callable[[Any], Any],
    flaw: str,
) -> None:
    """OpenID Connect Core section 3.1.3.7; nothing half-written, and the next sign-in is whole."""
    before = parties.okta.rows(*DIRECTORY)
    parties.azure.faults.script[point] = alter
    told = app.sign_in(browser, ALICE).parameters
    assert told["error"] == "invalid_social_token"
    assert told["error_description"] == (f"The sign-in at Azure AD cannot be trusted: its ID token is refused: {flaw}.")
    assert parties.okta.rows(*DIRECTORY) == before
    assert browser.cookie(OKTA, "idx") is None
    assert log(parties) == [("FAILURE", "invalid_social_token")]
    parties.azure.faults.script.clear()
    assert "code" in app.sign_in(browser, ALICE).parameters


def test_without_a_mailbox_the_username_cannot_be_made(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 12.20: a named refusal, no user with a blank name."""
    before = parties.okta.rows(*DIRECTORY)
    told = app.sign_in(browser, NORA).parameters
    assert told["error"] == "access_denied"
    assert told["error_description"] == "The following required property is missing: 'email'."
    assert parties.okta.rows(*DIRECTORY) == before
    assert log(parties) == [("FAILURE", "failed_username_transform_missed_field")]


@pytest.mark.parametrize("name", ["given_name", "family_name", "email", "name"])
@pytest.mark.parametrize("value", ["x" * 5000, "a\0b", "😀", ["x"], {"a": 1}, 5, True, " ", "<script>"])
def test_no_claim_is_too_strange_for_the_directory(
    app: RelyingParty, browser: Browser, parties: Parties, name: str, value: object
) -> None:
    """Whatever the provider signs: a user whose values fit the schema, or a named refusal."""
    parties.azure.faults.script["id_token"] = changed(**{name: value})
    page = app.sign_in(browser, ALICE)
    assert page.left, page.text
    assert page.parameters.get("error", "access_denied") in ("access_denied", "jit_failure")
    for row in parties.okta.rows("users")["users"]:
        profile = json.loads(row[4])
        assert all(isinstance(entry, str) for entry in profile.values())
        assert max(len(profile["firstName"]), len(profile["lastName"])) <= 50


# A provider that is not there


def test_a_provider_that_is_down_is_said_so_before_anybody_is_sent_there(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    parties.network.down.add(AZURE)
    page = app.sign_in(browser, ALICE)
    assert (page.status, page.left) == (503, False)
    assert "Azure AD does not answer at the moment" in page.text
    assert page.url.startswith(OKTA)
    parties.network.down.clear()
    (again,) = page.links
    tokens = app.redeem(browser.sign_in(again, ALICE).parameters["code"]).get_json()
    assert app.claims(tokens["id_token"])["email"] == ALICE.username, "the chain works as before"


def test_the_link_to_try_again_asks_for_the_same(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    parties.network.down.add(AZURE)
    wanted = {"login_hint": ALICE.username, "max_age": "0", "prompt": "login", "response_mode": "fragment"}
    (again,) = browser.open(app.authorize_url(**wanted)).links
    assert dict(parse_qsl(urlsplit(again).query)) == dict(parse_qsl(urlsplit(app.authorize_url(**wanted)).query))


def test_a_provider_that_goes_down_half_way_costs_nothing_but_the_attempt(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """At the token call: a page that says so, nothing written, and a way to begin again."""
    address = way_back(app, browser)
    before = parties.okta.rows(*DIRECTORY)
    parties.network.down.add(AZURE)
    page = browser.open(address)
    assert shown(page, 503)
    assert "Azure AD does not answer at the moment" in page.text
    assert parties.okta.rows(*DIRECTORY) == before
    assert browser.cookie(OKTA, "idx") is None
    assert log(parties) == [("FAILURE", "idp_unavailable")]
    parties.network.down.clear()
    assert "code" in browser.open(page.links[0]).parameters, "Azure AD still knows the person"


def test_people_of_the_org_itself_do_not_notice(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    parties.network.down.add(AZURE)
    assert "code" in app.sign_in(browser, OLIVIA).parameters


def test_while_okta_waits_for_a_provider_nobody_waits_for_okta(
    app: RelyingParty, browser: Browser, parties: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No lock is held during the token call: another person signs in meanwhile, on the same database."""
    address, http = way_back(app, browser), parties.okta.runtime.http
    redeem, meanwhile = http.post_form, []

    def slowly(*arguments: Any) -> Any:
        with ThreadPoolExecutor(1) as pool:
            meanwhile.append(pool.submit(app.sign_in, parties.browser(), OLIVIA).result())
        return redeem(*arguments)

    monkeypatch.setattr(http, "post_form", slowly)
    assert "code" in browser.open(address).parameters
    assert "code" in meanwhile[0].parameters
