"""Rendering a step's page."""

from typing import Any

from flask import Response

from mocks.kit.web import page
from mocks.oauth.signin import Attempt

RULE = "/signin/<step>"
FIELD = "stateToken"


def render(attempt: Attempt, step: str, *, template: str = "", **values: Any) -> Response:
    """Render `signin/<step>.html`, or another page of the same step, with what every page of a sign-in needs."""
    return page(
        f"signin/{template or step}.html",
        org_name=attempt.server.display_name,
        action=RULE.replace("<step>", step),
        transaction=attempt.id,
        **values,
    )
