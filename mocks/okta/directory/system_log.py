"""The System Log: what happened, to whom, why (fact sheet section 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Float, Integer, String, Table, Text, bindparam, select

from mocks.kit.prepared import Prepared
from mocks.kit.web import Unit
from mocks.okta.directory import METADATA

SYSTEM_LOG = Table(
    "system_log",
    METADATA,
    Column("id", Integer, primary_key=True),  # in the order of writing
    Column("uuid", String(36), nullable=False),
    Column("published", Float, nullable=False),
    Column("event_type", String(80), nullable=False),
    Column("result", String(20), nullable=False),
    Column("reason", String(255)),
    Column("body", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Party:
    """An actor or target of an event. type: `User`, `AppInstance`, `IdentityProvider`, …"""

    id: str
    type: str
    alternate_id: str
    display_name: str

    def body(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "type": self.type,
            "alternateId": self.alternate_id,
            "displayName": self.display_name,
            "detailEntry": None,
        }


UNKNOWN = Party("unknown", "User", "unknown", "unknown")


_INSERT = Prepared(
    SYSTEM_LOG.insert().values(
        {column: bindparam(column) for column in ("uuid", "published", "event_type", "result", "reason", "body")}
    )
)


def record(
    unit: Unit,
    event_type: str,
    actor: Party,
    targets: Sequence[Party] = (),
    *,
    reason: str | None = None,
    result: str = "",
    legacy: str | None = None,
) -> None:
    """Write an event. reason: named cause; result: SUCCESS, or FAILURE when there is a reason, unless given.

    legacy: its name of old, for events that had several.
    """
    result = result or ("FAILURE" if reason else "SUCCESS")
    body: dict[str, Any] = {"actor": actor.body(), "target": [target.body() for target in targets]}
    if legacy:
        body["legacyEventType"] = legacy
    _INSERT.run(
        unit.db,
        {
            "uuid": unit.runtime.ids.guid(),
            "published": unit.runtime.clock.now().timestamp(),
            "event_type": event_type,
            "result": result,
            "reason": reason,
            "body": msgspec.json.encode(body).decode(),
        },
    )


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it was recorded."""

    event_type: str
    result: str
    reason: str | None
    body: dict[str, Any]


def latest(db: Connection, limit: int = 100) -> list[Event]:
    """Return the newest events, oldest of them first."""
    rows = db.execute(select(SYSTEM_LOG).order_by(SYSTEM_LOG.c.id.desc()).limit(limit)).all()
    return [Event(row.event_type, row.result, row.reason, msgspec.json.decode(row.body)) for row in reversed(rows)]
