"""Hops are read on from where the last reading ended, and anew where a log was cleared."""

from pathlib import Path
from typing import Any

import msgspec

from lab.flow.collect import Collector, Flows
from lab.flow.control import ControlApi, NotControlled, ServiceDown
from lab.flow.hop import Hop
from lab.tests.flow.recorded import URLS, SignIn, by_azure
from lab.topology import from_environment


class Logs(ControlApi):
    """The logs of services as the control API serves them, at most `limit` hops an answer."""

    def __init__(self, tmp_path: Path, hops: list[Hop], limit: int = 5000) -> None:
        super().__init__(from_environment({"LAB_STATE": str(tmp_path)}), "token")
        self.hops: dict[str, list[Hop]] = {service: [] for service in URLS}
        self.asked: list[tuple[str, int]] = []
        self.problems: dict[str, Exception] = {}
        self._limit = limit
        self.record(hops)

    def record(self, hops: list[Hop]) -> None:
        for hop in hops:
            self.hops[hop.service].append(hop)

    def call(self, service: str, method: str, path: str, body: object = None) -> bytes:
        if service in self.problems:
            raise self.problems[service]
        after = int(path.removeprefix("hops?after="))
        self.asked.append((service, after))
        found = [hop for hop in self.hops[service] if hop.id > after][: self._limit]
        return msgspec.json.encode({"service": service, "hops": found})


def renumbered(hops: list[Hop], first: int) -> list[Hop]:
    return [msgspec.structs.replace(hop, id=first + place) for place, hop in enumerate(hops)]


def test_only_what_is_new_travels(tmp_path: Path) -> None:
    signin = SignIn("alice")
    signin.start()
    logs = Logs(tmp_path, signin.hops)
    collector = Collector(logs, ["webapp"])
    collector.refresh()
    logs.asked.clear()
    last = logs.hops["webapp"][-1].id

    collector.refresh()

    assert min(after for _, after in logs.asked) == last - 1
    assert [hop.id for hop in collector.hops] == [hop.id for hop in logs.hops["webapp"]]


def test_long_logs_are_read_to_their_end_and_held_to_a_bound(tmp_path: Path) -> None:
    logs = Logs(tmp_path, renumbered(by_azure("alice").hops[:1] * 25, 1), limit=10)
    collector = Collector(logs, ["webapp"], keep=20)

    collector.refresh()

    assert [hop.id for hop in collector.hops] == list(range(6, 26))


def test_a_cleared_log_is_read_anew_even_when_its_ids_come_again(tmp_path: Path) -> None:
    """SQLite gives the ids of deleted rows once more."""
    logs = Logs(tmp_path, renumbered([hop for hop in by_azure("alice").hops if hop.service == "okta"], 1))
    collector = Collector(logs, ["okta"])
    collector.refresh()
    fresh = renumbered([hop for hop in by_azure("carol").hops if hop.service == "okta"], 1)
    logs.hops["okta"] = fresh

    collector.refresh()

    assert [hop.trace for hop in collector.hops] == [hop.trace for hop in fresh]

    logs.hops["okta"] = []
    collector.refresh()
    assert collector.hops == []


def test_what_cannot_be_read_is_missing_and_told(tmp_path: Path) -> None:
    """The others' part is shown; the application's is inferred."""
    logs = Logs(tmp_path, by_azure("alice").hops)
    problems: dict[str, Any] = {"webapp": NotControlled("no probe"), "partner-idp": ServiceDown("does not answer")}
    logs.problems = problems

    flows, missing = Flows(logs, URLS).read()

    assert missing == problems
    assert [flow.headline for flow in flows] == ["alice@contoso.example signed in to Sample application"]
    assert [message.target for message in flows[0].messages if message.hop is None] == ["webapp", "webapp"]


def test_flows_are_joined_again_only_when_something_was_recorded(tmp_path: Path) -> None:
    logs = Logs(tmp_path, by_azure("alice").hops)
    flows = Flows(logs, URLS)

    first, _ = flows.read()
    again, _ = flows.read()
    logs.record(by_azure("carol", at=2000.0).hops)
    more, _ = flows.read()

    assert first is again
    assert len(more) == 2
    assert flows.find(first[0].id) is not None
    assert flows.find("nobody") is None
