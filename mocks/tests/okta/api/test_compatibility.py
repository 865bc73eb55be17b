"""What one client cannot read, it alone gets otherwise. Expectations: Okta fact sheet 11.2."""

from mocks.tests.okta.api.admin import Admin

_PYTHON_SDK = {"User-Agent": "OpenAPI-Generator/1.0.0/python"}


def test_the_default_routing_rule_names_okta_except_to_the_python_sdk(admin: Admin) -> None:
    (policy,) = admin.get("/policies", type="IDP_DISCOVERY")
    path = f"/policies/{policy['id']}/rules"
    for headers, wanted in (({}, "OKTA"), (_PYTHON_SDK, None)):
        rules = admin.send("GET", path, headers=headers).get_json()
        (default,) = [rule for rule in rules if rule["system"]]
        assert [provider["type"] for provider in default["actions"]["idp"]["providers"]] == [wanted]
        others = [rule["actions"]["idp"]["providers"][0]["type"] for rule in rules if not rule["system"]]
        assert set(others) == {"OIDC"}
