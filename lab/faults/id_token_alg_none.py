"""The ID token says alg none and has no signature."""

import base64

from lab.faults import Fault, Parameters


def _apply(token: str, _: Parameters) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    return f"{head}.{token.split('.')[1]}."


FAULT = Fault(
    name="id-token-alg-none",
    point="id_token.signed",
    services=("okta", "azure-ad"),
    summary="The ID token says alg none and has no signature.",
    notices="The relying party refuses the sign-in: algorithm.",
    apply=_apply,
    parameters={},
)
