"""The sample application's pages."""

import re

from playwright.sync_api import Locator, Page, expect


class Webapp:
    """The application, or a second copy of it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def open(self) -> None:
        self.page.goto(f"{self.url}/")

    def expect_welcome(self, name: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile(f"Welcome home, {name}!"))
        assert self.page.url == f"{self.url}/", self.page.url

    def expect_refusal(self, *texts: str) -> None:
        """Expect the application's own error page with these words."""
        for text in texts:
            expect(self.page.get_by_role("main")).to_contain_text(text)
        assert self.page.url.startswith(self.url), self.page.url

    def profile(self) -> dict[str, str]:
        """Open the profile page and return every claim that it lists."""
        self.page.goto(f"{self.url}/profile")
        claims = {}
        for row in self.page.locator("tbody tr").all():
            value = row.locator("td").evaluate("cell => cell.firstChild.textContent")
            claims[row.locator("th code").inner_text()] = str(value).strip()
        return claims

    def sign_out_button(self, everywhere: bool) -> Locator:
        return self.page.get_by_role("button", name="everywhere" if everywhere else "of this application")

    def sign_out(self, everywhere: bool) -> None:
        self.open()
        self.sign_out_button(everywhere).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("signed out")
