"""Passwords that live in Azure AD, typed at Okta. Expectations: Okta fact sheet 9.1, delegated authentication."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.wrappers import Response

from mocks.okta.provisioning import delegation
from mocks.tests import cast
from mocks.tests.ad_agent.mirror import Mirror
from mocks.tests.browser import Person
from mocks.tests.okta.rules import rule, set_rules
from mocks.tests.pages import Page


@pytest.fixture
def delegated(mirror: Mirror) -> Mirror:
    """Everybody is mirrored, and nobody is routed to Azure AD any more."""
    mirror.run()
    with mirror.parties.okta.db() as db:
        set_rules(db, rule(["OKTA"]))
    return mirror


def sign_in(mirror: Mirror, who: Person) -> Page:
    return mirror.parties.second_app_at_okta().sign_in(mirror.parties.browser(), who)


def events(mirror: Mirror) -> list[tuple[str, Any]]:
    found = mirror.admin.get("/logs", filter='eventType eq "user.authentication.auth_via_AD_agent"')
    return [(event["outcome"]["result"], event["outcome"]["reason"]) for event in found]


def test_the_password_of_azure_ad_lets_in(delegated: Mirror) -> None:
    assert "code" in sign_in(delegated, cast.CAROL).parameters
    assert events(delegated) == [("SUCCESS", None)]


def test_a_wrong_one_does_not(delegated: Mirror) -> None:
    assert "Unable to sign in" in sign_in(delegated, Person(cast.CAROL.username, "wrong")).text
    assert events(delegated) == [("FAILURE", "bad_password")]


def test_lockout_follows_azure_ad(delegated: Mirror) -> None:
    for number in range(10):
        sign_in(delegated, Person(cast.CAROL.username, f"wrong-{number}"))
    sign_in(delegated, cast.CAROL)
    assert events(delegated)[-1] == ("FAILURE", "locked_account")
    delegated.parties.clock.move(timedelta(seconds=90))
    sign_in(delegated, cast.CAROL)
    assert events(delegated)[-1] == ("SUCCESS", None)


def test_no_password_is_readable_on_its_way(delegated: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def pause() -> None:
        seen.append(repr(delegated.parties.okta.rows("agent_actions", "artifacts")))
        delegated.step_elsewhere()

    monkeypatch.setattr(delegation, "pause", pause)
    sign_in(delegated, cast.CAROL)
    assert seen
    assert cast.CAROL.password not in "".join(seen)
    assert [row for row in delegated.parties.okta.rows("agent_actions")["agent_actions"] if "USER_AUTH" in row] == []


def test_without_an_agent_nobody_gets_in_and_the_page_says_why(delegated: Mirror) -> None:
    delegated.parties.clock.move(timedelta(minutes=10))
    assert "cannot be reached" in sign_in(delegated, cast.CAROL).text


def test_an_agent_that_cannot_reach_azure_ad_says_so(delegated: Mirror) -> None:
    delegated.parties.network.down.add(cast.AZURE)
    assert "cannot be reached" in sign_in(delegated, cast.CAROL).text


def test_azure_ad_out_of_order_is_no_wrong_password(delegated: Mirror) -> None:
    """What is between may answer for it, with something that is no JSON; the agent works on."""
    delegated.parties.network.serve(cast.AZURE, Response("Service Unavailable", 503))
    assert "cannot be reached" in sign_in(delegated, cast.CAROL).text
    assert events(delegated) == [("FAILURE", "no_connected_agent")]


def test_an_agent_whose_old_key_the_org_has_tells_it_the_new_one(delegated: Mirror) -> None:
    """As after a restart of the agent, when the org goes back to a snapshot from before."""
    again = delegated.another_agent()
    again.health.agent_id = delegated.agent.health.agent_id
    delegated.agent = again
    assert "cannot be reached" in sign_in(delegated, cast.CAROL).text
    again.step()
    assert "code" in sign_in(delegated, cast.CAROL).parameters


def test_a_password_is_taken_over_and_azure_ad_needed_no_more(delegated: Mirror) -> None:
    delegated.source.change(takePasswords=True)
    sign_in(delegated, cast.CAROL)
    user = delegated.admin.get(f"/users/{cast.CAROL.username}")
    assert user["credentials"]["provider"]["type"] == "OKTA"
    delegated.parties.network.down.add(cast.AZURE)
    assert "code" in sign_in(delegated, cast.CAROL).parameters
    assert len(events(delegated)) == 1
