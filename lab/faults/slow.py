"""The service takes its time."""

from lab.faults import Fault, HttpDeviation, Parameters


def _apply(_: None, parameters: Parameters) -> HttpDeviation:
    return HttpDeviation(delay=parameters["seconds"])


FAULT = Fault(
    name="slow",
    point="request",
    services=("okta", "azure-ad", "partner-idp", "webapp"),
    summary="The service answers late.",
    notices="The caller waits; past its own limit it says that the service does not answer.",
    apply=_apply,
    parameters={"seconds": 5.0},
)
