"""Who the policies let in. Expectations: Okta fact sheet 6.1 to 6.3."""

from typing import Any

import pytest

from mocks.okta.directory import system_log
from mocks.okta.directory.system_log import Event
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, APP_AT_OKTA, AZURE_IDP, OKTA, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import app_rule, default, session_rule
from mocks.tests.okta.signin.second_proof import code, has
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

FROM_OKTA = {"identityProvider": {"provider": "OKTA"}}
FROM_AZURE = {"identityProvider": {"provider": "SPECIFIC_IDP", "idpIds": [AZURE_IDP]}}


def denied(page: Page) -> bool:
    told = page.parameters
    return (
        page.left and told.get("error") == "access_denied" and "Policy evaluation failed" in told["error_description"]
    )


def decisions(parties: Parties) -> list[tuple[str, str | None]]:
    """What the System Log says the policies decided."""
    return [(event.result, event.reason) for event in _events(parties, "policy.evaluate_sign_on")]


def _events(parties: Parties, name: str) -> list[Event]:
    with parties.okta.db() as db:
        return [event for event in system_log.latest(db) if event.event_type == name]


def zone(admin: Admin, gateway: str) -> str:
    id: str = admin.post("/zones", {"name": gateway, "gateways": [{"value": gateway}]})["id"]
    return id


