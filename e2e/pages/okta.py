"""Okta's sign-in pages."""

import re

from playwright.sync_api import Locator, Page, expect


class Okta:
    """The org's pages, in whatever tab they are shown."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    @property
    def username(self) -> Locator:
        return self.page.get_by_label("Username")

    def identify(self, username: str) -> None:
        expect(self.page).to_have_url(re.compile(re.escape(self.url)))
        self.username.fill(username)
        self.page.get_by_role("button", name="Next").click()

    def password(self, password: str) -> None:
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Verify").click()

    def choose_password(self, password: str) -> None:
        """Type a new password twice, whatever page asks for it, and send it."""
        self.page.get_by_label("New password").fill(password)
        self.page.get_by_label("The same again").fill(password)
        self.page.get_by_role("main").get_by_role("button").first.click()

    def forget_password(self, username: str) -> None:
        """Follow the link of the password page, and ask for the mail."""
        self.page.get_by_role("link", name="Forgot password?").click()
        self.username.fill(username)
        self.page.get_by_role("button", name="Send the link").click()
        self.expect_heading("Look into your mailbox")

    def expect_error(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)
        assert self.page.url.startswith(self.url), self.page.url

    @property
    def key(self) -> str:
        """The key that the page tells whoever cannot scan its picture."""
        return self.page.locator("#key").inner_text()

    def expect_choice(self, *, to_set_up: bool = False) -> None:
        heading = "Set up a security method" if to_set_up else "Verify it's you"
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def choose(self, method: str) -> None:
        """Pick an authenticator by its name."""
        self.page.get_by_role("button", name=method).click()

    def enter_code(self, code: str) -> None:
        self.page.get_by_label("Code").fill(code)
        self.page.get_by_role("button", name="Verify", exact=True).click()

    def expect_heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)
