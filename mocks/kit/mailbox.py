"""The mails that a service has sent. Nothing leaves the machine: the lab's console shows them.

Kept beside the service's other records, so that a reset or a snapshot takes them along. Links and codes stand in them
as they would in a real mailbox; whoever may read the lab's console may read them.
"""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    select,
)

from mocks.kit.prepared import Prepared
from mocks.kit.web import Unit

_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail. text: paragraphs, an empty line between. link, code: what the person is to open or to type, or ""."""

    to: str
    subject: str
    text: str
    link: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail in the box. at: seconds since the epoch, by the lab's clock."""

    id: int
    at: float
    mail: Mail


class Mailbox:
    """The mails of one service. Its table is in the service's metadata."""

    def __init__(self, metadata: MetaData) -> None:
        self._mails = mails = Table(
            "mails",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=True),
            Column("at", Float, nullable=False),
            Column("recipient", String(255), nullable=False),
            Column("subject", String(255), nullable=False),
            Column("text", Text, nullable=False),
            Column("link", Text, nullable=False),
            Column("code", String(20), nullable=False),
        )
        Index("mails_recipient", mails.c.recipient)
        written: dict[str, BindParameter[Any]] = {
            column.name: bindparam(column.name) for column in mails.c if column.name != "id"
        }
        self._insert = Prepared(mails.insert().values(written).returning(mails.c.id))
        self._forget = Prepared(delete(mails).where(mails.c.id <= bindparam("oldest")))

    def send(self, unit: Unit, mail: Mail) -> None:
        """Put a mail into the box; the oldest go when there are too many."""
        row = {"at": unit.runtime.clock.now().timestamp(), "recipient": mail.to.lower(), "subject": mail.subject}
        row |= {"text": mail.text, "link": mail.link, "code": mail.code}
        written = self._insert.first(unit.db, row)
        if written:
            self._forget.run(unit.db, {"oldest": written[0] - _KEPT})

    def latest(self, db: Connection, limit: int = 200, to: str = "") -> list[SentMail]:
        """Return mails, the newest first. to: whose, everybody's unless given."""
        columns = [self._mails.c[name] for name in ("id", "at", "recipient", "subject", "text", "link", "code")]
        query = select(*columns).order_by(self._mails.c.id.desc()).limit(limit)
        if to:
            query = query.where(self._mails.c.recipient == to.lower())
        return [SentMail(id, at, Mail(*rest)) for id, at, *rest in db.execute(query)]

    def empty(self, db: Connection) -> None:
        """Throw every mail away."""
        db.execute(delete(self._mails))


def read_mails(answer: bytes) -> list[SentMail]:
    """Read mails from JSON, as the lab hands them on."""
    return msgspec.json.decode(answer, type=list[SentMail])
