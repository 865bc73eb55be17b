"""The ID token answers another request."""

from typing import Any

from lab.faults import Fault, Parameters


def _apply(claims: dict[str, Any], _: Parameters) -> dict[str, Any]:
    return claims | {"nonce": "of-another-request"}


FAULT = Fault(
    name="id-token-wrong-nonce",
    point="id_token",
    services=("okta", "azure-ad"),
    summary="The ID token answers another request.",
    notices="The relying party refuses the sign-in: nonce.",
    apply=_apply,
    parameters={},
)
