"""Somebody at the portal: opens pages, fills in forms, presses buttons."""

from collections.abc import Mapping
from urllib.parse import urljoin

from mocks.tests import cast
from mocks.tests.browser import Browser, Person
from mocks.tests.pages import Form, Page

PORTAL = f"{cast.AZURE}/{cast.TENANT}/portal"


class Administrator:
    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def sign_in(self, person: Person, url: str = PORTAL) -> Page:
        """Open a page and answer what the sign-in asks; return where that leads."""
        page = self.browser.sign_in(url, person)
        stays = page.forms and "kmsi" in page.form.names
        return self.browser.submit(page, {"kmsi": "0"}) if stays else page

    def open(self, path: str) -> Page:
        return self.browser.open(f"{PORTAL}{path}")

    def press(self, page: Page | str, action: str, typed: Mapping[str, str] | None = None, *off: str) -> Page:
        """Send the form that has an action's button. off: ticks that are taken away."""
        page = self.open(page) if isinstance(page, str) else page
        form = form_of(page, action)
        left = {name: value for name, value in form.fields.items() if name not in off}
        return self.browser.open(urljoin(page.url, form.action), {**left, **(typed or {}), "do": action})


def form_of(page: Page, action: str) -> Form:
    """Return the form of an action; raises StopIteration when the page has none."""
    return next(form for form in page.forms if ("do", action) in form.buttons)


def below(page: Page) -> str:
    """Return where in the portal a page is."""
    assert page.url.startswith(PORTAL), page.url
    return page.url.removeprefix(PORTAL).partition("?")[0]
