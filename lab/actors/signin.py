"""Somebody signs in at the sample application, by whatever way they are sent."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

from lab.actors.browser import Browser, Page
from lab.probe import page as pages
from lab.topology import Lab
from lab.trust import context

_MOST_PAGES = 8
_FLOWS = ("stateToken", "flowToken")
_ROUTES = {"azure-ad": "Azure AD", "okta": "Okta", "partner-idp": "the partner"}


@dataclass(frozen=True, slots=True)
class Arrival:
    """How it ended. route: who asked for the password, "" when nobody did. trouble: "" when the person is in."""

    route: str
    trouble: str


def sign_in(lab: Lab, username: str, password: str) -> Arrival:
    """Fill in each page that asks for a name or the password; stop at the first that asks for something else."""
    connections: dict[str, http.client.HTTPConnection] = {}
    try:
        return _walk(lab, Browser(connections, context(lab) if lab.tls else None), username, password)
    except (OSError, http.client.HTTPException) as error:
        return Arrival("", f"somebody on the way does not answer: {error}")
    finally:
        for connection in connections.values():
            connection.close()


def _walk(lab: Lab, browser: Browser, username: str, password: str) -> Arrival:
    parties = {urlsplit(lab.url(name)).netloc: name for name in _ROUTES}
    home = urlsplit(lab.url("webapp")).netloc
    answers = {"identifier": username, "loginfmt": username, "kmsi": "0"}
    secrets = {"credentials.passcode": password, "passwd": password}
    page, route = browser.get(f"{lab.url('webapp')}/"), ""
    for _ in range(_MOST_PAGES):
        here = urlsplit(page.url).netloc
        if here == home:
            return Arrival(route, "" if "Welcome home" in page.text else _words(page))
        asked = next((name for name in (*secrets, *answers) if f'name="{name}"' in page.text), "")
        if not asked or 'role="alert"' in page.text:
            return Arrival(route, _words(page))
        if asked in secrets:
            route = _ROUTES[parties[here]]
        page = browser.post(page, _flow(page) | {asked: (answers | secrets)[asked]})
    return Arrival(route, "the pages do not end")


def _flow(page: Page) -> dict[str, str]:
    return {name: page.hidden(name) for name in _FLOWS if f'name="{name}"' in page.text}


def _words(page: Page) -> str:
    """Return what a page says: what it warns of, else its heading."""
    shown = pages.read(page.text.encode(), page.status)
    return shown.alert or shown.heading or f"status {page.status}"
