"""One import: a round of users, a round of groups with their members, told to the org.

An incremental import goes on where the last one ended; a full one reads everything and takes away what is there no
more. A round whose token is too old becomes a full one by itself.
"""

from typing import Any

from mocks.ad_agent import profile
from mocks.ad_agent.graph import Graph, Resync
from mocks.ad_agent.loading import MOST, Load
from mocks.ad_agent.memory import Entry, Memory, batches

_USER, _GROUP, _MEMBER = "user", "group", "member"


class Import:
    """Runs once. full: whether to read everything."""

    def __init__(self, graph: Graph, memory: Memory, load: Load, *, full: bool) -> None:
        self._graph, self._memory, self._load, self._full = graph, memory, load, full
        self._run = int(memory.get("run") or 0) + 1
        self._gone: list[tuple[str, list[Entry]]] = []

    def run(self) -> dict[str, int]:
        """Import; return what was sent. Raises as the two sides do, with nothing lost: the next run repeats it."""
        self._memory.keep(run=str(self._run))
        self._load.clear_the_way()
        links = {"users": self._round("users"), "groups": self._round("groups")}
        self._memory.keep(**links)
        return dict(self._load.sent)

    def _round(self, kind: str) -> str:
        """Do a round and see it worked off; return where the next one begins."""
        link = "" if self._full else self._memory.get(kind)
        try:
            return self._read(kind, link)
        except Resync:
            self._load.sent["resync"] += 1
            return self._read(kind, "")

    def _read(self, kind: str, link: str) -> str:
        take = self._take_users if kind == "users" else self._take_groups
        following = ""
        for page, end in self._graph.round(kind, link):
            take(page)
            following = end
        if not link:
            self._take_away_the_rest(kind)
        self._load.finish()
        # Not before the org is done with it: what a dying agent had forgotten would never be taken away.
        for told, entries in self._gone:
            self._memory.forget(told, entries)
        self._gone.clear()
        return following

    def _take_users(self, page: list[dict[str, Any]]) -> None:
        here = [found for found in page if profile.is_mirrored(found)]
        for some in batches(here, MOST):
            profiles = [{"externalId": found["id"], "profile": profile.of_user(found)} for found in some]
            self._load.bring("bulk-upsert", {"entityType": "USERS", "profiles": profiles}, "users", len(some))
            self._memory.note(_USER, [(found["id"], "") for found in some], self._run)
        self._drop_users([found["id"] for found in page if not profile.is_mirrored(found)])

    def _drop_users(self, ids: list[str]) -> None:
        told = self._memory.known(_USER, ids)
        for some in batches(told, MOST):
            body = {"entityType": "USERS", "profiles": [{"externalId": id} for id in some]}
            self._load.bring("bulk-delete", body, "users removed", len(some))
        self._gone.append((_USER, [(id, "") for id in told]))

    def _take_groups(self, page: list[dict[str, Any]]) -> None:
        here = [found for found in page if not profile.is_gone(found)]
        for some in batches(here, MOST):
            profiles = [{"externalId": found["id"], "profile": profile.of_group(found)} for found in some]
            self._load.bring("bulk-groups-upsert", {"profiles": profiles}, "groups", len(some))
            self._memory.note(_GROUP, [(found["id"], "") for found in some], self._run)
        self._drop_groups([found["id"] for found in page if profile.is_gone(found)])
        members = [(found["id"], member) for found in here for member in found.get("members@delta", [])]
        self._join([(group, it["id"]) for group, it in members if not profile.is_gone(it) and _is_person(it)])
        self._leave([(group, it["id"]) for group, it in members if profile.is_gone(it)])

    def _drop_groups(self, ids: list[str]) -> None:
        for some in batches(ids, MOST):
            self._load.bring("bulk-groups-delete", {"externalIds": some}, "groups removed", len(some))
        self._gone.append((_GROUP, [(id, "") for id in ids]))

    def _join(self, entries: list[Entry]) -> None:
        for some in batches(entries, MOST):
            self._load.bring("bulk-group-memberships-upsert", _memberships(some), "members", len(some))
            self._memory.note(_MEMBER, some, self._run)

    def _leave(self, entries: list[Entry]) -> None:
        for some in batches(entries, MOST):
            self._load.bring("bulk-group-memberships-delete", _memberships(some), "members removed", len(some))
        self._gone.append((_MEMBER, entries))

    def _take_away_the_rest(self, kind: str) -> None:
        """After everything was read: take away what the org was told of before and is there no more."""
        if kind == "users":
            self._drop_users([id for id, _ in self._memory.left_over(_USER, self._run)])
        else:
            self._drop_groups([id for id, _ in self._memory.left_over(_GROUP, self._run)])
            self._leave(self._memory.left_over(_MEMBER, self._run))


def _is_person(member: dict[str, Any]) -> bool:
    return str(member.get("@odata.type", "")).endswith(".user")


def _memberships(entries: list[Entry]) -> dict[str, Any]:
    of_group: dict[str, list[str]] = {}
    for group, member in entries:
        of_group.setdefault(group, []).append(member)
    return {"memberships": [{"groupExternalId": id, "memberExternalIds": ids} for id, ids in of_group.items()]}
