"""The sign-in of programs with pages of their own, as auth-js does it for the Classic engine.

Credentials to `/api/v1/authn`; the session token it earns to the authorization endpoint in a hidden frame, which tells
its opener by `okta_post_message`. Expectations: Okta fact sheet 1.5, 2.3 and 2.4.
"""

import json
import re
from typing import Any

import pytest

from mocks.okta.directory.users import Status
from mocks.tests.browser import Browser
from mocks.tests.cast import APP, CALLBACK, OKTA, OLIVIA, SPA_AT_OKTA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.api.test_authn import RIGHT, put
from mocks.tests.okta.org_policies import session_rule
from mocks.tests.okta.signin.second_proof import code, has
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def spa(parties: Parties) -> RelyingParty:
    return parties.app_at_okta().registered(SPA_AT_OKTA, CALLBACK)


@pytest.fixture
def anybody(parties: Parties) -> Admin:
    return Admin(parties.network, None)


def told(browser: Browser, app: RelyingParty, token: str, **changes: str) -> dict[str, Any]:
    """What the opener hears of the hidden frame in which nobody can type."""
    asked = {"prompt": "none", "response_mode": "okta_post_message", "sessionToken": token} | changes
    answer = browser.request(app.authorize_url(**asked))
    assert answer.status_code == 200, answer.text
    script = re.search("<script>(.*)</script>", answer.text)
    assert script
    assert script[1].endswith(f', "{APP}");')
    found: dict[str, Any] = json.loads(script[1].partition("postMessage(")[2].partition("}, ")[0] + "}")
    return found


def test_credentials_become_tokens_without_a_page(anybody: Admin, browser: Browser, spa: RelyingParty) -> None:
    """The code is redeemed as any other; the browser has a session now, and needs no second session token."""
    token = anybody.post("/authn", RIGHT)["sessionToken"]
    answer = told(browser, spa, token)
    tokens = spa.redeem(answer["code"]).get_json()
    claims = spa.claims(tokens["id_token"])
    assert (claims["preferred_username"], claims["amr"]) == (OLIVIA.username, ["pwd"])
    assert answer["state"] == "state-of-the-test"
    assert "code" in told(browser, spa, "")


def test_a_session_token_works_once(anybody: Admin, browser: Browser, spa: RelyingParty, parties: Parties) -> None:
    token = anybody.post("/authn", RIGHT)["sessionToken"]
    assert "code" in told(browser, spa, token)
    assert told(parties.browser(), spa, token)["error"] == "login_required"
    assert anybody.refused("POST", "/sessions", {"sessionToken": token}) == (401, "E0000004")


def test_tokens_come_at_once_where_the_application_may(anybody: Admin, browser: Browser, spa: RelyingParty) -> None:
    token = anybody.post("/authn", RIGHT)["sessionToken"]
    answer = told(browser, spa, token, response_type="id_token token")
    assert spa.claims(answer["id_token"])["nonce"] == "nonce-of-the-test"
    assert spa.userinfo(answer["access_token"]).get_json()["email"] == OLIVIA.username


def test_both_proofs_are_in_the_tokens(
    admin: Admin, anybody: Admin, browser: Browser, spa: RelyingParty, parties: Parties
) -> None:
    """What was proven to the machine is not asked for again at the authorization endpoint."""
    session_rule(admin, requireFactor=True, factorPromptMode="ALWAYS")
    factor = has(parties, "google_otp")
    begun = anybody.post("/authn", RIGHT)
    proof = {"stateToken": begun["stateToken"], "passCode": code(parties)}
    token = anybody.post(f"/authn/factors/{factor.id}/verify", proof)["sessionToken"]
    claims = spa.claims(spa.redeem(told(browser, spa, token)["code"]).get_json()["id_token"])
    assert claims["amr"] == ["pwd", "otp", "mfa"]


def test_a_changed_password_leads_to_the_same_end(
    anybody: Admin, browser: Browser, spa: RelyingParty, parties: Parties
) -> None:
    put(parties, Status.PASSWORD_EXPIRED)
    begun = anybody.post("/authn", RIGHT)
    change = {"stateToken": begun["stateToken"], "oldPassword": OLIVIA.password, "newPassword": "Brand-New-1"}
    token = anybody.post("/authn/credentials/change_password", change)["sessionToken"]
    assert "code" in told(browser, spa, token)


def test_the_page_s_own_origin_may_read_the_answers(anybody: Admin, admin: Admin) -> None:
    """1.2: preflight and answer for a trusted origin, and for no other."""
    admin.post("/trustedOrigins", {"name": "App", "origin": APP, "scopes": [{"type": "CORS"}]})
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-okta-user-agent-extended"}
    preflight = anybody.send("OPTIONS", "/authn", headers={"Origin": APP, **asked})
    assert preflight.headers["Access-Control-Allow-Headers"] == "x-okta-user-agent-extended"
    answer = anybody.send("POST", "/authn", RIGHT, {"Origin": APP})
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    foreign = anybody.send("POST", "/authn", RIGHT, {"Origin": "http://evil.example"})
    assert "Access-Control-Allow-Origin" not in foreign.headers
    assert foreign.get_json()["_links"]["cancel"]["href"].startswith(OKTA)
