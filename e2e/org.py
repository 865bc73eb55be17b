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
        (policy,) = [one for one in self.call("GET", "/policies?type=OKTA_SIGN_ON") if one["system"]]
        signon = {"access": "ALLOW", "requireFactor": True, "factorPromptMode": "SESSION", **action}
        self.call("POST", f"/policies/{policy['id']}/rules", {"name": "Two factors", "actions": {"signon": signon}})
