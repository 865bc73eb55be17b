"""Builds one service, wraps it in the probe and serves it. The only module that imports the services."""

import importlib
import multiprocessing
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from flask import Flask
from granian import Granian
from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels
from sqlalchemy import MetaData

from lab import planted
from lab.cast import Cast, WebappSeed
from lab.probe import Probe, Wsgi
from lab.probe.board import Board
from lab.probe.control import Control, State
from lab.probe.log import Log
from lab.probe.tables import METADATA as PROBE_METADATA
from lab.secrets import control_token
from lab.stored import StoredState
from lab.topology import Lab
from mocks.kit import snapshots
from mocks.kit.clock import LabClock
from mocks.kit.http import HttpClient
from mocks.kit.ids import SystemIds
from mocks.kit.runtime import Runtime
from mocks.kit.store import Store

if TYPE_CHECKING:
    from mocks.ad_agent.agent import Agent

_THREADS = 4
_ALONE = ("partner-idp", "ad-agent")
"""Services that are one process, whatever the lab's settings say."""

_PATIENCE = 3  # seconds for a worker to finish what it serves


class Host:
    """One service of a lab, ready to be served by any number of worker processes."""

    def __init__(self, service: str, lab: Lab, cast: Cast) -> None:
        self.service, self.lab, self.cast = service, lab, cast
        self.tls = _tls(lab)
        lab.state_of(service).mkdir(parents=True, exist_ok=True, mode=0o700)
        self._log = Log(self._store("probe", PROBE_METADATA))
        self._log.create()
        self.board = Board(self._log, service)
        self.store: Store | None = None
        app = _BUILDERS[service](self)
        state = _state_of(self.store, app, self.board.now)
        control = Control(service, control_token(lab), self._log, self.board, state)
        self._agent: Agent | None = app.extensions.get("agent")
        self.app: Wsgi = Probe(service, app, self._log, self.board, control)

    def runtime(self, metadata: MetaData, seed: msgspec.Struct) -> Runtime:
        """Make what comes into a mock by the door; raises StateOfAnotherSeed."""
        planted.check(self.lab.state_of(self.service), seed)
        self.store = self._store("state", metadata)
        ca_file = str(self.lab.ca_file) if self.lab.tls else None
        http = HttpClient(self.service, ca_file=ca_file, timeout=self.lab.peer_timeout)
        return Runtime(LabClock(self.board.offset), SystemIds(), self.store, http, self.board)

    def after_fork(self) -> None:
        """Let go of what must not be shared between processes."""
        self._log.after_fork()
        if self.store:
            self.store.after_fork()

    def begin(self) -> None:
        """Begin what a service does by itself, in the process that serves."""
        if self._agent:
            self._agent.start()

    def _store(self, part: str, metadata: MetaData) -> Store:
        if self.lab.database_url:
            schema = self.lab.schema_of(self.service, part)
            return Store(self.lab.database_url, metadata, schema=schema)
        return Store(f"sqlite:///{self.lab.state_of(self.service) / part}.sqlite", metadata)


def _state_of(store: Store | None, app: Flask, now: Callable[[], float]) -> State:
    if store is None:
        return State()
    state = StoredState(store, app, now)
    if not snapshots.exists(store, "seed"):
        state.take("seed")
    return state


def serve(host: Host, bind: str, started: Callable[[], None] = lambda: None) -> None:
    """Serve until told to stop; bind: the address to listen on. started: called in each worker process."""
    multiprocessing.set_start_method("fork", force=True)

    def load() -> Wsgi:
        host.after_fork()
        host.begin()
        started()
        return host.app

    Granian(
        target=host.service,
        address=bind,
        port=host.lab.ports[host.service],
        interface=Interfaces.WSGI,
        workers=1 if host.service in _ALONE else host.lab.workers,
        blocking_threads=_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_PATIENCE,
        log_level=LogLevels.warning,
        **host.tls,
    ).serve(target_loader=load, wrap_loader=False)


def _tls(lab: Lab) -> dict[str, Any]:
    """Return how the server is to show itself, nothing for plain http."""
    if not lab.tls:
        return {}
    from lab import certificates

    shown = certificates.ensure(lab)
    # Not from 1.3 on, as it would be: some clients that are tested against the lab speak 1.2 at best.
    return {"ssl_cert": shown.certificate, "ssl_key": shown.key, "ssl_protocol_min": SSLProtocols.tls12}


def _azure_ad(host: Host) -> Flask:
    from mocks.azure.app import create_app
    from mocks.azure.directory import METADATA
    from mocks.azure.settings import Settings

    seed = host.cast.azure_ad
    return create_app(Settings(host.lab.url("azure-ad")), host.runtime(METADATA, seed), seed)


def _okta(host: Host) -> Flask:
    from mocks.okta.app import create_app
    from mocks.okta.directory import METADATA
    from mocks.okta.settings import Settings

    seed = host.cast.okta
    settings = Settings(host.lab.url("okta"), host.lab.domain or "localhost", in_background=True)
    return create_app(settings, host.runtime(METADATA, seed), seed)


def _ad_agent(host: Host) -> Flask:
    from mocks.ad_agent.app import create_app
    from mocks.ad_agent.memory import METADATA
    from mocks.ad_agent.settings import Settings

    seed = host.cast.ad_agent
    settings = Settings(host.lab.url("azure-ad"), host.lab.url("okta"), **msgspec.structs.asdict(seed))
    return create_app(settings, host.runtime(METADATA, seed))


def _partner_idp(host: Host) -> Flask:
    import warnings

    import authlib.deprecate  # noqa: F401 (insists on showing its warnings from here on)

    # The package uses parts of Authlib that are on their way out. Run as it comes, that is its authors' to change.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    import oidc_provider_mock

    # Authlib refuses plain http otherwise; the lab's partner lives on loopback.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    people = [oidc_provider_mock.User(sub=user.sub, claims=user.claims) for user in host.cast.partner_idp.users]
    app: Flask = oidc_provider_mock.app(user_claims=people)
    return app


def _webapp(host: Host) -> Flask:
    from webapp.app import create_app
    from webapp.settings import Settings

    if host.lab.tls:
        # As its owners would: it is a customer's application and knows no lab.
        os.environ["REQUESTS_CA_BUNDLE"] = str(host.lab.ca_file)
    seed: WebappSeed = getattr(host.cast, host.service)
    settings = Settings(
        seed.issuer,
        seed.client_id,
        seed.client_secret,
        host.lab.url(host.service),
        app_name=seed.name,
        session_cookie=f"{host.service}_session",
    )
    return create_app(settings, now=lambda: datetime.fromtimestamp(host.board.now(), UTC))


def _console(host: Host) -> Flask:
    from lab.console.app import create_app

    return create_app(host.lab, host.cast)


_BUILDERS: dict[str, Callable[[Host], Flask]] = {
    "azure-ad": _azure_ad,
    "okta": _okta,
    "partner-idp": _partner_idp,
    "ad-agent": _ad_agent,
    "webapp": _webapp,
    "timesheets": _webapp,
    "console": _console,
}


_PRELOADED = {"azure-ad": "mocks.azure.app", "okta": "mocks.okta.app", "webapp": "webapp.app"}


def preload(service: str) -> None:
    """Import what a service needs, so that processes forked from here start quickly and share the memory.

    Not for all: the partner's package changes what the whole process does.
    """
    if module := _PRELOADED.get(service):
        importlib.import_module(module)
