"""Mails are kept in their order, by recipient, up to a number."""

import pytest
from sqlalchemy import MetaData

from mocks.kit import mailbox as module
from mocks.kit.artifacts import Statements, artifacts_table
from mocks.kit.clock import StoppedClock
from mocks.kit.faults import NoFaults
from mocks.kit.http import HttpClient
from mocks.kit.ids import SeededIds
from mocks.kit.mailbox import Mail, Mailbox
from mocks.kit.runtime import Runtime
from mocks.kit.web import Unit
from mocks.tests.databases import Database

METADATA = MetaData()
BOX = Mailbox(METADATA)
STATEMENTS = Statements(artifacts_table(METADATA))


@pytest.fixture
def unit(database: Database, clock: StoppedClock) -> Unit:
    store = database.store("mails", METADATA)
    store.create()
    return Unit(Runtime(clock, SeededIds(), store, HttpClient("tests"), NoFaults()), STATEMENTS)


def test_the_newest_mail_comes_first(unit: Unit, clock: StoppedClock) -> None:
    first, second = Mail("a@b.example", "One", "1", code="111111"), Mail("c@d.example", "Two", "2", "http://x/y")
    BOX.send(unit, first)
    BOX.send(unit, second)

    assert [sent.mail for sent in BOX.latest(unit.db)] == [second, first]
    assert {sent.at for sent in BOX.latest(unit.db)} == {clock.now().timestamp()}
    unit.close()


def test_a_person_s_mails_are_found_however_the_address_is_written(unit: Unit) -> None:
    BOX.send(unit, Mail("Alice@Contoso.example", "Hers", ""))
    BOX.send(unit, Mail("bob@contoso.example", "His", ""))

    assert [sent.mail.subject for sent in BOX.latest(unit.db, to="alice@contoso.EXAMPLE")] == ["Hers"]
    unit.close()


def test_the_box_holds_so_many_and_can_be_emptied(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT", 3)
    for number in range(5):
        BOX.send(unit, Mail("a@b.example", str(number), ""))
    assert [sent.mail.subject for sent in BOX.latest(unit.db)] == ["4", "3", "2"]

    BOX.empty(unit.db)

    assert BOX.latest(unit.db) == []
    unit.close()
