"""Azure AD's sign-in pages, by the ids that scripts for the real ones use."""

from playwright.sync_api import Locator, Page, expect


class Azure:
    """The tenant's pages, in whatever tab they are shown."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    @property
    def username(self) -> Locator:
        return self.page.locator("input[name=loginfmt]")

    @property
    def password_box(self) -> Locator:
        return self.page.locator("input[name=passwd]")

    def next(self) -> None:
        self.page.locator("#idSIButton9").click()

    def password(self, password: str) -> None:
        self.password_box.fill(password)
        self.next()

    def stay_signed_in(self, yes: bool = False) -> None:
        expect(self.page.locator("#kmsiTitle")).to_be_visible()
        self.page.locator("#idSIButton9" if yes else "#idBtn_Back").click()

    def sign_in(self, password: str, username: str | None = None) -> None:
        """Walk all three pages; the username is the hinted one unless given."""
        if username:
            self.username.fill(username)
        self.next()
        self.password(password)
        self.stay_signed_in()
