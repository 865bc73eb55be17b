"""The vendors as subjects of one suite: the same expectations hold for both."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from mocks.tests import cast
from mocks.tests.browser import Browser, Person
from mocks.tests.parties import Parties, Party
from mocks.tests.relying_party import RelyingParty


@dataclass(frozen=True, repr=False)
class Issuer:
    """An authorization server with two clients and somebody whose password it checks itself.

    form_field: the hidden field that carries the sign-in transaction. keys: whose signing keys it uses.
    """

    party: Party
    app: RelyingParty
    second_app: RelyingParty
    person: Person
    other_person: Person
    session_cookie: str
    browser_cookie: str
    form_field: str
    code_lifetime: timedelta
    idle: timedelta
    post_logout_uri: str
    user_tables: tuple[str, ...]
    keys: str

    def session(self, browser: Browser) -> str | None:
        return browser.cookie(self.party.url, self.session_cookie)


def okta(parties: Parties) -> Issuer:
    return Issuer(
        party=parties.okta,
        app=parties.app_at_okta(),
        second_app=parties.second_app_at_okta(),
        person=cast.OLIVIA,
        other_person=cast.ERIN,
        session_cookie="idx",
        browser_cookie="DT",
        form_field="stateToken",
        code_lifetime=timedelta(minutes=5),
        idle=timedelta(hours=2),
        post_logout_uri=f"{cast.APP}/",
        user_tables=("users", "account_links", "group_members"),
        keys="default",
    )


def azure(parties: Parties) -> Issuer:
    return Issuer(
        party=parties.azure,
        app=parties.app_at_azure(),
        second_app=parties.second_app_at_azure(),
        person=cast.ALICE,
        other_person=cast.CAROL,
        session_cookie="ESTSAUTH",
        browser_cookie="esctx",
        form_field="flowToken",
        code_lifetime=timedelta(minutes=10),
        idle=timedelta(hours=24),
        post_logout_uri=f"{cast.APP}/",
        user_tables=("users",),
        keys="cloud",
    )


@pytest.fixture(params=[okta, azure], ids=["okta", "azure"])
def issuer(request: pytest.FixtureRequest, parties: Parties) -> Issuer:
    made: Issuer = request.param(parties)
    return made


@pytest.fixture
def app(issuer: Issuer) -> RelyingParty:
    return issuer.app
