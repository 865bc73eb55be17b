"""Whether the lab's ports are free, and who can be seen to hold one that is not."""

import errno
import shutil
import socket
import subprocess

from lab.runners._base import LabError
from lab.topology import SERVICES, Lab, Service


def check(lab: Lab) -> None:
    """Raise LabError when a service could not be reached at its port."""
    for service in SERVICES:
        if words := port_trouble(lab, service):
            raise LabError(words)


def port_trouble(lab: Lab, service: Service) -> str:
    """Return port, service, holder and remedy when a port is not free, "" when it is."""
    port, address = lab.ports[service.name], lab.address_of(service.name)
    # A browser tries `localhost` at ::1 too: whoever listens there would answer in the service's place.
    if any(_answers(asked, port) for asked in dict.fromkeys((lab.reached_at(service.name), "127.0.0.1", "::1"))):
        return _taken(service, port)
    try:
        _bind(address, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return _taken(service, port)
        return (
            f"{service.name} cannot listen on {address} port {port}: {error.strerror}. "
            f"LAB_LISTEN names an address of this machine, {service.port_variable} a port."
        )
    return ""


def _answers(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), 0.5).close()
    except OSError:
        return False
    return True


def _bind(address: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        # As servers do: an address that a connection has just left is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))


def _taken(service: Service, port: int) -> str:
    return (
        f"Port {port}, wanted for {service.name}, is taken{_holder(port)}. "
        f"Stop that program, or give {service.name} another port: {service.port_variable}={_other(port)}."
    )


def _holder(port: int) -> str:
    """Say which program listens, where `lsof` is there and may see it."""
    if not (lsof := shutil.which("lsof")):
        return ""
    command = [lsof, "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc"]
    listed = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)  # noqa: S603
    fields = {line[:1]: line[1:] for line in listed.stdout.splitlines()}
    return f" by {fields['c']} (process {fields['p']})" if {"c", "p"} <= fields.keys() else ""


def _other(port: int) -> int:
    return port + 1000 if port + 1000 <= 65535 else port - 1000