def test_the_default_policies_let_in_and_are_logged(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """6.1 and 8.3: the session's policy, then the application's; the event names both rules."""
    app.code(browser, OLIVIA)
    (event,) = _events(parties, "policy.evaluate_sign_on")
    assert event.result == "ALLOW"
    assert event.reason == "Default Policy: Default Rule; Default Policy: Catch-all Rule"
    kinds = [target["type"] for target in event.body["target"]]
    assert kinds == ["AppInstance", "PolicyEntity", "PolicyRule", "PolicyEntity", "PolicyRule"]


@pytest.mark.parametrize("rule", [session_rule, app_rule])
def test_a_rule_denies(app: RelyingParty, browser: Browser, admin: Admin, parties: Parties, rule: Any) -> None:
    """Nobody is let in, no session begins, and the log says which rule it was."""
    rule(admin, access="DENY")
    assert denied(app.sign_in(browser, OLIVIA))
    assert browser.cookie(OKTA, "idx") is None
    ((result, reason),) = decisions(parties)
    assert result == "DENY"
    assert "Rule 1" in (reason or "")
    assert len(_events(parties, "application.policy.sign_on.deny_access")) == (rule is app_rule)


@pytest.mark.parametrize(("person", "conditions"), [(OLIVIA, FROM_OKTA), (ALICE, FROM_AZURE)])
def test_a_rule_is_for_those_of_a_provider(
    app: RelyingParty, browser: Browser, admin: Admin, person: Person, conditions: dict[str, Any]
) -> None:
    """6.2: who checked the credential decides."""
    other = ALICE if person is OLIVIA else OLIVIA
    session_rule(admin, conditions, access="DENY")
    assert denied(app.sign_in(browser, person))
    assert "code" in app.sign_in(browser, other).parameters


def test_a_rule_is_for_a_group(app: RelyingParty, browser: Browser, admin: Admin, parties: Parties) -> None:
    group = admin.post("/groups", {"profile": {"name": "Leavers"}})["id"]
    app_rule(admin, {"people": {"groups": {"include": [group]}}}, access="DENY")
    assert "code" in app.sign_in(browser, OLIVIA).parameters
    user = admin.get(f"/users/{OLIVIA.username}")["id"]
    admin.put(f"/groups/{group}/users/{user}")
    assert denied(app.sign_in(browser, OLIVIA)), "a session that began before does not help"


def test_somebody_may_be_left_out(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    user = admin.get(f"/users/{OLIVIA.username}")["id"]
    session_rule(admin, {"people": {"users": {"exclude": [user]}}}, access="DENY")
    assert "code" in app.sign_in(browser, OLIVIA).parameters


@pytest.mark.parametrize(("gateway", "inside"), [("127.0.0.0/8", True), ("10.0.0.0/8", False)])
@pytest.mark.parametrize("side", ["include", "exclude"])
def test_a_rule_is_for_a_network(
    app: RelyingParty, browser: Browser, admin: Admin, gateway: str, inside: bool, side: str
) -> None:
    """6.2: ZONE, with zones to include or to leave out; the browsers of the tests are at 127.0.0.1."""
    session_rule(admin, {"network": {"connection": "ZONE", side: [zone(admin, gateway)]}}, access="DENY")
    assert denied(app.sign_in(browser, OLIVIA)) is (inside is (side == "include"))


def test_a_zone_that_is_switched_off_holds_nobody(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    here = zone(admin, "127.0.0.0/8")
    session_rule(admin, {"network": {"connection": "ZONE", "include": [here]}}, access="DENY")
    admin.post(f"/zones/{here}/lifecycle/deactivate")
    assert "code" in app.sign_in(browser, OLIVIA).parameters


def test_what_no_browser_does_is_for_no_browser(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    """6.2: a rule for RADIUS."""
    session_rule(admin, {"authContext": {"authType": "RADIUS"}}, access="DENY")
    assert "code" in app.sign_in(browser, OLIVIA).parameters


def test_the_first_that_fits_decides(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    """6.1: by priority; what is inactive is passed over."""
    first = session_rule(admin, access="ALLOW")
    session_rule(admin, access="DENY")
    assert "code" in app.sign_in(browser, OLIVIA).parameters
    admin.post(f"{first}/lifecycle/deactivate")
    assert denied(app.sign_in(browser, OLIVIA))


def test_a_policy_without_a_rule_that_fits_is_passed_over(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    """6.1: the next policy is asked then; so is it where the policy is for other groups, or inactive."""
    group = admin.post("/groups", {"profile": {"name": "Nobody"}})["id"]
    deny = {"name": "No", "actions": {"signon": {"access": "DENY"}}}
    for name, conditions, rule_conditions in (
        ("Others", {"people": {"groups": {"include": [group]}}}, None),
        ("Empty", None, FROM_AZURE),
    ):
        made = admin.post("/policies", {"type": "OKTA_SIGN_ON", "name": name, "conditions": conditions})
        admin.post(f"/policies/{made['id']}/rules", deny | {"conditions": rule_conditions})
    assert "code" in app.sign_in(browser, OLIVIA).parameters
    off = admin.post("/policies", {"type": "OKTA_SIGN_ON", "name": "Off", "status": "INACTIVE"})
    admin.post(f"/policies/{off['id']}/rules", deny)
    assert "code" in app.sign_in(browser, OLIVIA).parameters
    admin.post(f"/policies/{off['id']}/lifecycle/activate")
    assert denied(app.sign_in(browser, OLIVIA))


def test_each_application_has_its_policy(app: RelyingParty, browser: Browser, admin: Admin, parties: Parties) -> None:
    """6.3: the one that was given to it, else the default one."""
    made = admin.post("/policies", {"type": "ACCESS_POLICY", "name": "Closed"})
    admin.post(f"/policies/{made['id']}/rules", {"name": "No", "actions": {"appSignOn": {"access": "DENY"}}})
    admin.put(f"/apps/{APP_AT_OKTA}/policies/{made['id']}")
    assert denied(app.sign_in(browser, OLIVIA))
    second = parties.second_app_at_okta()
    assert not denied(second.sign_in(browser, OLIVIA))


def test_a_policy_that_is_switched_off_lets_nobody_in(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    """An application whose rules are not there is closed, not open."""
    made = admin.post("/policies", {"type": "ACCESS_POLICY", "name": "Off"})
    admin.put(f"/apps/{APP_AT_OKTA}/policies/{made['id']}")
    assert "code" in app.sign_in(browser, OLIVIA).parameters
    admin.post(f"/policies/{made['id']}/lifecycle/deactivate")
    assert denied(app.sign_in(browser, OLIVIA))


def test_without_a_page_it_is_said_as_well(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    """`prompt=none` with a session that the policy came to refuse."""
    app.code(browser, OLIVIA)
    app_rule(admin, access="DENY")
    assert denied(browser.open(app.authorize_url(prompt="none")))


def test_the_org_s_own_pages_have_no_policy_of_an_application(browser: Browser, admin: Admin) -> None:
    """The home page is closed by the session's policy alone."""
    app_rule(admin, access="DENY")
    page = browser.sign_in(browser.open(f"{OKTA}/sso/idps/OKTA"), OLIVIA)
    assert page.status == 200
    assert browser.cookie(OKTA, "idx")


def test_the_default_rule_itself_may_deny(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    """6.1: what a default rule does may be changed."""
    path = f"{default(admin, 'OKTA_SIGN_ON')}/rules"
    rule = admin.get(path)[-1]
    admin.put(f"{path}/{rule['id']}", {"name": rule["name"], "actions": {"signon": {"access": "DENY"}}})
    assert denied(app.sign_in(browser, OLIVIA))


@pytest.mark.parametrize(
    "demand",
    [
        lambda admin: session_rule(admin, requireFactor=True, factorPromptMode="ALWAYS"),
        lambda admin: app_rule(admin, factorMode="2FA"),
    ],
    ids=["session", "application"],
)
def test_a_second_proof_is_asked_for(
    app: RelyingParty, browser: Browser, admin: Admin, parties: Parties, demand: Any
) -> None:
    """6.2 and 6.3: either policy may ask; the log says CHALLENGE, once, and ALLOW when it was given."""
    demand(admin)
    has(parties, "google_otp")
    page = app.sign_in(browser, OLIVIA)
    page = browser.submit(page, {"credentials.totp": "000000"})
    assert "credentials.totp" in page.form.names
    assert "code" in browser.submit(page, {"credentials.totp": code(parties)}).parameters
    assert [result for result, _ in decisions(parties)] == ["CHALLENGE", "ALLOW"]


def test_a_rule_is_for_whom_an_expression_is_true(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    """6.3: `elCondition`; an attribute that somebody has not makes it false."""
    app_rule(admin, {"elCondition": {"condition": 'user.profile.department == "Sales"'}}, access="DENY")
    assert "code" in app.sign_in(browser, OLIVIA).parameters
    admin.post(f"/users/{OLIVIA.username}", {"profile": {"department": "Sales"}})
    assert denied(app.sign_in(browser, OLIVIA))
    sent = {
        "name": "X",
        "actions": {"appSignOn": {"access": "DENY"}},
        "conditions": {"elCondition": {"condition": "("}},
    }
    assert admin.refused("POST", f"{default(admin, 'ACCESS_POLICY')}/rules", sent) == (400, "E0000001")
