"""Calls the services' control API (`lab.probe.control`): with the lab's token, briefly, all services at once."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlsplit

import urllib3

from lab.topology import SERVICES, Lab
from lab.trust import pool_options

T = TypeVar("T")


class ControlError(Exception):
    """A service cannot be controlled; the text says why, to complete `Okta …`."""


class ServiceDown(ControlError):
    """Nothing answers, or not in time."""


class NotControlled(ControlError):
    """Something answers that is not controlled by this lab: an application without a probe, or another lab."""


class ControlRefused(ControlError):
    """The service cannot do what was asked; the text is its own."""


class ControlApi:
    """The control API of all services of a lab."""

    def __init__(self, lab: Lab, token: str, timeout: float = 1.5) -> None:
        self._lab = lab
        self._headers = {"Authorization": f"Bearer {token}"}
        limit = urllib3.Timeout(connect=timeout, read=timeout)
        self._pools = urllib3.PoolManager(
            num_pools=len(SERVICES), maxsize=16, retries=False, timeout=limit, **pool_options(lab)
        )
        self._threads = ThreadPoolExecutor(4 * len(SERVICES), thread_name_prefix="control")

    def call(self, service: str, method: str, path: str, body: object = None) -> bytes:
        """Return a service's answer; raises ControlError."""
        address = self._lab.reached_at(service)
        host = f"[{address}]" if ":" in address else address
        url = f"{self._lab.scheme}://{host}:{self._lab.ports[service]}/_lab/{path}"
        headers = {**self._headers, "Host": urlsplit(self._lab.url(service)).netloc}
        sent = None if body is None else json.dumps(body).encode()
        try:
            answer = self._pools.request(method, url, body=sent, headers=headers, redirect=False)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise ServiceDown("does not answer") from error
        if "json" not in answer.headers.get("Content-Type", ""):
            raise NotControlled("runs without a probe: the lab sees and controls nothing in it")
        if answer.status == 401:
            raise NotControlled("belongs to another lab: its control token is not this one's")
        if answer.status != 200:
            raise ControlRefused(str(json.loads(answer.data).get("error", answer.status)))
        return answer.data

    def each(self, services: Iterable[str], ask: Callable[[str], T]) -> dict[str, T | ControlError]:
        """Ask several services at the same time; who cannot answer has the error as its result."""

        def tried(service: str) -> T | ControlError:
            try:
                return ask(service)
            except ControlError as error:
                return error

        names = list(services)
        return dict(zip(names, self._threads.map(tried, names), strict=True))

    def get(self, service: str, path: str) -> Any:
        return json.loads(self.call(service, "GET", path))
