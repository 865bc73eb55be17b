"""The console's pages, as far as a person at the services needs them."""

import re

from playwright.sync_api import Page, expect


class Mailbox:
    """Everybody's mail, in a tab of its own."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def code_for(self, username: str) -> str:
        """Return the code of the newest mail to somebody."""
        self.page.goto(f"{self.url}/mail/?to={username}")
        shown = self.page.locator(".mail-code code").first
        expect(shown).to_have_text(re.compile(r"\d{6}"))
        return shown.inner_text()

    def follow_link_for(self, username: str) -> None:
        """Open the link of the newest mail to somebody, in this tab."""
        self.page.goto(f"{self.url}/mail/?to={username}")
        self.page.get_by_role("article").first.get_by_role("link").click()
