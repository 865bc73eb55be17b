"""The ID token names another issuer."""

from typing import Any

from lab.faults import Fault, Parameters


def _apply(claims: dict[str, Any], _: Parameters) -> dict[str, Any]:
    return claims | {"iss": f"{claims['iss']}/impostor"}


FAULT = Fault(
    name="id-token-wrong-issuer",
    point="id_token",
    services=("okta", "azure-ad"),
    summary="The ID token names another issuer.",
    notices="The relying party refuses the sign-in: issuer.",
    apply=_apply,
    parameters={},
)
