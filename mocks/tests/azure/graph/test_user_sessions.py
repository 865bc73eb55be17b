"""Ended sessions and passwords that people change (fact sheet sections 4.6, 7.5 and 9)."""

from datetime import timedelta

from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.azure.graph.test_user_writes import ALICES_ID, ZOE, sign_in_error
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, AZURE, MONA
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def test_revoked_sessions_and_refresh_tokens(
    graph: Graph, app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """50173 for what was granted before; who signs in again goes on."""
    token = app.tokens(browser, ALICE, scope="openid offline_access")["refresh_token"]
    answer = graph.post(f"/users/{ALICES_ID}/revokeSignInSessions")
    assert answer == {"@odata.context": f"{AZURE}/v1.0/$metadata#Edm.Boolean", "value": True}
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"
    form = {"grant_type": "refresh_token", "client_id": app.client_id, "client_secret": app.client_secret}
    refused = app.post(app.metadata["token_endpoint"], form | {"refresh_token": token})
    assert (refused.status_code, refused.get_json()["error_codes"]) == (400, [50173])
    parties.clock.move(timedelta(seconds=1))
    assert app.tokens(browser, ALICE)["access_token"]
    moved = graph.get(f"/users/{ALICES_ID}", select="signInSessionsValidFromDateTime")
    assert moved["signInSessionsValidFromDateTime"] == "2026-01-05T09:00:01Z"


def test_people_end_their_own_sessions(person: GraphOf) -> None:
    mona = person(MONA, "User.ReadWrite")
    assert mona.post("/me/revokeSignInSessions")["value"] is True
    assert mona.refused("POST", f"/users/{ALICES_ID}/revokeSignInSessions") == (403, "Authorization_RequestDenied")


def test_people_change_their_own_password(person: GraphOf, parties: Parties) -> None:
    alice = person(ALICE, "User.ReadWrite")
    change = {"currentPassword": ALICE.password, "newPassword": ZOE.password}
    for wrong in ({"currentPassword": "wrong"}, {"newPassword": ALICE.password}, {"newPassword": "weak"}):
        assert alice.refused("POST", "/me/changePassword", change | wrong) == (400, "Request_BadRequest")
    assert alice.refused("POST", "/me/changePassword", {}) == (400, "Request_BadRequest")
    assert alice.send("POST", "/me/changePassword", change).status_code == 204
    assert sign_in_error(parties, ALICE) == 50126
    assert sign_in_error(parties, Person(ALICE.username, ZOE.password)) == 0


def test_guessing_a_password_locks_the_account(person: GraphOf, parties: Parties) -> None:
    """A wrong one counts here as on the page (fact sheet 9)."""
    alice = person(ALICE, "User.ReadWrite")
    for number in range(10):
        wrong = {"currentPassword": f"wrong-{number}", "newPassword": ZOE.password}
        assert alice.refused("POST", "/me/changePassword", wrong) == (400, "Request_BadRequest")
    assert sign_in_error(parties, ALICE) == 50053


def test_applications_have_no_password_of_their_own(graph: Graph) -> None:
    change = {"currentPassword": "x", "newPassword": "y"}
    assert graph.refused("POST", "/me/changePassword", change) == (400, "BadRequest")
    assert graph.refused("POST", f"/users/{ALICES_ID}/changePassword", change)[0] == 403
