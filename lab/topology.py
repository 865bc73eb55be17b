"""The list of services: names, ports, addresses. Every runner, test and page reads it here.

Settings come from the environment, so that a laptop, a container and a test lab differ in nothing else.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Service:
    """A process of the lab.

    label: its host name under LAB_DOMAIN. is_sample: an application as its owners run it: in containers it has an
    image of its own, without the lab's probe. is_open: it lets anybody in without a secret, so it never listens where
    other machines could reach it.
    """

    name: str
    title: str
    port: int
    label: str
    is_sample: bool = False
    is_open: bool = False

    @property
    def port_variable(self) -> str:
        return f"LAB_{self.name.replace('-', '_').upper()}_PORT"


SERVICES: tuple[Service, ...] = (
    Service("azure-ad", "Azure AD tenant", 8082, "azure"),
    Service("okta", "Okta org", 8081, "okta"),
    Service("partner-idp", "Partner's identity provider", 8083, "partner", is_open=True),
    Service("webapp", "Sample application", 8080, "app", is_sample=True),
    Service("timesheets", "Second application", 8084, "timesheets", is_sample=True),
    Service("ad-agent", "Directory agent", 8085, "agent", is_open=True),
    Service("console", "Lab console", 8090, "console", is_open=True),
)


def probed(engine: str) -> tuple[str, ...]:
    """Return the services that answer under `/_lab/` when they are run by an engine (`process`, `compose`)."""
    return tuple(service.name for service in SERVICES if engine == "process" or not service.is_sample)


class SettingsError(Exception):
    """A setting in the environment cannot be used."""


@dataclass(frozen=True, slots=True)
class Lab:
    """One lab: its addresses and where its state lives.

    listen: address the services bind to on this machine. domain: None for plain `localhost`. tls: https. workers:
    processes for each service. database_url: PostgreSQL for all services, None for one SQLite file each.
    peer_timeout: seconds a service waits for another.
    """

    ports: Mapping[str, int]
    state: Path
    seed: Path
    listen: str = "127.0.0.1"
    domain: str | None = None
    tls: bool = False
    workers: int = 1
    database_url: str | None = None
    peer_timeout: float = 10.0

    def url(self, name: str) -> str:
        """Return a service's public URL, without a trailing slash: the same for browsers and peers."""
        service = next(service for service in SERVICES if service.name == name)
        host = f"{service.label}.{self.domain}" if self.domain else "localhost"
        return f"{self.scheme}://{host}:{self.ports[name]}"

    @property
    def scheme(self) -> str:
        return "https" if self.tls else "http"

    @property
    def urls(self) -> dict[str, str]:
        return {service.name: self.url(service.name) for service in SERVICES}

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that make `from_environment` read this lab again."""
        ports = {service.port_variable: str(self.ports[service.name]) for service in SERVICES}
        return ports | {
            "LAB_STATE": str(self.state),
            "LAB_SEED": str(self.seed),
            "LAB_LISTEN": self.listen,
            "LAB_DOMAIN": self.domain or "",
            "LAB_TLS": "1" if self.tls else "",
            "LAB_WORKERS": str(self.workers),
            "LAB_DATABASE_URL": self.database_url or "",
            "LAB_PEER_TIMEOUT": f"{self.peer_timeout:g}",
        }

    @property
    def is_exposed(self) -> bool:
        """Tell whether other machines may reach the services."""
        return not ip_address(self.listen).is_loopback

    def state_of(self, name: str) -> Path:
        """Return the folder of a service's own files."""
        return self.state / name

    def schema_of(self, name: str, part: str) -> str:
        """Return where a service keeps a part of its state in a shared database."""
        return f"{name.replace('-', '_')}_{part}"

    def address_of(self, name: str) -> str:
        """Return where a service listens."""
        is_open = any(service.is_open for service in SERVICES if service.name == name)
        return "127.0.0.1" if is_open and self.is_exposed else self.listen

    def reached_at(self, name: str) -> str:
        """Return the address at which this machine itself reaches a service."""
        address = ip_address(self.address_of(name))
        if not address.is_unspecified:
            return str(address)
        return "127.0.0.1" if address.version == 4 else "::1"

    @property
    def ca_file(self) -> Path:
        """Where the certificate is that clients trust under LAB_TLS."""
        return self.state / "ca.pem"

    @property
    def token_file(self) -> Path:
        """Where the control API's bearer token is kept."""
        return self.state / "control-token"

    @property
    def passwords_file(self) -> Path:
        """Where passwords are kept that replace the seed's while other machines reach the lab."""
        return self.state / "passwords.yaml"


def from_environment(environ: Mapping[str, str] = os.environ) -> Lab:
    """Read the settings; raises SettingsError naming the variable.

    LAB_LISTEN is where services bind on this machine; in containers LAB_PUBLISH says where their ports are published.
    """
    return Lab(
        ports=_ports(environ),
        state=Path(environ.get("LAB_STATE") or ".lab").resolve(),
        seed=Path(environ.get("LAB_SEED") or "lab.yaml").resolve(),
        listen=_address(environ, "LAB_LISTEN" if environ.get("LAB_LISTEN") else "LAB_PUBLISH"),
        domain=environ.get("LAB_DOMAIN") or None,
        tls=_switch(environ, "LAB_TLS"),
        workers=_number(environ, "LAB_WORKERS", 1, most=64),
        database_url=environ.get("LAB_DATABASE_URL") or None,
        peer_timeout=_seconds(environ, "LAB_PEER_TIMEOUT", 10.0, most=600.0),
    )


def _ports(environ: Mapping[str, str]) -> dict[str, int]:
    ports: dict[str, int] = {}
    for service in SERVICES:
        port = _number(environ, service.port_variable, service.port)
        if other := next((name for name, taken in ports.items() if taken == port), None):
            raise SettingsError(f"{service.port_variable}={port}: that is the port of {other} already")
        ports[service.name] = port
    return ports


def _address(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name) or "127.0.0.1"
    try:
        # Compose wants an IPv6 address in brackets.
        return "127.0.0.1" if value == "localhost" else str(ip_address(value.strip("[]")))
    except ValueError as error:
        raise SettingsError(f"{name}={value}: an IP address of this machine is needed") from error


def _switch(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name) or ""
    if value not in ("", "1"):
        raise SettingsError(f"{name}={value}: 1 switches it on; leave it out otherwise")
    return bool(value)


def _number(environ: Mapping[str, str], name: str, default: int, most: int = 65535) -> int:
    value = environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
        raise SettingsError(f"{name}={value}: a whole number from 1 to {most} is needed")
    return int(value)


def _seconds(environ: Mapping[str, str], name: str, default: float, most: float) -> float:
    value = environ.get(name) or str(default)
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= most:
        raise SettingsError(f"{name}={value}: seconds are needed, above 0 and up to {most:g}")
    return seconds
