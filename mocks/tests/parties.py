"""The two vendors as the tests see them: built once, put back to their seed before each test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

import msgspec
from flask import Flask
from sqlalchemy import Connection, MetaData, select

from mocks.azure import app as azure
from mocks.azure.directory import METADATA as AZURE_METADATA
from mocks.azure.settings import Settings as AzureSettings
from mocks.kit import snapshots
from mocks.kit.clock import StoppedClock
from mocks.kit.ids import SeededIds
from mocks.kit.runtime import Runtime
from mocks.kit.store import Store
from mocks.okta import app as okta
from mocks.okta.directory import METADATA as OKTA_METADATA
from mocks.okta.directory import identity_providers
from mocks.okta.settings import Settings as OktaSettings
from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.databases import Database
from mocks.tests.network import InProcess, Network
from mocks.tests.relying_party import RelyingParty

T = TypeVar("T")
MakeApp = Callable[[Runtime], Flask]

_START = StoppedClock().now()
_seeds = count(1)


@dataclass
class ScriptedFaults:
    """Deviations as a test wants them: fault point to a function over the value."""

    script: dict[str, Callable[[Any], Any]] = field(default_factory=dict)

    def alter(self, point: str, value: T) -> T:
        change = self.script.get(point)
        return change(value) if change else value


@dataclass(repr=False)
class Party:
    """A service with all that came in by its door; make_app: builds another worker over a runtime."""

    url: str
    runtime: Runtime
    make_app: MakeApp
    faults: ScriptedFaults
    open_store: Callable[[], Store]

    @contextmanager
    def db(self) -> Iterator[Connection]:
        with self.runtime.store.transaction() as db:
            yield db

    def another_worker(self) -> Flask:
        """Build the service anew over the same database, as a second process or after a restart."""
        ids, store = SeededIds(next(_seeds)), self.open_store()
        runtime = Runtime(self.runtime.clock, ids, store, self.runtime.http, self.faults)
        return self.make_app(runtime)

    def rows(self, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
        """Return everything that stands in some tables, to compare before and after."""
        with self.db() as db:
            found = {name: db.execute(select(self.runtime.store.metadata.tables[name])).all() for name in tables}
        return {name: sorted((tuple(row) for row in rows), key=repr) for name, rows in found.items()}


@dataclass(repr=False)
class Parties:
    """Okta and Azure AD on one network, and one clock for both."""

    clock: StoppedClock
    network: Network
    okta: Party
    azure: Party

    def browser(self) -> Browser:
        return Browser(self.network)

    def app_at_okta(self, server: str = "/oauth2/default") -> RelyingParty:
        return RelyingParty(self.network, f"{cast.OKTA}{server}", cast.APP_AT_OKTA, cast.SECRET, cast.CALLBACK)

    def second_app_at_okta(self) -> RelyingParty:
        return self.app_at_okta().registered(cast.SECOND_APP_AT_OKTA, cast.SECOND_CALLBACK)

    def app_at_azure(self) -> RelyingParty:
        issuer = f"{cast.AZURE}/{cast.TENANT}/v2.0"
        return RelyingParty(self.network, issuer, cast.APP_AT_AZURE, cast.SECRET, cast.CALLBACK)

    def second_app_at_azure(self) -> RelyingParty:
        return self.app_at_azure().registered(cast.SECOND_APP_AT_AZURE, cast.SECOND_CALLBACK)

    def change_policy(self, **changes: object) -> None:
        """Change what Okta thinks Azure AD's word is good for."""
        with self.okta.db() as db:
            idp = identity_providers.active(db, cast.AZURE_IDP)
            assert idp
            policy = msgspec.structs.replace(idp.policy, **changes)
            identity_providers.replace(db, msgspec.structs.replace(idp, policy=policy))

    def reset(self) -> None:
        """Put time, faults, network and both directories back to where they began."""
        self.clock.move(_START - self.clock.now())
        self.network.down.clear()
        self.network.calls.clear()
        for party in (self.okta, self.azure):
            party.faults.script.clear()
            snapshots.restore(party.runtime.store, "seed")
            self.network.serve(party.url, self._apps[party.url])

    def __post_init__(self) -> None:
        self._apps = {party.url: party.make_app(party.runtime) for party in (self.okta, self.azure)}
        for party in (self.okta, self.azure):
            self.network.serve(party.url, self._apps[party.url])
            snapshots.take(party.runtime.store, "seed")


def build(database: Database) -> Parties:
    """Plant the cast of the tests in two new databases."""
    clock, network = StoppedClock(), Network()
    return Parties(
        clock,
        network,
        _party(database, clock, network, "okta", cast.OKTA, OKTA_METADATA, make_okta),
        _party(database, clock, network, "azure_ad", cast.AZURE, AZURE_METADATA, make_azure),
    )


def make_okta(runtime: Runtime) -> Flask:
    return okta.create_app(OktaSettings(cast.OKTA), runtime, cast.okta_seed())


def make_azure(runtime: Runtime) -> Flask:
    return azure.create_app(AzureSettings(cast.AZURE), runtime, cast.azure_seed())


def _party(
    database: Database,
    clock: StoppedClock,
    network: Network,
    name: str,
    url: str,
    metadata: MetaData,
    make_app: MakeApp,
) -> Party:
    def open_store() -> Store:
        return database.store(name, metadata)

    faults = ScriptedFaults()
    runtime = Runtime(clock, SeededIds(next(_seeds)), open_store(), InProcess(network, name), faults)
    return Party(url, runtime, make_app, faults, open_store)
