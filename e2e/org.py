"""The org's management API, as its administrator calls it: for what a test needs beside the browser."""

import json
from typing import Any

import urllib3

from lab.topology import Lab
from lab.trust import pool_options

_TOKEN = "00lab-api-token-for-the-lab-only-000000001"  # of lab.yaml


class Org:
    """The API with the seeded administrator's token."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._pool = urllib3.PoolManager(retries=False, **pool_options(lab))

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Return the answer of a call, path: below `/api/v1`; one that is refused fails the test."""
        host = self._lab.url("okta").partition("://")[2]
        address = f"{self._lab.scheme}://{self._lab.reached_at('okta')}:{self._lab.ports['okta']}"
        headers = {
            "Authorization": f"SSWS {_TOKEN}",
            "Host": host,
            "Content-Type": "application/json",
        }
        sent = None if body is None else json.dumps(body).encode()
        answer = self._pool.request(method, f"{address}/api/v1{path}", body=sent, headers=headers)
        assert answer.status < 300, (answer.status, answer.data)
        return json.loads(answer.data) if answer.data else None

    def ask_for_two_factors(self, **action: object) -> None:
        """Let the global session policy ask everybody for a second factor. action: how, beside that."""
        signon = {"access": "ALLOW", "requireFactor": True, "factorPromptMode": "SESSION", **action}
        self.add_rule("OKTA_SIGN_ON", {"signon": signon})

    def add_rule(self, type: str, actions: dict[str, object], **conditions: object) -> None:
        """Put a rule into the default policy of a type, before its own."""
        path = f"{self._default(type)}/rules"
        name = f"Rule {len(self.call('GET', path))} of the tests"
        self.call("POST", path, {"name": name, "actions": actions, "conditions": conditions or None})

    def session_rule(self, *, conditions: dict[str, object] | None = None, **signon: object) -> None:
        """Add a rule of the global session policy, which allows unless told otherwise."""
        self.add_rule("OKTA_SIGN_ON", {"signon": {"access": "ALLOW", **signon}}, **(conditions or {}))

    def app_rule(self, *, conditions: dict[str, object] | None = None, access: str = "ALLOW", **method: object) -> None:
        """Add a rule of the default authentication policy; method: beside the one factor that it asks for."""
        verification = {"type": "ASSURANCE", "factorMode": "1FA", **method}
        sign_on = {"access": access, "verificationMethod": verification}
        self.add_rule("ACCESS_POLICY", {"appSignOn": sign_on}, **(conditions or {}))

    def password_settings(self, **settings: object) -> None:
        """Change the default password policy; settings: parts of `settings.password`."""
        sent = {"name": "Default Policy", "settings": {"password": settings}}
        self.call("PUT", self._default("PASSWORD"), sent)

    def _default(self, type: str) -> str:
        (policy,) = [one for one in self.call("GET", f"/policies?type={type}") if one["system"]]
        return f"/policies/{policy['id']}"
