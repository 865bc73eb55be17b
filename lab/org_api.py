"""The Okta org's management API, as an administrator of the lab calls it."""

from collections.abc import Iterator
from typing import Any

from lab.cast import Cast
from lab.topology import Lab
from mocks.kit.http import Answer, HttpClient, PeerUnavailable


class OrgRefuses(Exception):
    """The org does not do it; the text says why."""


class OrgApi:
    """Calls the org with the token of the seed."""

    def __init__(self, lab: Lab, cast: Cast) -> None:
        self._url = lab.url("okta")
        self._http = HttpClient("lab", ca_file=str(lab.ca_file) if lab.tls else None, timeout=30.0)
        self._headers = {"Authorization": f"SSWS {cast.okta.api_tokens[0].token}"}

    def get(self, path: str) -> Any:
        """path: below `/api/v1`. Raises OrgRefuses."""
        return self._body(self._call(lambda: self._http.get(self._at(path), self._headers)))

    def post(self, path: str, body: object) -> Any:
        return self._body(self._call(lambda: self._http.post_json(self._at(path), body, self._headers)))

    def put(self, path: str, body: object) -> Any:
        return self._body(self._call(lambda: self._http.put_json(self._at(path), body, self._headers)))

    def pages(self, path: str) -> Iterator[Any]:
        """Yield the objects of a list, page by page."""
        while path:
            answer = self._call(lambda here=path: self._http.get(self._at(here), self._headers))
            yield from self._body(answer)
            path = _next(answer)

    def _at(self, path: str) -> str:
        return path if path.startswith(self._url) else f"{self._url}/api/v1{path}"

    def _call(self, send: Any) -> Answer:
        try:
            answer: Answer = send()
        except PeerUnavailable as error:
            raise OrgRefuses(f"It does not answer at {self._url}; `python -m lab status` says why.") from error
        return answer

    def _body(self, answer: Answer) -> Any:
        body: Any = answer.json() if answer.body else None
        if answer.status >= 300:
            causes = [cause["errorSummary"] for cause in body["errorCauses"]]
            raise OrgRefuses("; ".join([body["errorSummary"], *causes]))
        return body


def _next(answer: Answer) -> str:
    """Return the address of the next page, "" after the last (RFC 8288)."""
    for line in str(answer.headers.get("Link", "")).split(", "):
        address, _, relation = line.partition("; ")
        if relation == 'rel="next"':
            return address.strip("<>")
    return ""
