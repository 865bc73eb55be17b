"""An administrator's client for the management API."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from mocks.tests import cast
from mocks.tests.network import Network

TOKEN = "00" + "t" * 40


class Admin:
    """Calls the API with a token; paths are below `/api/v1`, or whole addresses as `Link` headers have them."""

    def __init__(self, network: Network, token: str | None = TOKEN, org: str = cast.OKTA) -> None:
        self._client, self._org = network.client(org, cookies=False), org
        self._headers = {"Authorization": f"SSWS {token}"} if token else {}

    def send(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None, **query: Any
    ) -> TestResponse:
        where = path.removeprefix(self._org) if path.startswith("http") else f"/api/v1{path}"
        parts = urlsplit(where)
        given: dict[str, Any] = {"json": body} if body is not None else {}
        if query or parts.query:
            given["query_string"] = query or parts.query
        sent = {**self._headers, **(headers or {})}
        return self._client.open(parts.path, method=method, base_url=self._org, headers=sent, **given)

    def raw(self, method: str, path: str, body: bytes | None, query: Mapping[str, str]) -> TestResponse:
        """Send bytes to a whole path."""
        headers = {**self._headers, "Content-Type": "application/json"}
        return self._client.open(
            path, method=method, base_url=self._org, headers=headers, data=body, query_string=query
        )

    def get(self, path: str, **query: Any) -> Any:
        return self._good(self.send("GET", path, **query))

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        return self._good(self.send("POST", path, body, **query))

    def put(self, path: str, body: Any = None, **query: Any) -> Any:
        return self._good(self.send("PUT", path, body, **query))

    def delete(self, path: str, **query: Any) -> Any:
        return self._good(self.send("DELETE", path, **query))

    def refused(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, str]:
        """Return status and error code of a call that must fail, after checking the error's shape."""
        answer = self.send(method, path, body, **query)
        error = answer.get_json()
        assert set(error) == {"errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"}, error
        return answer.status_code, error["errorCode"]

    def pages(self, path: str, **query: Any) -> list[list[Any]]:
        """Return every page of a list, following `Link: rel="next"`."""
        answer = self.send("GET", path, **query)
        found = [self._good(answer)]
        while following := next_link(answer):
            answer = self.send("GET", following)
            found.append(self._good(answer))
        return found

    @staticmethod
    def _good(answer: TestResponse) -> Any:
        assert answer.status_code < 300, (answer.status_code, answer.get_data(as_text=True))
        return answer.get_json() if answer.data else None


def next_link(answer: TestResponse) -> str | None:
    """Return the address of the next page; its header must be the last, as some clients keep only that one."""
    links = answer.headers.getlist("Link")
    assert all('rel="self"' in link for link in links[:-1])
    if not links or 'rel="next"' not in links[-1]:
        return None
    return links[-1].partition(">")[0].lstrip("<")
