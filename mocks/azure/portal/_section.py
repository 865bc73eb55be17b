"""A section of the portal: its pages and what their forms do.

A page and its forms have one address. A form names its action in `do`; done, it leads to a page that says so; what
Graph refuses is told at the form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, request
from werkzeug.exceptions import BadRequest

from mocks.azure.graph_errors import GraphError
from mocks.azure.portal._visit import Visit

Show = Callable[..., Response]
Act = Callable[..., str | Response]
"""Returns the path below the portal to go on to, or a page that is shown once."""


@dataclass(frozen=True)
class _Action:
    act: Act
    said: str


class Section:
    """title: its name in the navigation, "" for further pages of another; path: of its first page below the portal."""

    def __init__(self, title: str, path: str) -> None:
        self.title, self.path = title, path
        self.pages: dict[str, Show] = {}
        self._actions: dict[tuple[str, str], _Action] = {}

    def page(self, rule: str) -> Callable[[Show], Show]:
        def keep(show: Show) -> Show:
            self.pages[rule] = show
            return show

        return keep

    def action(self, rule: str, name: str, said: str = "") -> Callable[[Act], Act]:
        """Serve an action of the forms of a page; said: to who has done it."""

        def keep(act: Act) -> Act:
            self._actions[rule, name] = _Action(act, said)
            return act

        return keep

    def serve(self, visit: Visit, rule: str, arguments: Mapping[str, str]) -> Response:
        show = self.pages[rule]
        if request.method == "GET":
            return self._shown(visit, show, arguments)
        visit.check_form()
        name = request.form.get("do", "")
        action = self._actions.get((rule, name))
        if action is None:
            raise BadRequest("The form asks for something that this page does not do.")
        try:
            done = action.act(visit, **arguments)
        except GraphError as error:
            return self._shown(visit.because(name, error), show, arguments)
        return done if isinstance(done, Response) else go_to(f"{visit.base}{done}?done={name}")

    def said(self) -> str:
        """Return what was done before the page that is shown, "" when nothing was."""
        done = request.args.get("done", "") if request.method == "GET" else ""
        return next((action.said for (_, name), action in self._actions.items() if name == done), "")

    def _shown(self, visit: Visit, show: Show, arguments: Mapping[str, str]) -> Response:
        try:
            return show(visit, **arguments)
        except GraphError as error:
            return visit.render("failed", error.status, message=error.message)


def go_to(address: str) -> Response:
    return Response(status=303, headers={"Location": address})
