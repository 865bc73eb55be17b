"""Microsoft Graph has had enough of a caller for a while."""

from lab.faults import Fault, Parameters


def _apply(_: int, parameters: Parameters) -> int:
    return max(int(parameters["seconds"]), 1)


FAULT = Fault(
    name="graph-throttle",
    point="graph.throttle",
    services=("azure-ad",),
    summary="Microsoft Graph answers 429 with Retry-After, to each request of a batch on its own.",
    notices="The caller waits for as long as it is told and tries again; nothing is lost.",
    apply=_apply,
    parameters={"seconds": 10.0},
)
