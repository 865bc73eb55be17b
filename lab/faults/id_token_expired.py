"""The ID token expired an hour ago."""

from typing import Any

from lab.faults import Fault, Parameters


def _apply(claims: dict[str, Any], _: Parameters) -> dict[str, Any]:
    return claims | {"exp": claims["iat"] - 3600, "iat": claims["iat"] - 7200}


FAULT = Fault(
    name="id-token-expired",
    point="id_token",
    services=("okta", "azure-ad"),
    summary="The ID token expired an hour ago.",
    notices="The relying party refuses the sign-in: expired.",
    apply=_apply,
    parameters={},
)
