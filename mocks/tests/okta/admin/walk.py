"""An administrator's browser: opens pages, fills in forms, presses buttons."""

from urllib.parse import urljoin

from mocks.tests.browser import Browser, Person
from mocks.tests.cast import OKTA, OLIVIA
from mocks.tests.pages import Form, Page
from mocks.tests.parties import Parties


class Walk:
    """One person on the pages under `/admin`; everything is done with what the pages offer."""

    def __init__(self, browser: Browser, person: Person = OLIVIA) -> None:
        self.browser = browser
        browser.sign_in(f"{OKTA}/admin", person)

    def open(self, path: str = "") -> Page:
        return self.browser.open(f"{OKTA}/admin{path}")

    def fill(self, page: Page, action: str, **typed: str) -> Page:
        """Send the form that goes to a path; typed: by the names of its fields, `__` for a dot."""
        form = form_to(page, action)
        named = {name.replace("__", "."): value for name, value in typed.items()}
        return self.browser.open(urljoin(page.url, form.action), {**form.fields, **named})

    def open_form(self, path: str, page: Page) -> Page:
        """Send a form that no page offers, with the proof of one that does."""
        return self.browser.open(f"{OKTA}/admin{path}", {"csrf": page.form.fields["csrf"]})


def form_to(page: Page, action: str) -> Form:
    """Return the form whose action ends with a path."""
    (found,) = [form for form in page.forms if form.action.endswith(action)]
    return found


def read_only(parties: Parties) -> None:
    """Leave Olivia the right to look, and no other."""
    with parties.okta.db() as db:
        table = parties.okta.runtime.store.metadata.tables["administrators"]
        db.execute(table.update().values(role="READ_ONLY_ADMIN"))
