"""Which authenticators people set up, and when. Expectations: Okta fact sheet 6.4."""

from typing import Any

import pytest

from mocks.tests.browser import Browser
from mocks.tests.cast import OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import app_rule, default
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def listed(**enroll: str) -> dict[str, Any]:
    """Return settings that list authenticators beside the password."""
    keys = {"okta_password": "REQUIRED", **enroll}
    authenticators = [{"key": key, "enroll": {"self": how}} for key, how in keys.items()]
    return {"type": "AUTHENTICATORS", "authenticators": authenticators}


def set_policy(admin: Admin, when: str = "CHALLENGE", **enroll: str) -> None:
    """Change the default policy and when its rule lets people set something up."""
    path = default(admin, "MFA_ENROLL")
    admin.put(path, {"name": "Default Policy", "settings": listed(**enroll)})
    rule = admin.get(f"{path}/rules")[-1]
    admin.put(f"{path}/rules/{rule['id']}", rule | {"actions": {"enroll": {"self": when}}})


def test_what_is_not_listed_nobody_sets_up(app: RelyingParty, browser: Browser, admin: Admin, parties: Parties) -> None:
    app_rule(admin, factorMode="2FA")
    set_policy(admin, google_otp="OPTIONAL")
    assert app.sign_in(browser, OLIVIA).form.buttons == [("authenticator", "google_otp")]
    set_policy(admin)
    assert app.sign_in(parties.browser(), OLIVIA).parameters["error"] == "access_denied"


@pytest.mark.parametrize(("when", "asked"), [("LOGIN", True), ("CHALLENGE", False), ("NEVER", False)])
def test_what_is_required_is_asked_for_in_its_time(
    app: RelyingParty, browser: Browser, admin: Admin, when: str, asked: bool
) -> None:
    """At the first sign-in, or only once something is asked for, or by no sign-in at all."""
    set_policy(admin, when, security_question="REQUIRED")
    page = app.sign_in(browser, OLIVIA)
    assert page.left is not asked
    assert not asked or page.form.buttons == [("authenticator", "security_question")]


def test_a_policy_is_for_a_group(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    group = admin.post("/groups", {"profile": {"name": "Bankers"}})["id"]
    made = admin.post(
        "/policies",
        {
            "type": "MFA_ENROLL",
            "name": "Bankers",
            "conditions": {"people": {"groups": {"include": [group]}}},
            "settings": listed(google_otp="REQUIRED"),
        },
    )
    admin.post(f"/policies/{made['id']}/rules", {"name": "At once", "actions": {"enroll": {"self": "LOGIN"}}})
    assert "code" in app.sign_in(browser, OLIVIA).parameters
    user = admin.get(f"/users/{OLIVIA.username}")["id"]
    admin.put(f"/groups/{group}/users/{user}")
    assert app.sign_in(browser, OLIVIA, prompt="login").form.buttons == [("authenticator", "google_otp")]


@pytest.mark.parametrize(
    "settings",
    [
        listed(okta_password="OPTIONAL"),
        listed(carrier_pigeon="OPTIONAL"),
        listed(google_otp="SOMETIMES"),
        {"type": "FACTORS"},
        {"authenticators": 2 * listed()["authenticators"]},
    ],
)
def test_what_is_wrong_is_refused(admin: Admin, settings: dict[str, Any]) -> None:
    sent = {"type": "MFA_ENROLL", "name": "X", "settings": settings}
    assert admin.refused("POST", "/policies", sent) == (400, "E0000001")
