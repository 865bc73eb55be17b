"""The way to an identity provider and back."""

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import msgspec
import pytest

from mocks.okta.directory import identity_providers
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, AZURE, AZURE_IDP, CAROL, NORA, OKTA, OKTA_AT_AZURE, OLIVIA, TENANT
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

CALLBACK = f"{OKTA}/oauth2/v1/authorize/callback"
DIRECTORY = ("users", "account_links", "group_members")


def log(parties: Parties, event: str = "user.authentication.auth_via_IDP") -> list[tuple[str, str | None]]:
    """Return result and reason of each event of a type."""
    table = parties.okta.runtime.store.metadata.tables["system_log"]
    with parties.okta.db() as db:
        rows = db.execute(table.select().where(table.c.event_type == event)).all()
    return [(row.result, row.reason) for row in rows]


def way_back(app: RelyingParty, browser: Browser, person: Person = ALICE) -> str:
    """Sign in at Azure AD; return the callback's address without visiting it."""
    page = browser.open(app.authorize_url(login_hint=person.username))
    for typed in ({"loginfmt": person.username}, {"passwd": person.password}):
        page = browser.submit(page, typed)
    action = f"{AZURE}{page.form.action}"
    location = browser.request(action, {**page.form.fields, "kmsi": "0"}).headers["Location"]
    assert location.startswith(f"{CALLBACK}?")
    return location


def with_parameters(url: str, **changes: str | None) -> str:
    parts = urlsplit(url)
    given = {**dict(parse_qsl(parts.query)), **changes}
    return f"{OKTA}{parts.path}?{urlencode({name: value for name, value in given.items() if value is not None})}"


def shown(page: Page, status: int = 400) -> bool:
    """Tell whether the org's own page says that the sign-in is gone, and sends nobody anywhere."""
    assert not page.left, page.url
    assert page.url.startswith(CALLBACK)
    return page.status == status and not page.forms


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
    """Okta fact sheet 1.5: abandoned after 10 to 15 minutes."""
    address = way_back(app, browser)
    parties.clock.move(timedelta(minutes=15))
    assert shown(browser.open(address))


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


# What the provider says


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
    assert page.parameters.get("error", "access_denied") == "access_denied"
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
