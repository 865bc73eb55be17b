"""The network of the tests, without sockets: every origin leads to applications of this process."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import urlencode, urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import msgspec
from werkzeug.test import Client

from mocks.kit.http import Answer, HttpClient, PeerUnavailable


class Workers:
    """Several applications behind one address, taking turns as worker processes do."""

    def __init__(self, *apps: WSGIApplication) -> None:
        self._turn = cycle(apps)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return next(self._turn)(environ, start_response)


@dataclass(frozen=True)
class Call:
    """A request that one party made to another."""

    caller: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class Network:
    """What answers at which origin. down: origins that nobody listens at for now."""

    def __init__(self) -> None:
        self._served: dict[str, WSGIApplication] = {}
        self.down: set[str] = set()
        self.calls: list[Call] = []

    def serve(self, origin: str, *apps: WSGIApplication) -> None:
        self._served[origin] = Workers(*apps) if len(apps) > 1 else apps[0]

    def alias(self, origin: str, of: str) -> None:
        """Let another name lead to what is served at an origin."""
        self.serve(origin, self._served[of])

    def serves(self, url: str) -> bool:
        return origin_of(url) in self._served

    def client(self, origin: str, *, cookies: bool) -> Client:
        """Return something that sends requests to an origin and reaches whatever is served there then."""

        def reach(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            return self._served[origin]({"REMOTE_ADDR": "127.0.0.1"} | environ, start_response)

        return Client(reach, use_cookies=cookies)

    def up(self, url: str) -> bool:
        return self.serves(url) and origin_of(url) not in self.down


class InProcess(HttpClient):
    """The outgoing HTTP of a party: the interface of HttpClient over a Network."""

    def __init__(self, network: Network, caller: str) -> None:
        super().__init__(caller)
        self._network, self._caller = network, caller

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._exchange("GET", url, headers, b"", None)

    def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        return self._exchange("POST", url, headers, urlencode(form).encode(), "application/x-www-form-urlencoded")

    def post_json(self, url: str, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        return self._exchange("POST", url, headers, msgspec.json.encode(body), "application/json")

    def put_json(self, url: str, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        return self._exchange("PUT", url, headers, msgspec.json.encode(body), "application/json")

    def delete(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._exchange("DELETE", url, headers, b"", None)

    def reachable(self, url: str, *, within: float = 2.0) -> bool:
        return self._network.up(url)

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str] | None, body: bytes, content_type: str | None
    ) -> Answer:
        self._network.calls.append(Call(self._caller, method, url, headers or {}, body))
        if not self._network.up(url):
            raise PeerUnavailable(f"{origin_of(url)} did not answer")
        parts = urlsplit(url)
        response = self._network.client(origin_of(url), cookies=False).open(
            parts.path,
            method=method,
            base_url=origin_of(url),
            query_string=parts.query,
            headers={"Accept": "application/json", **(headers or {})},
            data=body,
            content_type=content_type,
        )
        return Answer(response.status_code, dict(response.headers), response.data)


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
