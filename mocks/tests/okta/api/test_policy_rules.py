"""Routing rules through the management API. Expectations: Okta fact sheet 3.8."""

from typing import Any

import pytest

from mocks.tests.browser import Browser
from mocks.tests.cast import AZURE_IDP, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.relying_party import RelyingParty

SENT: dict[str, Any] = {
    "type": "IDP_DISCOVERY",
    "name": "Subsidiary",
    "conditions": {
        "network": {"connection": "ANYWHERE"},
        "platform": {"include": [{"type": "ANY", "os": {"type": "ANY"}}], "exclude": []},
        "userIdentifier": {
            "type": "IDENTIFIER",
            "attribute": None,
            "patterns": [{"matchType": "SUFFIX", "value": "contoso-subsidiary.example"}],
        },
        "app": {"include": [], "exclude": []},
    },
    "actions": {
        "idp": {
            "providers": [{"type": "OIDC", "id": AZURE_IDP, "name": "Azure AD"}],
            "idpSelectionType": "SPECIFIC",
            "matchCriteria": [],
        }
    },
}


@pytest.fixture
def rules(admin: Admin) -> str:
    """The path of the routing rules."""
    return f"/policies/{admin.get('/policies', type='IDP_DISCOVERY')[0]['id']}/rules"


def names(admin: Admin, rules: str) -> list[str]:
    return [rule["name"] for rule in admin.get(rules)]


def test_a_rule_comes_back_as_it_was_sent_and_last(admin: Admin, rules: str) -> None:
    made = admin.post(rules, SENT)
    assert SENT.items() <= made.items()
    assert (made["status"], made["system"], made["priority"]) == ("ACTIVE", False, 3)
    assert names(admin, rules) == ["Contoso", "Contractors", "Subsidiary", "Default Rule"]
    assert admin.get(f"{rules}/{made['id']}") == made


def test_a_rule_decides_at_once(admin: Admin, rules: str, app: RelyingParty, browser: Browser) -> None:
    made = admin.post(rules, SENT)

    def asked_for_a_password() -> bool:
        page = browser.submit(browser.open(app.authorize_url()), {"identifier": OLIVIA.username})
        return "credentials.passcode" in page.form.names

    assert not asked_for_a_password()
    admin.post(f"{rules}/{made['id']}/lifecycle/deactivate")
    assert asked_for_a_password()
    admin.post(f"{rules}/{made['id']}/lifecycle/activate")
    assert not asked_for_a_password()
    admin.delete(f"{rules}/{made['id']}")
    assert asked_for_a_password()


@pytest.mark.parametrize(("gateway", "inside"), [("127.0.0.0/8", True), ("10.0.0.0/8", False)])
def test_a_rule_may_be_for_a_network(
    admin: Admin, rules: str, app: RelyingParty, browser: Browser, gateway: str, inside: bool
) -> None:
    """3.8: `network`, as in other policies."""
    zone = admin.post("/zones", {"name": "Here", "gateways": [{"value": gateway}]})["id"]
    network = {"connection": "ZONE", "include": [zone]}
    made = admin.post(rules, SENT | {"conditions": SENT["conditions"] | {"network": network}})
    assert made["conditions"]["network"] == network
    page = browser.submit(browser.open(app.authorize_url()), {"identifier": OLIVIA.username})
    assert ("credentials.passcode" not in page.form.names) is inside


def test_a_rule_may_come_first(admin: Admin, rules: str) -> None:
    admin.post(rules, SENT | {"priority": 1})
    assert names(admin, rules) == ["Subsidiary", "Contoso", "Contractors", "Default Rule"]


def test_replacing_is_whole(admin: Admin, rules: str) -> None:
    made = admin.post(rules, SENT)
    changed = admin.put(f"{rules}/{made['id']}", {"name": "Everybody", "actions": SENT["actions"]})
    assert (changed["name"], changed["conditions"]["userIdentifier"]["patterns"]) == ("Everybody", [])


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 256},
        {"type": "SIGN_ON"},
        {"priority": -1},
        {"actions": {}},
        {"actions": {"idp": {"providers": [{"type": "OIDC", "id": "0oanobody"}]}}},
        {"conditions": {"userIdentifier": {"patterns": [{"matchType": "LIKE", "value": "x"}]}}},
        {"conditions": {"network": {"connection": "ZONE"}}},
        {"conditions": {"people": {}}},
    ],
)
def test_what_is_wrong_is_refused(admin: Admin, rules: str, changes: dict[str, Any]) -> None:
    before = names(admin, rules)
    assert admin.refused("POST", rules, SENT | changes) == (400, "E0000001")
    assert names(admin, rules) == before


def test_the_default_rule_cannot_be_changed(admin: Admin, rules: str) -> None:
    default = admin.get(rules)[-1]
    assert default["system"] is True
    assert default["actions"]["idp"]["providers"][0]["type"] == "OKTA"
    path = f"{rules}/{default['id']}"
    for method, way in (("PUT", path), ("DELETE", path), ("POST", f"{path}/lifecycle/deactivate")):
        assert admin.refused(method, way, SENT) == (403, "E0000111")


def test_what_is_not_there_is_said_so(admin: Admin, rules: str) -> None:
    assert admin.refused("GET", f"{rules}/0prnobody") == (404, "E0000007")
