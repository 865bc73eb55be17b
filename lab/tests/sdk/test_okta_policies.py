"""The okta package over policies: it reads an org's defaults, and makes policies and rules of its own."""

import okta.models as wire
import pytest

from lab.tests.sdk.okta_org import Org

TYPES = ("OKTA_SIGN_ON", "ACCESS_POLICY", "PASSWORD", "MFA_ENROLL")


@pytest.mark.parametrize("type", TYPES)
def test_the_defaults_can_be_read(org: Org, type: str) -> None:
    policy = org.list_policies(type=type)[-1]
    assert (policy.name, policy.system) == ("Default Policy", True)
    assert org.list_policy_rules(policy.id)[-1].system


def test_a_session_policy_with_a_rule(org: Org) -> None:
    made = org.create_policy(
        wire.OktaSignOnPolicy.from_dict({"type": "OKTA_SIGN_ON", "name": "Short", "status": "ACTIVE"})
    )
    sent = {
        "name": "Ten minutes",
        "type": "SIGN_ON",
        "actions": {"signon": {"access": "ALLOW", "session": {"maxSessionIdleMinutes": 10}}},
    }
    rule = org.create_policy_rule(made.id, wire.OktaSignOnPolicyRule.from_dict(sent))
    assert rule.actions.signon.session.max_session_idle_minutes == 10
    org.deactivate_policy(made.id)
    org.delete_policy(made.id)
    assert made.id not in [policy.id for policy in org.list_policies(type="OKTA_SIGN_ON")]


def test_an_application_gets_a_policy_of_its_own(org: Org) -> None:
    made = org.create_policy(
        wire.AccessPolicy.from_dict({"type": "ACCESS_POLICY", "name": "Strict", "status": "ACTIVE"})
    )
    method = {"type": "ASSURANCE", "factorMode": "2FA", "reauthenticateIn": "PT2H"}
    actions = {"appSignOn": {"access": "ALLOW", "verificationMethod": method}}
    sent = {"name": "Two", "type": "ACCESS_POLICY", "actions": actions}
    org.create_policy_rule(made.id, wire.AccessPolicyRule.from_dict(sent))
    assert [rule.name for rule in org.list_policy_rules(made.id)] == ["Two", "Catch-all Rule"]
    (app, *_) = org.list_applications()
    org.assign_application_policy(app.id, made.id)
    assert [mapping.id for mapping in org.list_policy_mappings(made.id)] == [app.id]


def test_a_password_policy_is_changed(org: Org) -> None:
    (policy,) = org.list_policies(type="PASSWORD")
    sent = policy.to_dict()
    sent["settings"]["password"]["complexity"]["minLength"] = 12
    org.replace_policy(policy.id, wire.PasswordPolicy.from_dict(sent))
    assert org.get_policy(policy.id).settings.password.complexity.min_length == 12
