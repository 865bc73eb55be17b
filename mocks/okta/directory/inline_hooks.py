"""Inline hooks: services that Okta asks in the middle of what it does, and whose answer changes it (fact sheet 9.4)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Float, String, Table, Text, func, select

from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import KEY
from mocks.okta.directory._hook_channel import Channel

INLINE_HOOKS = Table(
    "inline_hooks",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("type", KEY, nullable=False, index=True),
    Column("version", String(20), nullable=False),
    Column("status", String(10), nullable=False),
    Column("channel", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
)
ACTIVE, INACTIVE = "ACTIVE", "INACTIVE"


class HookType(StrEnum):
    """The point at which a hook is asked."""

    TOKEN = "com.okta.oauth2.tokens.transform"  # noqa: S105 (a type)
    REGISTRATION = "com.okta.user.pre-registration"
    PASSWORD_IMPORT = "com.okta.user.credential.password.import"  # noqa: S105 (a type)


@dataclass(frozen=True, slots=True)
class InlineHook:
    """Moments in seconds since the epoch."""

    id: str
    name: str
    type: HookType
    version: str
    status: str
    channel: Channel
    created: float
    last_updated: float

    @property
    def active(self) -> bool:
        return self.status == ACTIVE


_COLUMNS = [INLINE_HOOKS.c[name] for name in InlineHook.__slots__]
_decode = msgspec.json.Decoder(Channel).decode


def by_id(db: Connection, id: str) -> InlineHook | None:
    row = db.execute(select(*_COLUMNS).where(INLINE_HOOKS.c.id == id)).first()
    return _hook(row) if row else None


def every(db: Connection, type: str = "") -> list[InlineHook]:
    """Return all hooks, or those of a type, in the order in which they were made."""
    query = select(*_COLUMNS).order_by(INLINE_HOOKS.c.created, INLINE_HOOKS.c.id)
    return [_hook(row) for row in db.execute(query.where(INLINE_HOOKS.c.type == type) if type else query)]


def first_active(db: Connection, type: HookType) -> InlineHook | None:
    """Return the hook that is asked where nothing names one: the oldest of its type that is active."""
    return next((hook for hook in every(db, type) if hook.active), None)


def count(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(INLINE_HOOKS)).scalar_one()


def write(db: Connection, hook: InlineHook) -> None:
    """Store a hook, a new one or one that is there; raises IntegrityError when its name is another's."""
    row = asdict(hook) | {"type": hook.type.value, "channel": msgspec.json.encode(hook.channel).decode()}
    if by_id(db, hook.id):
        db.execute(INLINE_HOOKS.update().where(INLINE_HOOKS.c.id == hook.id).values(row))
    else:
        db.execute(INLINE_HOOKS.insert(), row)


def remove(db: Connection, id: str) -> None:
    db.execute(INLINE_HOOKS.delete().where(INLINE_HOOKS.c.id == id))


def _hook(row: Sequence[Any]) -> InlineHook:
    id, name, type, version, status, channel, *moments = row
    return InlineHook(id, name, HookType(type), version, status, _decode(channel), *moments)
