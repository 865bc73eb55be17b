"""The list of services: names, ports, addresses. Every runner, test and page reads it here.

Settings come from the environment, so that a laptop, a container and a test lab differ in nothing else.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Service:
    """A process of the lab. label: its host name under LAB_DOMAIN. probed: wrapped by `lab.probe`."""

    name: str
    title: str
    port: int
    label: str

    @property
    def port_variable(self) -> str:
        return f"LAB_{self.name.replace('-', '_').upper()}_PORT"


SERVICES: tuple[Service, ...] = (
    Service("azure-ad", "Azure AD tenant", 8082, "azure"),
    Service("okta", "Okta org", 8081, "okta"),
    Service("partner-idp", "Partner's identity provider", 8083, "partner"),
    Service("webapp", "Sample application", 8080, "app"),
    Service("timesheets", "Second application", 8084, "timesheets"),
    Service("console", "Lab console", 8090, "console"),
)


class SettingsError(Exception):
    """A setting in the environment cannot be used."""


@dataclass(frozen=True, slots=True)
class Lab:
    """One lab: its addresses and where its state lives.

    listen: address the services bind to on this machine. domain: None for plain `localhost`. workers: processes
    for each service. database_url: PostgreSQL for all services, None for one SQLite file each. peer_timeout:
    seconds a service waits for another.
    """

    ports: Mapping[str, int]
    state: Path
    seed: Path
    listen: str = "127.0.0.1"
    domain: str | None = None
    workers: int = 1
    database_url: str | None = None
    peer_timeout: float = 10.0

    def url(self, name: str) -> str:
        """Return a service's public URL, without a trailing slash: the same for browsers and peers."""
        service = next(service for service in SERVICES if service.name == name)
        host = f"{service.label}.{self.domain}" if self.domain else "localhost"
        return f"http://{host}:{self.ports[name]}"

    @property
    def urls(self) -> dict[str, str]:
        return {service.name: self.url(service.name) for service in SERVICES}

    def state_of(self, name: str) -> Path:
        """Return the folder of a service's own files."""
        return self.state / name

    @property
    def token_file(self) -> Path:
        """Where the control API's bearer token is kept."""
        return self.state / "control-token"


def from_environment(environ: Mapping[str, str] = os.environ) -> Lab:
    """Read the settings; raises SettingsError naming the variable."""
    return Lab(
        ports={service.name: _number(environ, service.port_variable, service.port) for service in SERVICES},
        state=Path(environ.get("LAB_STATE", ".lab")).resolve(),
        seed=Path(environ.get("LAB_SEED", "lab.yaml")).resolve(),
        listen=environ.get("LAB_LISTEN") or "127.0.0.1",
        domain=environ.get("LAB_DOMAIN") or None,
        workers=_number(environ, "LAB_WORKERS", 1, most=64),
        database_url=environ.get("LAB_DATABASE_URL") or None,
        peer_timeout=_number(environ, "LAB_PEER_TIMEOUT", 10, most=600),
    )


def _number(environ: Mapping[str, str], name: str, default: int, most: int = 65535) -> int:
    value = environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
        raise SettingsError(f"{name}={value}: a whole number from 1 to {most} is needed")
    return int(value)
