"""A program that calls Graph."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from mocks.tests import cast
from mocks.tests.network import Network


class Graph:
    """Calls Graph with a token; paths are below `/v1.0`, or whole addresses as links have them.

    Query options are named without their `$`.
    """

    def __init__(self, network: Network, token: str, headers: Mapping[str, str] | None = None) -> None:
        self._network, self._token = network, token
        self._client = network.client(cast.AZURE, cookies=False)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._headers |= headers or {}

    def sending(self, **headers: str) -> "Graph":
        """Return a program with the same token that sends more headers, `_` in their names for `-`."""
        return Graph(self._network, self._token, {name.replace("_", "-"): value for name, value in headers.items()})

    @property
    def advanced(self) -> "Graph":
        """Return a program that may make advanced queries."""
        return self.sending(ConsistencyLevel="eventual")

    def send(self, method: str, path: str, body: Any = None, **query: str) -> TestResponse:
        parts = urlsplit(path.removeprefix(f"{cast.AZURE}/v1.0"))
        given: dict[str, Any] = {"json": body} if body is not None else {}
        return self._client.open(
            f"/v1.0{parts.path}",
            method=method,
            base_url=cast.AZURE,
            query_string={f"${name}": value for name, value in query.items()} or parts.query,
            headers=self._headers,
            **given,
        )

    def raw(self, method: str, path: str, body: bytes | None, query: Mapping[str, str]) -> TestResponse:
        """Send bytes to a whole path."""
        headers = {**self._headers, "Content-Type": "application/json"}
        return self._client.open(
            path, method=method, base_url=cast.AZURE, headers=headers, data=body, query_string=query
        )

    def get(self, path: str, **query: str) -> Any:
        return self._good(self.send("GET", path, **query))

    def post(self, path: str, body: Any = None) -> Any:
        return self._good(self.send("POST", path, body))

    def patch(self, path: str, body: Any) -> Any:
        return self._good(self.send("PATCH", path, body))

    def put(self, path: str, body: Any) -> Any:
        return self._good(self.send("PUT", path, body))

    def delete(self, path: str) -> Any:
        return self._good(self.send("DELETE", path))

    def refused(self, method: str, path: str, body: Any = None, **query: str) -> tuple[int, str]:
        """Return status and code of a call that must fail, after checking the error's shape (fact sheet 7.3)."""
        answer = self.send(method, path, body, **query)
        assert answer.status_code >= 400, answer.get_data(as_text=True)
        error = answer.get_json()["error"]
        assert set(error) - {"details"} == {"code", "message", "innerError"}, error
        assert set(error["innerError"]) == {"date", "request-id", "client-request-id"}
        return answer.status_code, error["code"]

    def pages(self, path: str, **query: str) -> list[list[Any]]:
        """Return every page of a list, following its links."""
        page = self.get(path, **query)
        found = [page["value"]]
        while "@odata.nextLink" in page:
            page = self.get(page["@odata.nextLink"])
            found.append(page["value"])
        return found

    @staticmethod
    def _good(answer: TestResponse) -> Any:
        assert answer.status_code < 300, (answer.status_code, answer.get_data(as_text=True))
        return answer.get_json() if answer.mimetype == "application/json" else answer.get_data(as_text=True)
