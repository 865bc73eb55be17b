"""An Okta org's management API, called with an API token, and what the org says when it refuses."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from mocks.kit.http import Answer, HttpClient, PeerUnavailable


class OrgRefuses(Exception):
    """The org does not do it; the text says why.

    url: of the org. status: of its answer, 0 when there is none. code: Okta's own, "" without.
    """

    def __init__(self, text: str, url: str, status: int = 0, code: str = "") -> None:
        super().__init__(text)
        self.url, self.status, self.code = url, status, code


class OrgApi:
    """One org's API."""

    def __init__(self, url: str, token: str, http: HttpClient) -> None:
        """url: of the org, without a trailing slash."""
        self.url, self._http = url, http
        self._headers = {"Authorization": f"SSWS {token}"}

    def get(self, path: str, **query: str) -> Any:
        """path: below `/api/v1`. Raises OrgRefuses, like every call here."""
        asked = f"{path}?{urlencode(query, quote_via=quote)}" if query else path
        return self._call(lambda: self._http.get(self._at(asked), self._headers))

    def post(self, path: str, body: object) -> Any:
        return self._call(lambda: self._http.post_json(self._at(path), body, self._headers))

    def put(self, path: str, body: object) -> Any:
        return self._call(lambda: self._http.put_json(self._at(path), body, self._headers))

    def delete(self, path: str) -> None:
        self._call(lambda: self._http.delete(self._at(path), self._headers))

    def pages(self, path: str) -> Iterator[Any]:
        """Yield the objects of a list, page by page."""
        while path:
            found, answer = call(self.url, partial(self._http.get, self._at(path), self._headers))
            yield from found
            path = _next(answer)

    def _at(self, path: str) -> str:
        return path if path.startswith(self.url) else f"{self.url}/api/v1{path}"

    def _call(self, send: Callable[[], Answer]) -> Any:
        return call(self.url, send)[0]


def call(url: str, send: Callable[[], Answer]) -> tuple[Any, Answer]:
    """Return what an org answers to a call, and the answer itself; raises OrgRefuses. url: of the org."""
    try:
        answer = send()
        body: Any = answer.json() if answer.body else None
    except PeerUnavailable as error:
        raise OrgRefuses(f"It does not answer at {url}.", url) from error
    except ValueError as error:
        raise OrgRefuses(f"What answers at {url} does not answer as an org does.", url) from error
    if answer.status >= 300:
        raise _refusal(url, answer.status, body if isinstance(body, dict) else {})
    return body, answer


def _refusal(url: str, status: int, error: dict[str, Any]) -> OrgRefuses:
    causes = [str(cause.get("errorSummary")) for cause in error.get("errorCauses") or []]
    text = "; ".join([str(error.get("errorSummary") or "no reason given"), *causes])
    return OrgRefuses(text, url, status, str(error.get("errorCode", "")))


def _next(answer: Answer) -> str:
    """Return the address of the next page, "" after the last (RFC 8288)."""
    for line in str(answer.headers.get("Link", "")).split(", "):
        address, _, relation = line.partition("; ")
        if relation == 'rel="next"':
            return address.strip("<>")
    return ""
