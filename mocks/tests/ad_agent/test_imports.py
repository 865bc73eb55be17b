"""The agent mirrors a tenant into an org. Expectations: Okta fact sheet 9.1, Azure AD fact sheet 7.6."""

from datetime import timedelta
from typing import Any

import pytest

from mocks.ad_agent import loading
from mocks.tests import cast
from mocks.tests.ad_agent.mirror import Mirror

ZOE = "zoe@contoso.example"


def new_user(name: str = ZOE, **more: Any) -> dict[str, Any]:
    profile = {"forceChangePasswordNextSignIn": False, "password": "First-day-in-Azure-1"}
    nick = name.partition("@")[0]
    names = {"displayName": "Zoe Zhang", "givenName": "Zoe", "surname": "Zhang", "mail": name, "mailNickname": nick}
    return {"accountEnabled": True, "userPrincipalName": name, "passwordProfile": profile, **names, **more}


def writes(mirror: Mirror) -> Any:
    return mirror.parties.okta.rows("users", "groups", "group_members", "imported_users", "imported_members")


def test_everybody_with_an_address_is_mirrored(mirror: Mirror) -> None:
    told = mirror.run()
    assert told["state"] == "DONE"
    assert "error" not in told["result"]
    assert {cast.ALICE.username, cast.CAROL.username} <= mirror.people()
    assert cast.DAVE.username not in mirror.people(), "disabled in Azure AD"
    waiting = mirror.admin.get(f"{mirror.source.path}/import-results", match="CONFLICT")
    assert cast.NORA.username in {told["profile"]["userName"] for told in waiting}, "has no e-mail address"


def test_groups_come_with_their_members(mirror: Mirror) -> None:
    mirror.run()
    assert cast.GRACE.username in mirror.members("Board")


def test_a_second_full_import_changes_nothing(mirror: Mirror) -> None:
    mirror.run("FULL")
    before = writes(mirror)
    mirror.run("FULL")
    assert writes(mirror) == before


def test_an_incremental_import_brings_what_has_changed(mirror: Mirror) -> None:
    mirror.run()
    zoe = mirror.graph.post("/users", new_user())["id"]
    carol = mirror.graph.get(f"/users/{cast.CAROL.username}")["id"]
    mirror.graph.patch(f"/users/{carol}", {"department": "Design"})
    told = mirror.run()
    assert told["result"]["sent"] == {"users": 2}
    assert mirror.source.user(carol)["profile"]["department"] == "Design"
    assert mirror.source.user(zoe)["profile"]["login"] == ZOE
    assert mirror.run()["result"]["sent"] == {}


@pytest.mark.parametrize("how", ["disabled", "deleted"])
def test_who_leaves_the_tenant_leaves_the_org(mirror: Mirror, how: str) -> None:
    mirror.run()
    carol = mirror.graph.get(f"/users/{cast.CAROL.username}")["id"]
    if how == "disabled":
        mirror.graph.patch(f"/users/{carol}", {"accountEnabled": False})
    else:
        mirror.graph.delete(f"/users/{carol}")
    assert mirror.run()["result"]["sent"] == {"users removed": 1}
    assert mirror.source.user(carol)["status"] == "DEPROVISIONED"


def test_members_come_and_go(mirror: Mirror) -> None:
    mirror.run()
    carol = mirror.graph.get(f"/users/{cast.CAROL.username}")["id"]
    mirror.graph.post(
        f"/groups/{cast.BOARD}/members/$ref", {"@odata.id": f"{cast.AZURE}/v1.0/directoryObjects/{carol}"}
    )
    mirror.run()
    assert cast.CAROL.username in mirror.members("Board")
    mirror.graph.delete(f"/groups/{cast.BOARD}/members/{carol}/$ref")
    mirror.run()
    assert cast.CAROL.username not in mirror.members("Board")


