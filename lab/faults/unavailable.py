"""The service answers with an error of its own."""

from lab.faults import Fault, HttpDeviation, Parameters


def _apply(_: None, parameters: Parameters) -> HttpDeviation:
    status = int(parameters["status"])
    return HttpDeviation(status=status, message=f"The lab lets this service answer {status} at the moment.")


FAULT = Fault(
    name="unavailable",
    point="request",
    services=("okta", "azure-ad", "partner-idp", "webapp"),
    summary="The service answers 503 (or another status) to everything, or to one path.",
    notices="The caller says that the service is not available, and works again afterwards.",
    apply=_apply,
    parameters={"status": 503.0},
)
