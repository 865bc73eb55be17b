"""What the real org sends and Okta's Python SDK cannot read: that client, told by its User-Agent, gets it otherwise.

The SDK's models lack values that the API documents, and one such value makes a whole list unreadable. Everyone else
gets what the real org sends. Source: fact sheet 11.2, seen with okta 3.4.6.
"""

import re
from typing import Any

from mocks.okta.api._call import Call

_PYTHON_SDK = re.compile(r"OpenAPI-Generator/[\d.]+/python")


def is_python_sdk(call: Call) -> bool:
    return bool(_PYTHON_SDK.match(call.request.headers.get("User-Agent", "")))


def routing_actions(call: Call, actions: dict[str, Any]) -> dict[str, Any]:
    """Return a routing rule's actions; the SDK knows no provider of the type OKTA, and takes one without a type."""
    if not is_python_sdk(call) or "idp" not in actions:
        return actions
    idp = actions["idp"]
    providers = [one | {"type": None if one.get("type") == "OKTA" else one.get("type")} for one in idp["providers"]]
    return actions | {"idp": idp | {"providers": providers}}


def linked_profile(call: Call, profile: dict[str, Any]) -> dict[str, Any]:
    """Return a linked user's profile at the provider; the SDK takes its values for objects, so it gets none."""
    return {} if is_python_sdk(call) else profile
