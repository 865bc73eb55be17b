"""People who prove themselves twice, and a policy that asks for it, in the hands of a test."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mocks.kit import totp
from mocks.okta.directory import factors, mailbox, users
from mocks.okta.directory.factors import Factor, Status
from mocks.okta.policies import _assurance
from mocks.okta.policies._assurance import Assurance, Enroll
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import OLIVIA
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

TWO = "urn:okta:loa:2fa:any"
SECRET = totp.new_secret(b"a secret of the tests")
DEMANDED = Assurance("a rule of the tests", factors=2)


class Policy:
    """What the org asks of everybody; nothing but the default until a test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.assurance = Assurance("no rule of the tests")
        self.enrolment: dict[str, Enroll] = {}
        monkeypatch.setattr(_assurance, "demanded", lambda *_: self.assurance)
        monkeypatch.setattr(_assurance, "enrolment", lambda _, __, key: self.enrolment.get(key, Enroll.OPTIONAL))

    def ask(self, **changes: Any) -> None:
        """Ask everybody for two proofs, and whatever else is said."""
        self.assurance = replace(DEMANDED, **changes)


def code(parties: Parties, secret: str = SECRET) -> str:
    return totp.code_at(secret, parties.clock.timestamp() // totp.PERIOD)


def next_code(parties: Parties) -> str:
    """Return a code that was not used before."""
    parties.clock.move(timedelta(seconds=totp.PERIOD))
    return code(parties)


def mailed_code(parties: Parties, person: Person = OLIVIA) -> str:
    with parties.okta.db() as db:
        return mailbox.MAILBOX.latest(db, to=person.username)[0].mail.code


def has(parties: Parties, authenticator: str, person: Person = OLIVIA, secret: str = SECRET, **profile: str) -> Factor:
    """Let somebody have set an authenticator up."""
    with parties.okta.db() as db:
        user = users.by_login(db, person.username)
        assert user
        now, id = parties.clock.now().timestamp(), f"uft{authenticator:0<17.17}"
        shown = profile or {"credentialId": person.username, "email": person.username}
        factor = Factor(id, user.id, authenticator, Status.ACTIVE, shown, secret, -1, 0, now, now)
        factors.add(db, factor)
    return factor


def amr(app: RelyingParty, page: Page) -> list[str]:
    """Return how the person proved themselves, as the application is told."""
    assert page.left, page.text
    answer = app.redeem(page.parameters["code"])
    assert answer.status_code == 200, answer.text
    found: list[str] = app.claims(answer.get_json()["id_token"])["amr"]
    return found


def choose(browser: Browser, page: Page, key: str) -> Page:
    return browser.submit(page, {"authenticator": key})
