"""Rendering a step's page."""

from flask import Response, render_template

from mocks.oauth.signin import Attempt

RULE = "/common/login/<step>"
FIELD = "flowToken"


def render(attempt: Attempt, step: str, **values: object) -> Response:
    """Render `signin/<step>.html` with what every page of a sign-in needs."""
    page = render_template(
        f"signin/{step}.html",
        tenant_name=attempt.server.display_name,
        app_label=attempt.client.name,
        action=RULE.replace("<step>", step),
        transaction=attempt.id,
        **values,
    )
    return Response(page, mimetype="text/html")
