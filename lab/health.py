"""Asks one service whether it is healthy: `python -m lab.health SERVICE`.

Containers run it every few seconds, and a start waits on it, so it is the standard library alone and a bare socket:
`http.client` would take longer to import than the question takes to answer.
"""

import os
import socket
import sys

from lab.topology import SERVICES, Lab, SettingsError, from_environment

_LIMIT = 3.0


def trouble(lab: Lab, service: str, token: str, limit: float = _LIMIT, path: str = "/_lab/health") -> str:
    """Return why a service is not healthy, "" when it is. limit: seconds for each step of the exchange."""
    request = (
        f"GET {path} HTTP/1.1\r\n"
        f"Host: localhost:{lab.ports[service]}\r\n"
        f"Authorization: Bearer {token}\r\n"
        "Connection: close\r\n\r\n"
    )
    try:
        with _connection(lab, service, limit) as connection:
            connection.sendall(request.encode())
            status = _status_line(connection)
    except OSError as error:
        return f"does not answer: {error.strerror or error}"
    return "" if status.split()[1:2] == ["200"] else f"answers {status!r}"


def _connection(lab: Lab, service: str, limit: float) -> socket.socket:
    plain = socket.create_connection((lab.reached_at(service), lab.ports[service]), limit)
    if not lab.tls:
        return plain
    from lab.trust import NAME, context

    with plain:
        return context(lab).wrap_socket(plain, server_hostname=NAME)


def _status_line(connection: socket.socket) -> str:
    received = b""
    while b"\r\n" not in received and (part := connection.recv(4096)):
        received += part
    return received.partition(b"\r\n")[0].decode("latin-1")


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 healthy, 1 not, 2 asked wrongly."""
    names = [service.name for service in SERVICES]
    if len(arguments) != 1 or arguments[0] not in names:
        return _say(f"usage: python -m lab.health SERVICE, one of {', '.join(names)}", 2)
    try:
        lab = from_environment()
        token = os.environ.get("LAB_CONTROL_TOKEN") or lab.token_file.read_text().strip()
    except (SettingsError, OSError) as error:
        return _say(str(error), 1)
    why = trouble(lab, arguments[0], token)
    return _say(f"{arguments[0]} {why}", 1) if why else 0


def _say(words: str, code: int) -> int:
    sys.stderr.write(words + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
