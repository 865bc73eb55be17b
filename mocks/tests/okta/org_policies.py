"""Rules of the org's policies as an administrator makes them."""

from typing import Any

from mocks.tests.okta.api.admin import Admin

MAPPED = {"ACCESS_POLICY": "appSignOn", "OKTA_SIGN_ON": "signon"}


def default(admin: Admin, type: str) -> str:
    """Return the path of a type's default policy."""
    return f"/policies/{admin.get('/policies', type=type)[-1]['id']}"


def add_rule(admin: Admin, type: str, action: dict[str, Any], conditions: dict[str, Any] | None = None) -> str:
    """Put a rule into the default policy, before its own; return the rule's path."""
    path, name = f"{default(admin, type)}/rules", f"Rule {len(admin.get(f'{default(admin, type)}/rules'))}"
    actions = {MAPPED[type]: action}
    return f"{path}/{admin.post(path, {'name': name, 'actions': actions, 'conditions': conditions})['id']}"


def session_rule(admin: Admin, conditions: dict[str, Any] | None = None, **action: Any) -> str:
    """Add a rule of the global session policy, which allows unless told otherwise."""
    return add_rule(admin, "OKTA_SIGN_ON", {"access": "ALLOW"} | action, conditions)


def app_rule(admin: Admin, conditions: dict[str, Any] | None = None, access: str = "ALLOW", **method: Any) -> str:
    """Add a rule of the default authentication policy; method: beside the one factor that it asks for."""
    verification = {"type": "ASSURANCE", "factorMode": "1FA"} | method
    return add_rule(admin, "ACCESS_POLICY", {"access": access, "verificationMethod": verification}, conditions)
