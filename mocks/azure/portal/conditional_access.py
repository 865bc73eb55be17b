"""Conditional Access: which policies the tenant has, each on or off."""

from flask import Response, request

from mocks.azure.portal._section import Section
from mocks.azure.portal._visit import Visit

SECTION = Section("Conditional Access", "/conditional-access")
_POLICIES = "/identity/conditionalAccess/policies"


@SECTION.page(SECTION.path)
def every(visit: Visit) -> Response:
    return visit.render("conditional_access", policies=visit.graph.get(_POLICIES)["value"])


@SECTION.action(SECTION.path, "turn-on", "The policy is on.")
def turn_on(visit: Visit) -> str:
    return _turn(visit, "enabled")


@SECTION.action(SECTION.path, "turn-off", "The policy is off.")
def turn_off(visit: Visit) -> str:
    return _turn(visit, "disabled")


def _turn(visit: Visit, state: str) -> str:
    visit.graph.patch(f"{_POLICIES}/{request.form.get('policy', '')}", {"state": state})
    return SECTION.path
