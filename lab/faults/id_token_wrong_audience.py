"""The ID token is meant for another client."""

from typing import Any

from lab.faults import Fault, Parameters


def _apply(claims: dict[str, Any], _: Parameters) -> dict[str, Any]:
    return claims | {"aud": "somebody-else"}


FAULT = Fault(
    name="id-token-wrong-audience",
    point="id_token",
    services=("okta", "azure-ad"),
    summary="The ID token is meant for another client.",
    notices="The relying party refuses the sign-in: audience.",
    apply=_apply,
    parameters={},
)