def test_too_old_a_link_makes_a_full_import(mirror: Mirror) -> None:
    """Whoever left meanwhile, with nothing to tell of it any more, is found by their absence."""
    mirror.run()
    carol = mirror.graph.get(f"/users/{cast.CAROL.username}")["id"]
    mirror.graph.delete(f"/users/{carol}")
    mirror.parties.clock.move(timedelta(days=20))
    sent = mirror.run()["result"]["sent"]
    assert (sent["resync"], sent["users removed"]) == (2, 1)
    assert mirror.source.user(carol)["status"] == "DEPROVISIONED"


def test_throttling_is_waited_for(mirror: Mirror) -> None:
    pleas = iter([7, 3])
    mirror.parties.azure.faults.script["graph.throttle"] = lambda _: next(pleas, 0)
    assert "error" not in mirror.run()["result"]
    assert mirror.waits == [7.0, 3.0]


@pytest.mark.parametrize("side", [cast.AZURE, cast.OKTA])
def test_a_side_that_is_away_for_a_moment_is_waited_for(
    mirror: Mirror, side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    down = mirror.parties.network.down
    action = mirror.ask()
    mirror.agent.step()
    down.add(side)
    mirror.on_wait = down.clear
    assert mirror.agent.import_next()
    assert "error" not in mirror.told(action)["result"]
    assert cast.ALICE.username in mirror.people()


def test_a_side_that_stays_away_is_said_and_the_next_import_makes_up_for_it(mirror: Mirror) -> None:
    mirror.parties.network.down.add(cast.AZURE)
    assert "did not answer" in mirror.run()["result"]["error"]
    mirror.parties.network.down.clear()
    assert "error" not in mirror.run()["result"]
    assert cast.ALICE.username in mirror.people()


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("after", range(1, 14))
def test_an_agent_that_dies_anywhere_loses_nobody_and_doubles_nobody(
    mirror: Mirror, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at its n-th call of the org while it imports, it starts again and is given the same import again."""
    monkeypatch.setattr(loading, "MOST", 3)
    calls = iter(range(1, 1000))
    original = mirror.parties.network.client

    def client(origin: str, *, cookies: bool) -> Any:
        if origin == cast.OKTA and importing and next(calls) == after:
            raise Killed
        return original(origin, cookies=cookies)

    importing = False
    action = mirror.ask()
    mirror.agent.step()
    monkeypatch.setattr(mirror.parties.network, "client", client)
    importing = True
    try:
        mirror.agent.import_next()
    except Killed:
        importing = False
        mirror.agent = mirror.another_agent()
        mirror.agent.step()
        assert mirror.agent.import_next()
    importing = False
    assert "error" not in mirror.told(action)["result"]
    logins = [user["profile"]["login"] for user in mirror.admin.get("/users", limit=200)]
    assert len(logins) == len(set(logins))
    assert {cast.ALICE.username, cast.CAROL.username} <= mirror.people()
    assert cast.GRACE.username in mirror.members("Board")


def test_an_agent_that_has_lost_its_memory_begins_anew(mirror: Mirror) -> None:
    mirror.run()
    before = writes(mirror)
    mirror.agent = mirror.another_agent(mirror.store.beside("other"))
    mirror.run()
    assert writes(mirror) == before


def test_the_safeguard_stops_an_import_until_an_administrator_goes_on(mirror: Mirror) -> None:
    mirror.run()
    mirror.source.change(departure={"action": "DEACTIVATE", "safeguard": 20, "least": 1})
    for login in mirror.people():
        mirror.graph.delete(f"/users/{login}")
    assert "safeguard" in mirror.run()["result"]["error"]
    assert cast.CAROL.username in mirror.people()
    assert "error" not in mirror.run(ignoreSafeguard=True)["result"]
    assert cast.CAROL.username not in mirror.people()


def test_imports_are_scheduled_by_the_lab_s_clock(mirror: Mirror) -> None:
    mirror.source.change(schedule=60)
    assert mirror.agent.step(), "due at once"
    assert mirror.agent.import_next()
    assert not mirror.agent.step()
    mirror.parties.clock.move(timedelta(minutes=61))
    assert mirror.agent.step()
    assert mirror.agent.import_next()


def test_a_guest_is_not_mirrored(mirror: Mirror) -> None:
    mirror.graph.post("/users", new_user(userType="Guest"))
    mirror.run()
    assert ZOE not in mirror.people()
