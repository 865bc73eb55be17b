"""Single calls at a running Okta: the grants of the token endpoint, introspection, userinfo, single sign-on."""

import http.client
import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from bench.signins import OKTA_CLIENT, Connections, Plain
from lab.actors.browser import Browser
from lab.topology import Lab

OFFLINE = "openid email profile offline_access"


class Calls:
    """A relying party of Okta's default authorization server with a person who is signed in."""

    def __init__(self, lab: Lab, person: int) -> None:
        self._plain = Plain(lab, "okta", OFFLINE)
        self._connections: Connections = {}
        self._browser = Browser(self._connections)
        self._code, self._verifier = self._plain.code(self._browser, person)
        self._tokens = self._redeem(self._code, self._verifier)

    def kinds(self, count: int) -> dict[str, Callable[[], object]]:
        """Return each call by its name; count: how often at most the ones run that use something up."""
        codes = [self._again() for _ in range(count)]
        left = iter(codes)
        refresh = {"grant_type": "refresh_token", "refresh_token": self._tokens["refresh_token"]}
        return {
            "client credentials (one signature)": lambda: self._token({"grant_type": "client_credentials"}),
            "authorization code (two signatures)": lambda: self._used(self._redeem(*next(left))),
            "refresh token (two signatures)": lambda: self._token(refresh),
            "introspection": lambda: self._post("introspect", {"token": self._tokens["access_token"]}),
            "userinfo": self._userinfo,
            "single sign-on (authorize with a session)": lambda: self._used(self._again()),
        }

    def _again(self) -> tuple[str, str]:
        """Come back with the session; return a code and its verifier."""
        url, verifier = self._plain.start()
        location = self._browser.redirect(url)
        return parse_qs(urlsplit(location).query)["code"][0], verifier

    def _redeem(self, code: str, verifier: str) -> dict[str, str]:
        found: dict[str, str] = self._plain.redeem(self._connections[self._plain.host], code, verifier)
        return found

    def _token(self, form: dict[str, str]) -> None:
        self._used(self._post("token", form))

    def _post(self, endpoint: str, form: dict[str, str]) -> dict[str, str]:
        client_id, secret = OKTA_CLIENT
        body = urlencode(form | {"client_id": client_id, "client_secret": secret})
        headers = {"Host": self._plain.host, "Content-Type": "application/x-www-form-urlencoded"}
        return self._answer("POST", endpoint, body, headers)

    def _userinfo(self) -> None:
        bearer = {"Host": self._plain.host, "Authorization": f"Bearer {self._tokens['access_token']}"}
        self._answer("GET", "userinfo", None, bearer)

    def _answer(self, method: str, endpoint: str, body: str | None, headers: dict[str, str]) -> dict[str, str]:
        connection: http.client.HTTPConnection = self._connections[self._plain.host]
        path = urlsplit(self._plain.token).path.removesuffix("token") + endpoint
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise RuntimeError(f"{endpoint} answered {response.status}: {text[:200]!r}")
        found: dict[str, str] = json.loads(text)
        return found

    @staticmethod
    def _used(answer: object) -> None:
        if not answer:
            raise RuntimeError("an answer without content")
