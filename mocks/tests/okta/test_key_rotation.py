"""Signing keys of custom authorization servers rotate by themselves. Expectations: Okta fact sheet 1.4."""

from datetime import timedelta

from mocks.okta import key_rotation
from mocks.okta.directory import authorization_servers
from mocks.tests.browser import Browser
from mocks.tests.cast import OLIVIA
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def kids(app: RelyingParty) -> list[str]:
    return [key["kid"] for key in app.get(app.metadata["jwks_uri"]).get_json()["keys"]]


def test_after_90_days_the_next_key_signs(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """What was signed before is still explained; one to three keys are published."""
    before = app.tokens(browser, OLIVIA)["id_token"]
    first = kids(app)
    parties.clock.move(timedelta(days=90))
    assert kids(app) == first
    parties.clock.move(timedelta(seconds=1))
    rotated = kids(app)
    assert set(first) < set(rotated)
    assert app.claims(before)["sub"] == app.claims(app.tokens(browser, OLIVIA)["id_token"])["sub"]
    for _ in range(3):
        parties.clock.move(timedelta(days=91))
        assert len(kids(app)) == 3
    assert not set(first) & set(kids(app))


def test_not_where_an_administrator_does_it(app: RelyingParty, parties: Parties) -> None:
    before, now = kids(app), parties.clock.now()
    with parties.okta.db() as db:
        authorization_servers.change(db, "default", now, "another", rotation_mode="MANUAL")
    parties.clock.move(timedelta(days=400))
    assert kids(app) == before


def test_one_of_two_workers_does_it(parties: Parties) -> None:
    """Whoever read the server before the other's rotation rotates nothing."""
    with parties.okta.db() as db:
        server = authorization_servers.by_id(db, "default")
        assert server
        assert authorization_servers.note_rotation(db, server, parties.clock.now(), "first")
        assert not authorization_servers.note_rotation(db, server, parties.clock.now(), "second")
    assert not key_rotation.is_due(server, server.last_rotated + 60)
