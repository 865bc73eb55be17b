"""The steps of the migration, each of which can be taken back.

`delegate`: people type their Azure AD password at Okta, which keeps what the agent found right. `cutover`: Azure AD is
asked for nothing any more. What a step found is kept in the lab's state folder until it is taken back.
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lab.migration.people import NEEDS_AZURE, Person
from lab.org_api import OrgApi, OrgRefuses

_NAMED = 10
Undo = tuple[str, str, Any]
"""Method, path and body of the call that takes a change back."""


class CannotGo(Exception):
    """The step is not taken; the text says why and who is in the way."""


class Road:
    """Takes steps at one org. file: where what they found is kept."""

    def __init__(self, org: OrgApi, source_id: str, issuer: str, file: Path) -> None:
        """issuer: of the tenant, by which its identity provider is found."""
        self._org, self._source, self._issuer, self._file = org, f"/identity-sources/{source_id}", issuer, file

    def steps(self) -> list[str]:
        """Return the steps that were taken and not taken back, the first one first."""
        return [step["name"] for step in self._kept()]

    def delegate(self) -> None:
        """Have people type their password at Okta, and Okta keep it; raises CannotGo."""
        self._refuse_twice("delegate")
        with self._step("delegate") as change:
            self._stop_routing(change)
            self._change_source(change, {"credential": "DELEGATED", "takePasswords": True})

    def invite(self, people: Sequence[Person]) -> int:
        """Send everybody at Okta who needs Azure AD a link to choose a password; return how many those are."""
        invited = [person for person in people if person.okta_id and person.stage in NEEDS_AZURE]
        for person in invited:
            self._org.post(f"/users/{person.okta_id}/lifecycle/reset_password?sendEmail=true", {})
        return len(invited)

    def cutover(self, people: Sequence[Person], leave: Collection[str] = ()) -> None:
        """Ask Azure AD for nothing any more; raises CannotGo while somebody would be locked out.

        leave: usernames of those who may be.
        """
        self._refuse_twice("cutover")
        stuck = [person for person in people if person.stage in NEEDS_AZURE and person.username not in leave]
        if stuck:
            raise CannotGo(_who(stuck))
        with self._step("cutover") as change:
            self._stop_routing(change)
            self._change_source(change, {"status": "INACTIVE", "schedule": None, "profileSource": False})
            for idp in self._identity_providers():
                path = f"/idps/{idp['id']}/lifecycle"
                change("POST", f"{path}/deactivate", {}, ("POST", f"{path}/activate", {}))

    def rollback(self) -> str:
        """Take the last step back; return its name. Raises CannotGo when none was taken."""
        kept = self._kept()
        if not kept:
            raise CannotGo("No step was taken that could be taken back.")
        self._undo(kept[-1]["undo"])
        self._file.write_text(json.dumps(kept[:-1]))
        return str(kept[-1]["name"])

    def _stop_routing(self, change: "Change") -> None:
        ids = {idp["id"] for idp in self._identity_providers()}
        for policy in self._org.get("/policies?type=IDP_DISCOVERY"):
            for rule in self._org.get(f"/policies/{policy['id']}/rules"):
                providers = {it.get("id") for it in rule["actions"]["idp"]["providers"]}
                if rule["status"] == "ACTIVE" and providers & ids:
                    path = f"/policies/{policy['id']}/rules/{rule['id']}/lifecycle"
                    change("POST", f"{path}/deactivate", {}, ("POST", f"{path}/activate", {}))

    def _change_source(self, change: "Change", settings: dict[str, Any]) -> None:
        before = self._org.get(self._source)
        change("PUT", self._source, {**before, **settings}, ("PUT", self._source, before))

    def _identity_providers(self) -> list[dict[str, Any]]:
        """Return the active identity providers that are the tenant."""
        found = self._org.pages("/idps?limit=200")
        return [idp for idp in found if idp["status"] == "ACTIVE" and _issuer(idp) == self._issuer]

    def _refuse_twice(self, name: str) -> None:
        if name in self.steps():
            raise CannotGo(f"{name} was done before; `python -m lab migrate rollback` takes it back.")

    @contextmanager
    def _step(self, name: str) -> Iterator["Change"]:
        """Make changes that are all there or none; keep how to take them back."""
        undo: list[Undo] = []

        def change(method: str, path: str, body: Any, back: Undo) -> None:
            self._call(method, path, body)
            undo.insert(0, back)

        try:
            yield change
        except OrgRefuses:
            self._undo(undo)
            raise
        self._file.write_text(json.dumps([*self._kept(), {"name": name, "undo": undo}]))

    def _undo(self, calls: Sequence[Sequence[Any]]) -> None:
        for method, path, body in calls:
            self._call(method, path, body)

    def _call(self, method: str, path: str, body: Any) -> None:
        (self._org.put if method == "PUT" else self._org.post)(path, body)

    def _kept(self) -> list[dict[str, Any]]:
        return list(json.loads(self._file.read_text())) if self._file.exists() else []


Change = Callable[[str, str, Any, Undo], None]


def _issuer(idp: dict[str, Any]) -> str:
    return str(idp["protocol"].get("issuer", {}).get("url", ""))


def _who(stuck: Sequence[Person]) -> str:
    named = ", ".join(f"{person.username} ({person.stage})" for person in stuck[:_NAMED])
    more = f" and {len(stuck) - _NAMED} more" if len(stuck) > _NAMED else ""
    people = "1 person" if len(stuck) == 1 else f"{len(stuck)} people"
    return (
        f"{people} would be locked out without Azure AD: {named}{more}. "
        "`invite` sends them a link to choose a password; `--leave USERNAME` goes on without somebody."
    )
