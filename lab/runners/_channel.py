"""How a verb talks to the supervisor: one JSON line each way, on loopback, with a key from a file of one's own.

A TCP port and not a socket in the file system: paths of those may be about a hundred bytes long, and state folders
lie deeper than that.
"""

import hmac
import json
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_FILE = "supervisor.json"
_LIMIT = 10.0


class NobodyThere(Exception):
    """No supervisor of this state folder answers."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a supervisor listens. environment: the settings that its lab was started with; seed: digest of its cast."""

    pid: int
    port: int
    key: str
    environment: Mapping[str, str]
    seed: str


def read_address(state: Path) -> Address:
    """Return what the last supervisor left; raises NobodyThere when there is nothing, or nothing readable."""
    try:
        return Address(**json.loads((state / _FILE).read_text()))
    except (FileNotFoundError, ValueError, TypeError) as error:
        raise NobodyThere from error


def forget_address(state: Path) -> None:
    (state / _FILE).unlink(missing_ok=True)


def ask(address: Address, verb: str, service: str = "") -> Any:
    """Send a verb and return the answer; raises NobodyThere when the supervisor does not answer or is another one."""
    request = json.dumps({"key": address.key, "verb": verb, "service": service})
    try:
        with socket.create_connection(("127.0.0.1", address.port), _LIMIT) as connection:
            connection.sendall(request.encode() + b"\n")
            with connection.makefile("rb") as lines:
                return json.loads(lines.readline())
    except (OSError, ValueError) as error:
        raise NobodyThere from error


class Listener:
    """The supervisor's end."""

    def __init__(self, state: Path, environment: Mapping[str, str], seed: str) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self._key = secrets.token_hex(32)
        port: int = self.socket.getsockname()[1]
        _write(state / _FILE, Address(os.getpid(), port, self._key, environment, seed))

    def accept(self) -> "Call | None":
        """Take the next caller; None when it is not one of ours, or says nothing for a second."""
        connection, _ = self.socket.accept()
        connection.settimeout(1.0)
        try:
            with connection.makefile("rb") as lines:
                request = json.loads(lines.readline(4096))
            if hmac.compare_digest(str(request["key"]).encode(), self._key.encode()):
                return Call(str(request["verb"]), str(request["service"]), connection)
        except (OSError, ValueError, KeyError, TypeError):
            connection.close()
            return None
        connection.close()
        return None


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller wants, and the way to answer."""

    verb: str
    service: str
    _connection: socket.socket

    def answer(self, value: object) -> None:
        """Answer and hang up; a caller who has gone does not matter any more."""
        with self._connection:
            try:
                self._connection.sendall(json.dumps(value).encode() + b"\n")
            except OSError:
                return


def _write(file: Path, address: Address) -> None:
    mine = file.with_name(f"{file.name}.{os.getpid()}")
    mine.touch(mode=0o600)
    mine.write_text(json.dumps(asdict(address)))
    mine.replace(file)
