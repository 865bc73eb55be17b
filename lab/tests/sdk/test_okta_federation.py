"""The `okta` package, unmodified, over mappings and routing rules. Source: fact sheet 3 and 11."""

import okta.models as wire

from lab.tests.sdk.okta_org import Org

AZURE_IDP = "0oaazuread0000000001"


def test_a_mapping_is_changed(org: Org) -> None:
    (mapping,) = org.list_profile_mappings(source_id=AZURE_IDP)
    sent = {"properties": {"nickName": {"expression": "appuser.firstName", "pushStatus": "PUSH"}}}
    changed = org.update_profile_mapping(mapping.id, wire.ProfileMappingRequest.from_dict(sent))
    assert changed.properties["nickName"].expression == "appuser.firstName"
    assert "nickName" in org.get_profile_mapping(mapping.id).properties


def test_routing_rules_are_read_made_and_removed(org: Org) -> None:
    """11.2: the client knows no provider of the type OKTA, which the default rule has."""
    (policy,) = org.list_policies(type="IDP_DISCOVERY")
    rules = org.list_policy_rules(policy.id)
    assert rules[-1].name == "Default Rule"
    sent = rules[0].to_dict() | {"name": "By the SDK", "priority": 1}
    made = org.create_policy_rule(policy.id, wire.IdpDiscoveryPolicyRule.from_dict(sent))
    assert org.list_policy_rules(policy.id)[0].id == made.id
    org.delete_policy_rule(policy.id, made.id)
    assert [rule.id for rule in org.list_policy_rules(policy.id)] == [rule.id for rule in rules]
