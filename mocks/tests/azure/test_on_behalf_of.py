"""The on-behalf-of grant: an API calls the next one for the person who called it (fact sheet 3.1 and 6.2)."""

from datetime import timedelta
from typing import Any

import pytest

from mocks.azure.claims import GRAPH_URL
from mocks.azure.directory import conditional_access, users
from mocks.azure.directory.conditional_access import Policy
from mocks.tests import keys
from mocks.tests.azure.apis import ACCESS, API, BEARER, GRAPH_SCOPE, api, expose, grant, on_behalf
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, APP_FOR_ALL_TENANTS, CALLBACK, KEYED_AT_AZURE, NEW_APP_AT_AZURE, TENANT, TV_AT_AZURE
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def called(app: RelyingParty, browser: Browser, parties: Parties) -> str:
    """The access token with which Alice's application called the API."""
    expose(parties)
    grant(parties, "access_as_user")
    return str(app.tokens(browser, ALICE, scope=f"openid {ACCESS}")["access_token"])


def test_an_api_calls_graph_for_the_person_who_called_it(parties: Parties, called: str) -> None:
    """The token is the API's own, about the same person; a refresh token where one was asked for."""
    told = on_behalf(api(parties), called, f"{GRAPH_SCOPE} openid profile offline_access", client_info="1")
    claims = api(parties).claims(told["access_token"])
    assert (claims["aud"], claims["appid"], claims["appidacr"]) == (GRAPH_URL, API, "1")
    assert (claims["upn"], claims["idtyp"], claims["amr"]) == (ALICE.username, "user", ["pwd"])
    assert {"refresh_token", "id_token", "client_info"} <= told.keys()
    assert api(parties).claims(told["id_token"])["aud"] == API
    renewed = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"], "client_id": API}
    answer = api(parties).post(
        api(parties).metadata["token_endpoint"], renewed | {"client_secret": api(parties).client_secret}
    )
    assert api(parties).claims(answer.get_json()["access_token"])["appid"] == API


def test_without_offline_access_there_is_no_refresh_token(parties: Parties, called: str) -> None:
    assert {"refresh_token", "id_token", "client_info"}.isdisjoint(on_behalf(api(parties), called))


