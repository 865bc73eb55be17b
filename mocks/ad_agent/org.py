"""The Okta side: import sessions, actions, reports. Source: Okta fact sheet 9.1, the Identity Sources API."""

from typing import Any

from mocks.ad_agent.calls import Refused, Wait, body_of, patient
from mocks.ad_agent.settings import Settings
from mocks.kit.http import HttpClient

VERSION = "3.20.0"


class Org:
    """Calls one org for one identity source."""

    def __init__(self, settings: Settings, http: HttpClient, wait: Wait) -> None:
        self._http, self._wait = http, wait
        self._headers = {"Authorization": f"SSWS {settings.token}"}
        self._source = f"{settings.okta_url}/api/v1/identity-sources/{settings.source_id}"
        self._agents = f"{settings.okta_url}/api/1/internal/app/activedirectory/{settings.source_id}/agent"
        self._name = settings.name

    def start(self, agent_id: str, public_key: str) -> str:
        """Say that this agent is there; return its id, a new one when the org does not know it."""
        told = {"name": self._name, "version": VERSION, "publicKey": public_key, "id": agent_id}
        return str(body_of(self._http.post_json(self._agents, told, self._headers))["id"])

    def next_action(self, agent_id: str) -> dict[str, Any] | None:
        """Return what is to be done, None when there is nothing. Not repeated: it is asked again soon anyway."""
        found: dict[str, Any] | None = body_of(self._http.get(f"{self._agents}/{agent_id}/nextAction", self._headers))
        return found

    def report(self, agent_id: str, action_id: str, report: dict[str, Any], *, done: bool) -> None:
        told = {"actionId": action_id, "report": report, "done": done}
        self._post(f"{self._agents}/{agent_id}/actionResult", told)

    def sessions(self) -> list[dict[str, Any]]:
        """Return the sessions that are not over."""
        found: list[dict[str, Any]] = self._get(f"{self._source}/sessions")
        return found

    def open_session(self) -> str:
        return str(self._post(f"{self._source}/sessions", {})["id"])

    def cancel_session(self, id: str) -> None:
        url = f"{self._source}/sessions/{id}"
        body_of(patient(lambda: self._http.delete(url, self._headers), self._wait))

    def load(self, session_id: str, kind: str, body: dict[str, Any]) -> None:
        """Bring data; kind: such as `bulk-upsert`."""
        self._post(f"{self._source}/sessions/{session_id}/{kind}", body)

    def trigger(self, session_id: str, *, ignore_safeguard: bool) -> str:
        """Have a session worked off; return its status. Asked twice it is the same: an answer may have been lost."""
        query = "?ignoreSafeguard=true" if ignore_safeguard else ""
        try:
            return str(self._post(f"{self._source}/sessions/{session_id}/start-import{query}", {})["status"])
        except Refused:
            status = self.session_status(session_id)
            if status == "CREATED":
                raise
            return status

    def session_status(self, session_id: str) -> str:
        """Return where a session stands; asking takes it further."""
        return str(self._get(f"{self._source}/sessions/{session_id}")["status"])

    def _get(self, url: str) -> Any:
        return body_of(patient(lambda: self._http.get(url, self._headers), self._wait))

    def _post(self, url: str, body: dict[str, Any]) -> Any:
        return body_of(patient(lambda: self._http.post_json(url, body, self._headers), self._wait))
