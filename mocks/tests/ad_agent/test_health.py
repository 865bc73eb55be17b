"""An agent's health as the org shows it. Expectations: Okta fact sheet 9.1."""

from datetime import timedelta

from mocks.tests.ad_agent.mirror import Mirror


def status(mirror: Mirror) -> tuple[str, list[str]]:
    (pool,) = mirror.admin.get("/agentPools")
    return pool["operationalStatus"], [agent["operationalStatus"] for agent in pool["agents"]]


def test_a_pool_is_as_well_as_its_agents(mirror: Mirror) -> None:
    assert status(mirror) == ("INACTIVE", [])
    mirror.agent.step()
    assert status(mirror) == ("OPERATIONAL", ["OPERATIONAL"])
    mirror.parties.clock.move(timedelta(minutes=3))
    assert status(mirror) == ("DISRUPTED", ["DISRUPTED"])
    mirror.another_agent(mirror.store.beside("other")).step()
    assert status(mirror) == ("DEGRADED", ["OPERATIONAL", "DISRUPTED"])


def test_an_agent_that_starts_again_is_the_same(mirror: Mirror) -> None:
    mirror.agent.step()
    mirror.agent = mirror.another_agent()
    mirror.agent.step()
    assert status(mirror) == ("OPERATIONAL", ["OPERATIONAL"])


def test_no_agent_no_import(mirror: Mirror) -> None:
    assert mirror.admin.refused("POST", f"{mirror.source.path}/imports", {}) == (504, "E0000241")


def test_of_two_agents_one_gets_an_import(mirror: Mirror) -> None:
    other = mirror.another_agent(mirror.store.beside("other"))
    other.step()
    mirror.ask()
    assert [mirror.agent.step(), other.step()] == [True, False]


def test_what_a_silent_agent_left_another_takes(mirror: Mirror) -> None:
    mirror.ask()
    assert mirror.agent.step()
    mirror.parties.clock.move(timedelta(minutes=3))
    other = mirror.another_agent(mirror.store.beside("other"))
    assert other.step()
    assert other.import_next()


def test_an_org_that_was_put_back_is_told_again(mirror: Mirror) -> None:
    mirror.agent.step()
    with mirror.parties.okta.db() as db:
        db.exec_driver_sql("DELETE FROM agents")
    mirror.agent.look()
    mirror.agent.look()
    assert status(mirror) == ("OPERATIONAL", ["OPERATIONAL"])
