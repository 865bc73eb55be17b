"""Calls of an org's API, and what is said when one is refused."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from lab.okta_cli import config
from lab.okta_cli.config import Config
from lab.topology import from_environment
from mocks.kit.http import Answer, HttpClient, PeerUnavailable

_NO_FEATURE = "E0000015"


class CannotDo(Exception):
    """The command ends here; the text says why and what helps."""


class Api:
    """One org's API."""

    def __init__(self, org: Config) -> None:
        self.org_url = org.org_url
        self._http, self._headers = http(), {"Authorization": f"SSWS {org.token}"}

    def get(self, path: str, **query: str) -> Any:
        """path: below `/api/v1`. Raises CannotDo."""
        asked = "&".join(f"{name}={quote(value)}" for name, value in query.items())
        url = f"{self.org_url}/api/v1{path}" + (f"?{asked}" if asked else "")
        return _body(self.org_url, lambda: self._http.get(url, self._headers))

    def post(self, path: str, body: object) -> Any:
        url = f"{self.org_url}/api/v1{path}"
        return _body(self.org_url, lambda: self._http.post_json(url, body, self._headers))

    def put(self, path: str, body: object) -> Any:
        url = f"{self.org_url}/api/v1{path}"
        return _body(self.org_url, lambda: self._http.put_json(url, body, self._headers))

    def delete(self, path: str) -> None:
        url = f"{self.org_url}/api/v1{path}"
        _body(self.org_url, lambda: self._http.delete(url, self._headers))


def configured() -> Api:
    """Return the org that the configuration names; raises CannotDo when there is none."""
    found = config.read()
    if found is None:
        raise CannotDo(f"No org is configured in {config.path()}. Run `okta login` or `okta register` first.")
    return Api(found)


def http() -> HttpClient:
    lab = from_environment()
    return HttpClient("okta-cli", ca_file=str(lab.ca_file) if lab.ca_file.exists() else None, timeout=30.0)


def public(where: str, send: Callable[[], Answer]) -> Any:
    """Make a call that needs no token; raises CannotDo."""
    return _body(where, send)


def _body(where: str, send: Callable[[], Answer]) -> Any:
    try:
        answer = send()
        body: Any = answer.json() if answer.body else None
    except PeerUnavailable as error:
        raise CannotDo(f"The org at {where} cannot be reached: {error}") from error
    except ValueError as error:
        raise CannotDo(f"What answers at {where} is no Okta org.") from error
    if answer.status < 300:
        return body
    raise CannotDo(_words(where, answer.status, body if isinstance(body, dict) else {}))


def _words(where: str, status: int, error: dict[str, Any]) -> str:
    if error.get("errorCode") == _NO_FEATURE:
        return (
            "This org does not have the feature API Access Management, which custom authorization servers need. "
            "Switch it on in the org's settings, or use another org."
        )
    if status == 401:
        return f"The API token is not valid at {where}. Make another one and run `okta login`."
    causes = [str(cause.get("errorSummary")) for cause in error.get("errorCauses") or []]
    return "; ".join([f"The org refuses ({status}): {error.get('errorSummary', 'no reason given')}", *causes])
