"""The System Log, looked through by words. Source: fact sheet 8.1."""

from flask import Response

from mocks.okta.admin._pages import Pages
from mocks.okta.admin._visit import Visit
from mocks.okta.api import logs
from mocks.okta.api_errors import ApiError

pages = Pages("system_log", "System Log", "/system-log", place=100)


@pages.get()
def show(visit: Visit) -> Response:
    """Show the last week, the latest event first."""
    q = visit.argument("q")
    asked = {"sortOrder": "DESCENDING", "limit": 50, "after": visit.argument("after"), "q": q}
    try:
        events, following = visit.api.page(logs.every, asked)
    except ApiError as error:
        if error.status != 400:
            raise
        visit.refuse(error)
        events, following = [], ""
    return visit.show("system_log.html", events=events, following=following, q=q)
