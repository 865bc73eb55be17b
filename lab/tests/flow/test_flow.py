"""What a flow tells: how it ended, for whom, where, how long each party took, what was said about the person."""

from typing import Any

import pytest

from lab.flow.flow import Flow
from lab.flow.hop import Page
from lab.flow.join import join
from lab.flow.outcome import Outcome, Result
from lab.tests.flow.recorded import (
    CALLBACK,
    URLS,
    SignIn,
    by_azure,
    by_partner,
    refused_by_okta,
    with_wrong_password,
)


def only(signin: SignIn) -> Flow:
    (flow,) = join(signin.hops, URLS)
    return flow


@pytest.mark.parametrize("watched", [True, False])
def test_signed_in(watched: bool) -> None:
    flow = only(by_azure("alice", watched=watched))

    assert flow.outcome == Outcome(Result.SIGNED_IN, "webapp")
    assert flow.headline == "alice@contoso.example signed in to Sample application"


def test_refused_by_the_broker() -> None:
    """The reason is the one that Okta gave, not the page that the application made of it."""
    flow = only(refused_by_okta("frank", "User status is invalid."))

    assert flow.outcome == Outcome(Result.REFUSED, "okta", "access_denied: User status is invalid.")
    assert flow.username == "frank@contoso.example"


def test_refused_upstream() -> None:
    """An error that the identity provider sends through the broker began at the identity provider."""
    signin = SignIn("alice")
    signin.start()
    signin.identify("alice@contoso.example", f"{URLS['azure-ad']}/authorize")
    error = {"error": "access_denied", "error_description": "AADSTS65004: declined", "state": signin.up["state"]}
    signin.add("azure-ad", "GET", "/authorize", 302, query=signin.up, location="http://x/callback", redirect=error)
    passed_on = {"error": "access_denied", "error_description": "Azure AD refused", "state": signin.state}
    signin.add("okta", "GET", "/callback", 302, query=error, location=CALLBACK, redirect=passed_on)
    signin.refused_at_app()

    assert only(signin).outcome == Outcome(Result.REFUSED, "azure-ad", "access_denied: AADSTS65004: declined")


def test_refused_on_a_page_for_now() -> None:
    """A wrong password: the page lets the person try again, until then the sign-in is refused."""
    signin = with_wrong_password("alice")
    assert only(signin).outcome == Outcome(Result.REFUSED, "azure-ad", "The account or password is incorrect.")

    signin.add("azure-ad", "POST", "/common/login/password", 200, ("flow-token-alice",), page=Page("Stay signed in?"))
    assert only(signin).outcome == Outcome(Result.OPEN, "azure-ad", "shows “Stay signed in?”")


def test_refused_by_the_application() -> None:
    """Okta issued tokens, the application did not believe them: no success."""
    signin = by_azure("alice")
    callback = next(hop for hop in signin.hops if hop.path == "/login/oauth2/code/okta")
    signin.hops = [hop for hop in signin.hops if hop.service != "webapp" or hop.at < callback.at]
    page = Page("The sign-in service gave a wrong answer", "The ID token was refused: its signature is wrong.")
    query = {"code": "code-alice", "state": signin.state}
    signin.add("webapp", "GET", "/login/oauth2/code/okta", 502, query=query, page=page)

    assert only(signin).outcome == Outcome(Result.REFUSED, "webapp", page.alert)


@pytest.mark.parametrize(
    ("answer", "status", "why"),
    [
        ({"answer": {"error": "invalid_grant", "error_description": "expired"}}, 400, "invalid_grant: expired"),
        ({}, 503, "answered 503 Service Unavailable"),
        ({}, 599, "answered 599"),
    ],
)
def test_refused_at_the_token_endpoint(answer: dict[str, Any], status: int, why: str) -> None:
    signin = SignIn("alice")
    signin.start()
    form = {"grant_type": "authorization_code", "code": "code-alice", "state": signin.state}
    signin.add("okta", "POST", "/oauth2/default/v1/token", status, form=form, caller="Authlib", **answer)

    assert only(signin).outcome == Outcome(Result.REFUSED, "okta", why)


def test_a_replayed_answer_does_not_undo_a_sign_in() -> None:
    signin = by_azure("alice")
    query = {"code": "code-alice", "state": signin.state}
    signin.add("webapp", "GET", "/login/oauth2/code/okta", 400, query=query, page=Page("This cannot be completed"))

    assert only(signin).outcome.result is Result.SIGNED_IN


def test_open_while_a_page_waits() -> None:
    signin = SignIn("alice")
    signin.start()

    flow = only(signin)
    assert flow.headline == "Somebody is on the way to Sample application"
    assert flow.reason == "Okta: shows “Sign in”"


def test_open_on_the_way_to_a_party_that_was_never_reached() -> None:
    signin = SignIn("alice")
    signin.start()
    signin.hops.pop()

    assert only(signin).outcome == Outcome(Result.OPEN, "okta", "has not been asked yet")


def test_times() -> None:
    """Order and length are real time's, the moment shown is the lab's; waiting for others is not one's own time."""
    flow = only(by_azure("alice"))

    assert flow.started_at == 1000.0
    assert flow.lab_time.isoformat() == "1970-01-02T00:16:40+00:00"
    assert flow.seconds == pytest.approx(0.2 * (len(flow.hops) - 1) + 0.02)
    assert flow.ms == pytest.approx(8 * 20 + 2 * 500)
    assert flow.ms_by_party == pytest.approx({"webapp": 520.0, "okta": 540.0, "azure-ad": 100.0})


def test_statements_are_told_by_who_made_them() -> None:
    flow = only(by_azure("alice"))

    told = [(said.issuer, said.audience, said.kind) for said in flow.statements]

    assert told == [("azure-ad", "okta", "ID token"), ("okta", "webapp", "ID token"), ("okta", "webapp", "userinfo")]
    assert flow.statements[0].claims["oid"] == "1"


def test_a_partners_person_is_named_by_what_okta_tells() -> None:
    assert only(by_partner("bob")).username == "bob@fabrikam.example"
