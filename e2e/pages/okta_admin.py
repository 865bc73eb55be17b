"""The pages on which somebody administers the Okta org."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from e2e.pages.okta import Okta
from e2e.people import Person


class OktaAdmin:
    """The pages under `/admin`, reached as an administrator reaches them: by the navigation."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def sign_in(self, person: Person) -> None:
        self.page.goto(f"{self.url}/admin")
        okta = Okta(self.page, self.url)
        okta.identify(person.username)
        okta.password(person.password)
        self.expect_heading("Dashboard")

    def go_to(self, section: str) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name=section, exact=True).click()
        self.expect_heading(section)

    def follow(self, link: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=link, exact=True).click()

    def fill(self, fields: Mapping[str, str]) -> None:
        """Type into fields, each by its label."""
        for label, text in fields.items():
            self.field(label).fill(text)

    def choose(self, label: str, words: str) -> None:
        self.field(label).select_option(label=words)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def expect_heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def expect_done(self, text: str) -> None:
        expect(self.page.get_by_role("status")).to_have_text(text)
