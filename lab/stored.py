"""The state of a service that keeps everything in its store, and in stores beside it where it has further orgs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from flask import Flask
from sqlalchemy import Connection

from lab.probe.control import Refused, State
from mocks.kit import snapshots
from mocks.kit.mailbox import Mailbox, SentMail
from mocks.kit.store import Store


class Keys(Protocol):
    """The signing keys in a store."""

    def rotate_all(self, db: Connection) -> None: ...


Fill = Callable[[Connection, int, int, float], int]
"""Makes people: the first's number, how many, and now. Returns how many were made."""


@dataclass(frozen=True, slots=True)
class Part:
    """A store, and what the service keeps in it: None for one that signs nothing, that sends no mail."""

    store: Store
    keys: Keys | None
    mailbox: Mailbox | None


class StoredState(State):
    """What the lab does with such a state."""

    def __init__(self, store: Store, app: Flask, now: Callable[[], float]) -> None:
        """now: the lab's time, in seconds since the epoch."""
        self._store, self._app, self._now = store, app, now

    def take(self, name: str) -> None:
        for part in self._parts():
            snapshots.take(part.store, name)

    def restore(self, name: str) -> None:
        # The first part says which others there are: they are looked up once it is as it was.
        for part in self._parts():
            snapshots.restore(part.store, name)

    def rotate_keys(self) -> None:
        for part in self._parts():
            if part.keys is None:
                raise Refused("this service has no signing keys that the lab could rotate")
            with part.store.transaction() as db:
                part.keys.rotate_all(db)

    def make_people(self, first: int, count: int) -> int:
        fill: Fill | None = self._app.extensions.get("generator")
        if fill is None:
            return super().make_people(first, count)
        with self._store.transaction() as db:
            return fill(db, first, count, self._now())

    def mails(self, to: str) -> list[SentMail]:
        found: list[SentMail] = []
        for part in self._parts():
            if part.mailbox:
                with part.store.transaction() as db:
                    found += part.mailbox.latest(db, to=to)
        return sorted(found, key=lambda sent: sent.at, reverse=True)

    def empty_mailbox(self) -> None:
        for part in self._parts():
            if part.mailbox:
                with part.store.transaction() as db:
                    part.mailbox.empty(db)

    def _parts(self) -> Iterator[Part]:
        yield _part(self._store, self._app)
        if orgs := self._app.extensions.get("orgs"):
            for label, org in orgs.every().items():
                yield _part(self._store.beside(label), org)


def _part(store: Store, app: Flask) -> Part:
    return Part(store, app.extensions.get("signing_keys"), app.extensions.get("mailbox"))
