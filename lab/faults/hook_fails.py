"""The service of a hook answers with an error of its own."""

from dataclasses import replace

from lab.faults import Fault, Parameters
from mocks.kit.http import Answer


def _apply(answer: Answer, parameters: Parameters) -> Answer:
    return replace(answer, status=int(parameters["status"]), body=b"")


FAULT = Fault(
    name="hook-fails",
    point="hook.answer",
    services=("okta",),
    summary="What the service of an inline or event hook answers is taken for a 503 (or another status).",
    notices="Tokens come without what their hook adds; passwords that a hook would take over are refused.",
    apply=_apply,
    parameters={"status": 503.0},
)
