"""One request of an administrator to a page of the portal, as the page sees it."""

import hmac
from dataclasses import dataclass, replace

from flask import Response, request
from werkzeug.exceptions import BadRequest

from mocks.azure import graph, portal_client
from mocks.azure.authorization_server import TenantServer
from mocks.azure.directory.users import User
from mocks.azure.graph._in_process import InProcess
from mocks.azure.graph_errors import GraphError
from mocks.kit.web import Unit, page
from mocks.oauth import session as sessions


@dataclass(frozen=True)
class Visit:
    """session_id: secret. refused: the action that was refused, and why; its form shows both with what was typed."""

    unit: Unit
    server: TenantServer
    session_id: str
    user: User
    refused: tuple[str, GraphError] | None = None

    @property
    def graph(self) -> InProcess:
        """Return Graph as this administrator may use it."""
        return graph.for_person(self.unit, self.server.public_url, portal_client.CLIENT_ID, self.user)

    @property
    def base(self) -> str:
        return f"{self.server.base}{portal_client.HOME}"

    @property
    def path(self) -> str:
        """Return where the forms of this page are posted: to the page itself."""
        return request.path

    @property
    def form_token(self) -> str:
        return sessions.form_token(self.session_id)

    def is_in(self, section: str) -> bool:
        """Tell whether the page belongs to a section. section: path of its first page."""
        below = request.path.partition(portal_client.HOME)[2]
        return below == section or below.startswith(f"{section}/")

    def check_form(self) -> None:
        """Refuse a form that no page of this session has shown."""
        if not hmac.compare_digest(request.form.get("csrf", "").encode(), self.form_token.encode()):
            raise BadRequest("The form is out of date; open the page again.")

    def because(self, action: str, error: GraphError) -> "Visit":
        """Return the visit as it goes on after a refusal: nothing of what was begun is kept."""
        self.unit.abandon()
        return replace(self, refused=(action, error))

    def problem(self, action: str) -> str:
        """Return why a form was refused, "" for one that was not."""
        return self.refused[1].message if self.refused and self.refused[0] == action else ""

    def typed(self, action: str, name: str, default: str = "") -> str:
        """Return what a field holds: what was typed where its form was refused."""
        return request.form.get(name, "") if self.problem(action) else default

    def ticked(self, action: str, name: str, *, default: bool) -> bool:
        return name in request.form if self.problem(action) else default

    def render(self, template: str, http_status: int = 200, **values: object) -> Response:
        status = self.refused[1].status if self.refused else http_status
        return page(f"portal/{template}.html", status, tenant_name=self.server.display_name, visit=self, **values)
