"""What the machine has: Python, free ports, names that lead to itself, an engine, a browser."""

import shutil
import socket
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

from lab.doctor import Check, Finding
from lab.runners import port_trouble, runner_named
from lab.topology import SERVICES, Lab

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "firefox")
_ON_MACOS = ("Google Chrome", "Chromium", "Firefox", "Safari")
_WANTED = (3, 11)


def python(_: Lab) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        "Python", sys.version_info >= _WANTED, version, "Install 3.11 or newer, remove .venv, call make again."
    )


def ports(lab: Lab) -> Iterator[Finding]:
    """A running lab holds its own ports, so they are looked at only while nothing runs."""
    if any(runner_named(name).is_running(lab) for name in ("process", "compose")):
        yield Finding("Ports", ok=True, found="held by the lab itself")
        return
    taken = [words for service in SERVICES if (words := port_trouble(lab, service))]
    if not taken:
        yield Finding("Ports", ok=True, found=f"free: {', '.join(str(lab.ports[each.name]) for each in SERVICES)}")
    for words in taken:
        found, _, remedy = words.partition(". ")
        yield Finding("Ports", ok=False, found=f"{found}.", remedy=remedy)


def names(lab: Lab) -> Iterator[Finding]:
    """Browsers, and the lab itself, take what is under `localhost` for loopback; other programs ask the machine."""
    hosts = [f"{service.label}.{lab.domain}" for service in SERVICES] if lab.domain else ["localhost"]
    for host in hosts:
        remedy = f"Add to /etc/hosts: 127.0.0.1 {host}"
        yield Finding(f"Name {host}", _is_loopback(host) or _browsers_know(host), _resolution(host), remedy)
    if not lab.domain:
        found = "lead here for every program" if _is_loopback("okta.localhost") else _ONLY_BROWSERS
        yield Finding("Names under localhost", ok=True, found=found)


_ONLY_BROWSERS = "lead here in browsers and in the lab; other programs need lines in /etc/hosts (for LAB_DOMAIN)"


def engine(_: Lab) -> Iterator[Finding]:
    compose = runner_named("compose")
    if no_engine := compose.missing():
        yield Finding("Docker Engine", ok=True, found=f"{no_engine}: the lab runs as processes")
        return
    yield Finding("Docker Engine", ok=True, found="answers")
    lacks = compose.lacks()
    yield Finding("docker compose", not lacks, "is missing" if lacks else "is there", lacks)


def browser(_: Lab) -> Iterator[Finding]:
    on_macos = [name for name in _ON_MACOS if Path(f"/Applications/{name}.app").exists()]
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None) or next(iter(on_macos), None)
    remedy = "Install Chromium or Chrome; on another machine's browser, forward the lab's ports (ssh -L)."
    yield Finding("Browser", bool(found), found or "none found", remedy)


CHECKS: tuple[Check, ...] = (python, ports, names, engine, browser)


def _addresses(host: str) -> list[str]:
    try:
        return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, None)})
    except OSError:
        return []


def _is_loopback(host: str) -> bool:
    found = _addresses(host)
    return bool(found) and all(ip_address(address).is_loopback for address in found)


def _browsers_know(host: str) -> bool:
    return host.endswith(".localhost")


def _resolution(host: str) -> str:
    if found := _addresses(host):
        return f"is {', '.join(found)}"
    return "is known to browsers and the lab alone" if _browsers_know(host) else "is not known here"
