"""The Azure AD side: delta rounds of Microsoft Graph, and a person's password tried. Source: fact sheet section 7.6."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from mocks.ad_agent.calls import Refused, Wait, body_of, patient
from mocks.ad_agent.settings import Settings
from mocks.kit.clock import Clock
from mocks.kit.http import Answer, HttpClient

_USER = "id,userPrincipalName,mail,givenName,surname,displayName,department,jobTitle,employeeId,mobilePhone"
FIRST_ROUND = {
    "users": f"/users/delta?$select={_USER},accountEnabled,userType",
    "groups": "/groups/delta?$select=id,displayName,description,members",
}
_RESYNC = {"resyncRequired", "syncStateNotFound", "syncStateInvalid"}
_GONE = 410
_MARGIN = timedelta(minutes=5)
_REASONS = {50053: "locked_account", 50055: "expired_password", 50126: "bad_password", 50034: "bad_password"}


class Resync(Exception):
    """The delta token is too old: everything has to be read again."""


class Graph:
    """Reads one tenant."""

    def __init__(self, settings: Settings, http: HttpClient, clock: Clock, wait: Wait) -> None:
        self._settings, self._http, self._clock, self._wait = settings, http, clock, wait
        self._token, self._until = "", datetime.min.replace(tzinfo=clock.now().tzinfo)

    def round(self, kind: str, link: str) -> Iterator[tuple[list[dict[str, Any]], str]]:
        """Yield the pages of a delta round, each with the link of the next round, "" but for the last.

        kind: `users` or `groups`. link: what the round before ended with, "" for everything. Raises Resync.
        """
        url = link or f"{self._settings.graph_url}{FIRST_ROUND[kind]}"
        while url:
            page = self._page(url)
            url = page.get("@odata.nextLink", "")
            yield page["value"], page.get("@odata.deltaLink", "")

    def refusal(self, username: str, password: str) -> str:
        """Try a person's password; return why it is refused, in the org's words, "" when it is right.

        Raises Refused when Azure AD says nothing about the password: it is out of order, or has had enough of us.
        """
        try:
            body_of(self._http.post_form(self._settings.token_url, self._grant(username, password)))
        except Refused as refused:
            codes = refused.body.get("error_codes") if isinstance(refused.body, dict) else None
            if not codes:
                raise
            # Whoever is only asked for a further proof, or for consent, has typed the right password.
            return "" if codes[0] in (50076, 50079, 65001) else _REASONS.get(codes[0], "bad_password")
        return ""

    def _page(self, url: str) -> dict[str, Any]:
        answer = patient(lambda: self._get(url), self._wait)
        if answer.status == 401:
            self._token = ""
            answer = patient(lambda: self._get(url), self._wait)
        try:
            page: dict[str, Any] = body_of(answer)
        except Refused as refused:
            if refused.status == _GONE or _code(refused.body) in _RESYNC:
                raise Resync(str(refused)) from refused
            raise
        return page

    def _get(self, url: str) -> Answer:
        return self._http.get(url, {"Authorization": f"Bearer {self._access_token()}"})

    def _access_token(self) -> str:
        now = self._clock.now()
        if not self._token or now >= self._until:
            form = self._client() | {
                "grant_type": "client_credentials",
                "scope": "https://graph.microsoft.com/.default",
            }
            granted = body_of(patient(lambda: self._http.post_form(self._settings.token_url, form), self._wait))
            self._token = granted["access_token"]
            self._until = now + timedelta(seconds=int(granted["expires_in"])) - _MARGIN
        return self._token

    def _grant(self, username: str, password: str) -> dict[str, str]:
        named = {"grant_type": "password", "username": username, "password": password}
        return self._client() | named | {"scope": "openid"}

    def _client(self) -> dict[str, str]:
        return {"client_id": self._settings.client_id, "client_secret": self._settings.client_secret}


def _code(body: Any) -> str:
    error = body.get("error") if isinstance(body, dict) else None
    return str(error.get("code")) if isinstance(error, dict) else ""
