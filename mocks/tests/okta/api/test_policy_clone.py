"""Another authentication policy made from one that is there."""

from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import default


def test_a_clone_has_the_same_rules_and_no_application(admin: Admin) -> None:
    made = admin.post("/policies", {"type": "ACCESS_POLICY", "name": "Strict"})
    deny = {"name": "No", "actions": {"appSignOn": {"access": "DENY"}}}
    admin.post(f"/policies/{made['id']}/rules", deny)
    cloned = admin.post(f"/policies/{made['id']}/clone")
    assert (cloned["name"], cloned["system"]) == ("[cloned] Strict", False)
    rules = admin.get(f"/policies/{cloned['id']}/rules")
    assert [(rule["name"], rule["priority"], rule["system"]) for rule in rules] == [
        ("No", 1, False),
        ("Catch-all Rule", 99, True),
    ]
    assert admin.get(f"/policies/{cloned['id']}/mappings") == []
    assert admin.refused("POST", f"{default(admin, 'OKTA_SIGN_ON')}/clone") == (400, "E0000001")
