"""The signature of the ID token does not fit."""

from lab.faults import Fault, Parameters


def _apply(token: str, _: Parameters) -> str:
    head, payload, signature = token.split(".")
    return f"{head}.{payload}.{signature[:-8]}{signature[-8:][::-1].swapcase()}"


FAULT = Fault(
    name="id-token-bad-signature",
    point="id_token.signed",
    services=("okta", "azure-ad"),
    summary="The signature of the ID token does not fit.",
    notices="The relying party refuses the sign-in: signature.",
    apply=_apply,
    parameters={},
)
