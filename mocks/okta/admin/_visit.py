"""One visit of an administrator to a page: who they are, what they typed, what was wrong with it."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Response, request

from mocks.kit import web
from mocks.kit.web import Unit
from mocks.oauth import session as sessions
from mocks.okta.admin._management import Management
from mocks.okta.api._principal import Principal
from mocks.okta.api_errors import ApiError
from mocks.okta.authorization_server import OktaServer
from mocks.okta.directory.users import User

PREFIX = "/admin"
_DONE = {
    "added": "Added.",
    "activated": "Activated.",
    "deactivated": "Deactivated.",
    "removed": "Removed.",
    "asked": "The agent has been asked; reload the page to see how far it is.",
    "confirmed": "Done as decided.",
    "revoked": "Revoked.",
    "suspended": "Suspended.",
    "unsuspended": "No longer suspended.",
    "unlocked": "Unlocked.",
    "mailed": "A link is in the person's mailbox.",
}


class Visit:
    """What a page's function needs, and how it answers."""

    def __init__(self, unit: Unit, server: OktaServer, principal: Principal, user: User) -> None:
        self.unit, self.server, self.user = unit, server, user
        self.api = Management(unit, server, principal)
        self.csrf = sessions.form_token(principal.session_id)
        self.navigation: list[tuple[str, str]] = []
        self.here = ""
        self.status = 200
        self.problems: list[tuple[str, str]] = []

    def refuse(self, error: ApiError) -> None:
        """Have the form shown again with what the API said, each cause at the field that it names."""
        self.status = error.status
        causes = error.causes or (str(error),)
        self.problems = [(field, text) if text else ("", field) for field, _, text in _parted(causes)]

    @property
    def refused(self) -> bool:
        return self.status >= 400

    def problem(self, field: str) -> str:
        return next((text for name, text in self.problems if name == field), "")

    def typed(self, field: str, default: str = "") -> str:
        """Return what stands in a field: what was typed when it was refused, else the default."""
        return request.form.get(field, "") if self.refused else default

    def ticked(self, field: str, *, default: bool = False) -> bool:
        return field in request.form if self.refused else default

    def argument(self, name: str) -> str:
        return request.args.get(name, "")

    def ticked_now(self, name: str) -> bool:
        return name in request.form

    def field(self, name: str) -> str:
        return request.form.get(name, "").strip()

    @property
    def done(self) -> str:
        """Say what the page before has done; only words of ours, whatever the address says."""
        return "" if self.refused else _DONE.get(self.argument("done"), "")

    def show(self, template: str, **values: Any) -> Response:
        return web.page(f"admin/{template}", self.status, visit=self, org_name=self.server.display_name, **values)

    def to(self, *path: str, done: str = "") -> Response:
        """Send the browser to a page: a form that was taken is not sent again by reloading."""
        query = f"?{urlencode({'done': done})}" if done else ""
        return Response(status=303, headers={"Location": address(*path) + query})


def address(*path: str) -> str:
    """Return the address of a page from the parts of its path, which may hold anything."""
    return "/".join([PREFIX, *(quote(part, safe="") for part in path)])


def _parted(causes: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [cause.partition(": ") for cause in causes]
