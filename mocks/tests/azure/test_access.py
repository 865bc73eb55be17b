"""Who may use what: Conditional Access on the page, in the redirect and at the token endpoint."""

import json
from datetime import timedelta

import msgspec
from sqlalchemy import Connection

from mocks.azure.directory import conditional_access, role_assignments, signin_log
from mocks.azure.directory.conditional_access import Policy
from mocks.tests.azure.signin.second_proof import code_for, secured_app, until_second_proof
from mocks.tests.browser import Browser
from mocks.tests.cast import (
    ALICE,
    APP_AT_AZURE,
    BLOCK_POLICY,
    BORIS,
    CALLBACK,
    CAROL,
    CLOSED_APP_AT_AZURE,
    MFA_POLICY,
    MONAS_SECRET,
    TENANT,
)
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def add(parties: Parties, **changes: object) -> None:
    with parties.azure.db() as db:
        conditional_access.put(db, TENANT, Policy("ca-of-the-test", "Of the test", **changes))  # type: ignore[arg-type]


def test_a_policy_that_blocks_is_told_on_a_page_of_azure_ad(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """53003: the application sees nothing; the log has the number and that a policy applied."""
    page = app.sign_in(browser, BORIS)
    assert (page.status, page.left) == (400, False)
    assert "AADSTS53003" in page.text
    assert "Boris stays out" in page.text
    with parties.azure.db() as db:
        (entry,) = signin_log.newest(db, TENANT, 5)
    assert (entry.error_code, entry.conditional_access_status) == (53003, "failure")


def test_a_silent_request_hears_of_it(app: RelyingParty, browser: Browser) -> None:
    """interaction_required (fact sheet 9)."""
    app.sign_in(browser, BORIS)
    told = browser.open(app.authorize_url(prompt="none")).parameters
    assert told["error"] == "interaction_required"
    assert "AADSTS53003" in told["error_description"]


def test_a_policy_is_asked_again_when_tokens_are_issued(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Fact sheet 9: invalid_grant with suberror and claims, never interaction_required at the v2.0 token endpoint."""
    code = app.code(browser, ALICE)
    add(parties, grant="mfa", users=("All",))
    body = app.redeem(code).get_json()
    assert (body["error"], body["error_codes"], body["suberror"]) == ("invalid_grant", [50079], "basic_action")
    assert json.loads(body["claims"])["access_token"]["capolids"]["values"] == ["ca-of-the-test"]


def test_a_refresh_token_does_not_pass_by_a_policy(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    tokens = app.tokens(browser, ALICE, scope="openid offline_access")
    add(parties, grant="block", users=("All",), applications=(APP_AT_AZURE,))
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    form |= {"client_id": app.client_id, "client_secret": app.client_secret}
    body = app.post(app.metadata["token_endpoint"], form).get_json()
    assert (body["error"], body["error_codes"], body["suberror"]) == ("invalid_grant", [53003], "message_only")


def test_a_policy_that_is_off_or_about_others_asks_nothing(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    everybody = ("All",)
    for changes in (
        {"grant": "block", "users": everybody, "state": "disabled"},
        {"grant": "block", "users": everybody, "applications": ("another",)},
        {"grant": "block", "users": ("another",)},
        {"grant": "block", "users": everybody, "excluded_users": ("00000000-0000-4000-8000-000000000001",)},
    ):
        add(parties, **changes)
        assert "code" in app.sign_in(parties.browser(), ALICE).parameters, changes
    assert BLOCK_POLICY


# Assignment (fact sheet section 8)


def test_an_application_may_be_for_those_who_are_assigned_alone(parties: Parties, browser: Browser) -> None:
    """50105: a page of Azure AD; silently interaction_required."""
    app = parties.app_at_azure().registered(CLOSED_APP_AT_AZURE, CALLBACK)
    page = app.sign_in(browser, ALICE)
    assert (page.status, page.left) == (400, False)
    assert "AADSTS50105" in page.text
    told = browser.open(app.authorize_url(prompt="none")).parameters
    assert (told["error"], "AADSTS50105" in told["error_description"]) == ("interaction_required", True)
    assert "code" in app.sign_in(parties.browser(), CAROL).parameters


def test_an_assignment_that_ends_ends_the_grant(parties: Parties, browser: Browser) -> None:
    app = parties.app_at_azure().registered(CLOSED_APP_AT_AZURE, CALLBACK)
    code = app.code(browser, CAROL)
    with parties.azure.db() as db:
        db.execute(role_assignments.APP_ROLE_ASSIGNMENTS.delete())
    assert app.redeem(code).get_json()["error_codes"] == [50105]


def test_a_policy_may_ask_for_a_sign_in_again_and_again(parties: Parties, browser: Browser) -> None:
    """Fact sheet 6.3: 70043 where a refresh token comes too late; a session is no answer any more."""
    app = secured_app(parties)
    with parties.azure.db() as db:
        conditional_access.put(db, TENANT, msgspec.structs.replace(_mfa(db), sign_in_frequency=3600))
    page = until_second_proof(app, browser, scope="openid offline_access")
    page = browser.submit(page, {"otc": code_for(parties.clock, MONAS_SECRET)})
    code = browser.submit(page, {"kmsi": "0"}).parameters["code"]
    form = {"grant_type": "refresh_token", "refresh_token": app.redeem(code).get_json()["refresh_token"]}
    form |= {"client_id": app.client_id, "client_secret": app.client_secret}
    assert "access_token" in app.post(app.metadata["token_endpoint"], form).get_json()
    assert "code" in browser.open(app.authorize_url(prompt="none")).parameters
    parties.clock.move(timedelta(hours=1, seconds=1))
    body = app.post(app.metadata["token_endpoint"], form).get_json()
    assert (body["error"], body["error_codes"], body["suberror"]) == ("invalid_grant", [70043], "bad_token")
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"


def _mfa(db: Connection) -> Policy:
    return next(policy for policy in conditional_access.of_tenant(db, TENANT) if policy.id == MFA_POLICY)
