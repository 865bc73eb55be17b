"""Whole sign-ins, as a person walks them."""

from dataclasses import dataclass

from playwright.sync_api import Page

from e2e.pages.azure import Azure
from e2e.pages.okta import Okta
from e2e.pages.webapp import Webapp
from e2e.people import Person
from lab.topology import Lab


@dataclass
class Walk:
    """One browser tab and the parties it may meet."""

    page: Page
    lab: Lab

    @property
    def webapp(self) -> Webapp:
        return Webapp(self.page, self.lab.url("webapp"))

    @property
    def timesheets(self) -> Webapp:
        return Webapp(self.page, self.lab.url("timesheets"))

    @property
    def okta(self) -> Okta:
        return Okta(self.page, self.lab.url("okta"))

    @property
    def azure(self) -> Azure:
        return Azure(self.page, self.lab.url("azure-ad"))

    def to_azure(self, username: str) -> None:
        """Open the application and name oneself at Okta, which sends the browser on to Azure AD."""
        self.webapp.open()
        self.okta.identify(username)
        self.azure.username.wait_for()

    def through_azure(self, person: Person) -> None:
        self.to_azure(person.username)
        self.azure.sign_in(person.password)

    def at_okta(self, person: Person) -> None:
        """Sign in with a password that Okta checks."""
        self.webapp.open()
        self.okta.identify(person.username)
        self.okta.password(person.password)

    def through_partner(self, person: Person) -> None:
        """Sign in at the partner, whose page offers its people as buttons."""
        self.webapp.open()
        self.okta.identify(person.username)
        self.page.get_by_role("button", name=person.username, exact=True).click()
