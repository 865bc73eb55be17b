"""The ID token carries no e-mail address."""

from typing import Any

from lab.faults import Fault, Parameters


def _apply(claims: dict[str, Any], _: Parameters) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if name != "email"}


FAULT = Fault(
    name="id-token-without-email",
    point="id_token",
    services=("okta", "azure-ad"),
    summary="The ID token carries no e-mail address.",
    notices="A broker that maps the address cannot name the user: a required property is missing.",
    apply=_apply,
    parameters={},
)
