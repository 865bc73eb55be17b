"""Okta's own Python SDK, pointed at the lab's org."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from okta.client import Client

from lab.cast import load_cast
from lab.topology import Lab


class Org:
    """The SDK's client, each call run to its end; what it reports as an error fails the test."""

    def __init__(self, lab: Lab) -> None:
        token = load_cast(lab).okta.api_tokens[0].token
        self.client = Client({"orgUrl": lab.url("okta"), "token": token})

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.client, name)
        return lambda *args, **options: _result(method(*args, **options))

    def error_of(self, name: str, *args: Any, **options: Any) -> str:
        """Return the message of a call that must fail."""
        *_, error = asyncio.run(getattr(self.client, name)(*args, **options))
        assert error is not None
        return str(error)

    def answer_of(self, name: str, *args: Any, **options: Any) -> tuple[Any, Any]:
        """Return what a call found, and the SDK's response object."""
        found, response, error = asyncio.run(getattr(self.client, name)(*args, **options))
        assert error is None, error
        return found, response


def _result(call: Coroutine[Any, Any, Any]) -> Any:
    *found, _, error = asyncio.run(call)
    assert error is None, error
    return found[0] if found else None