def test_an_api_calls_the_next_api(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """A chain: the first API proves itself by its certificate and gets a token for the second."""
    first = f"api://{KEYED_AT_AZURE}/access_as_user"
    for id in (API, KEYED_AT_AZURE):
        expose(parties, id=id)
    grant(parties, "access_as_user", resource=KEYED_AT_AZURE)
    grant(parties, "access_as_user", client=KEYED_AT_AZURE)
    assertion = app.tokens(browser, ALICE, scope=first)["access_token"]
    caller, now = app.registered(KEYED_AT_AZURE, CALLBACK), parties.clock.timestamp()
    statement = {"iss": KEYED_AT_AZURE, "sub": KEYED_AT_AZURE, "aud": caller.metadata["token_endpoint"], "jti": "1"}
    signed = keys.sign(statement | {"iat": now, "exp": now + 300}, {"x5t": keys.THUMBPRINTS["x5t"]})
    proof = {"client_assertion_type": keys.TYPE, "client_assertion": signed, "client_secret": None}
    told = on_behalf(caller, assertion, ACCESS, **proof)
    claims = app.claims(told["access_token"])
    assert (claims["aud"], claims["azp"], claims["azpacr"]) == (API, KEYED_AT_AZURE, "2")
    assert told["scope"] == ACCESS


def test_a_token_of_the_older_format_is_an_assertion_too(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Its audience is the app id URI of the API."""
    expose(parties, version=1)
    grant(parties, "access_as_user")
    assertion = app.tokens(browser, ALICE, scope=ACCESS)["access_token"]
    assert "access_token" in on_behalf(api(parties), assertion)


def test_a_permission_that_nobody_granted_the_api_is_refused(parties: Parties, called: str) -> None:
    """65001: the API can show no page, so it hands this on to the application (fact sheet 3.6)."""
    told = on_behalf(api(parties), called, "Group.Read.All")
    assert (told["error"], told["error_codes"], told["suberror"]) == ("invalid_grant", [65001], "consent_required")


def test_a_policy_about_the_api_is_asked(parties: Parties, called: str) -> None:
    """The `claims` of the refusal are what the application signs in with again."""
    with parties.azure.db() as db:
        policy = Policy("ca-of-the-test", "Of the test", "mfa", applications=(API,), users=("All",))
        conditional_access.put(db, TENANT, policy)
    told = on_behalf(api(parties), called)
    assert (told["error"], told["error_codes"], "claims" in told) == ("invalid_grant", [50079], True)


def test_a_token_for_somebody_else_is_refused(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """500131: Graph's token, sent by the application that got it."""
    token = app.tokens(browser, ALICE, scope="openid User.Read")["access_token"]
    told = on_behalf(api(parties), token)
    assert (told["error"], told["error_codes"]) == ("invalid_grant", [500131])
    assert GRAPH_URL in told["error_description"]


def test_an_assertion_ends_with_its_token(parties: Parties, called: str) -> None:
    """500133."""
    parties.clock.move(timedelta(minutes=80))
    told = on_behalf(api(parties), called)
    assert (told["error"], told["error_codes"]) == ("invalid_grant", [500133])


def test_an_id_token_is_no_assertion(parties: Parties, browser: Browser) -> None:
    """50013: it is meant for the application, but nobody called it with that."""
    token = api(parties).tokens(browser, ALICE)["id_token"]
    assert on_behalf(api(parties), token)["error_codes"] == [50013]


@pytest.mark.parametrize("change", [lambda token: f"{token[:-6]}AAAAAA", lambda _: "x", lambda _: "x.y.z"])
def test_what_the_tenant_did_not_sign_is_refused(parties: Parties, called: str, change: Any) -> None:
    """50013."""
    told = on_behalf(api(parties), change(called))
    assert (told["error"], told["error_codes"]) == ("invalid_grant", [50013])


def test_a_token_that_was_taken_back_is_no_assertion(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """50013: a code that is sent twice ends what it earned."""
    expose(parties)
    grant(parties, "access_as_user")
    code = app.code(browser, ALICE, scope=ACCESS)
    token = app.redeem(code).get_json()["access_token"]
    app.redeem(code)
    assert on_behalf(api(parties), token)["error_codes"] == [50013]


def test_an_application_s_own_token_is_on_nobody_s_behalf(app: RelyingParty, parties: Parties) -> None:
    """7000114."""
    form = {"grant_type": "client_credentials", "client_id": app.client_id, "scope": f"api://{API}/.default"}
    answer = app.post(app.metadata["token_endpoint"], form | {"client_secret": app.client_secret})
    told = on_behalf(api(parties), answer.get_json()["access_token"])
    assert (told["error"], told["error_codes"]) == ("unauthorized_client", [7000114])


def test_a_person_who_was_disabled_has_nobody_act_for_them(parties: Parties, called: str) -> None:
    """50057."""
    with parties.azure.db() as db:
        alice = users.by_sign_in_name(db, TENANT, ALICE.username)
        assert alice
        users.set_enabled(db, alice, enabled=False, now=parties.clock.timestamp())
    assert on_behalf(api(parties), called)["error_codes"] == [50057]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_secret": "wrong"}, 7000215),
        ({"client_secret": None}, 7000218),
        ({"client_id": TV_AT_AZURE, "client_secret": None}, 7000218),
        ({"client_id": NEW_APP_AT_AZURE}, 500131),
        ({"assertion": None}, 900144),
        ({"scope": None}, 900144),
        ({"requested_token_use": None}, 900144),
        ({"requested_token_use": "other"}, 9002313),
        ({"scope": "api://unknown.example/.default"}, 500011),
    ],
)
def test_a_request_that_is_not_whole_is_refused(
    parties: Parties, called: str, changes: dict[str, str | None], code: int
) -> None:
    """The client proves itself as everywhere, and a public one cannot (fact sheet 3.2)."""
    given: dict[str, Any] = {"assertion": called} | changes
    assert on_behalf(api(parties), **given)["error_codes"] == [code]


def test_it_is_served_at_the_address_of_a_tenant(parties: Parties, called: str) -> None:
    """9001023 at `common`: an assertion names its tenant only once it is believed."""
    app = api(parties).registered(APP_FOR_ALL_TENANTS, CALLBACK)
    shared = app.metadata["token_endpoint"].replace(TENANT, "common")
    form = {"grant_type": BEARER, "requested_token_use": "on_behalf_of", "assertion": called, "scope": GRAPH_SCOPE}
    who = {"client_id": app.client_id, "client_secret": app.client_secret}
    assert app.post(shared, form | who).get_json()["error_codes"] == [9001023]
