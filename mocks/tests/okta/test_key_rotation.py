"""Signing keys rotate by themselves. Expectations: Okta fact sheet 1.4 and 5.4."""

from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from mocks.okta import key_rotation
from mocks.okta.directory import authorization_servers
from mocks.tests.browser import Browser
from mocks.tests.cast import OKTA, OLIVIA
from mocks.tests.okta.api.admin import Admin
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


def test_the_org_s_own_server_rotates_as_well(browser: Browser, parties: Parties) -> None:
    """By the lab's clock, whichever worker is asked first; a reset puts it back with everything else."""
    app = parties.app_at_okta("")
    parties.network.serve(OKTA, parties.okta.another_worker(), parties.okta.another_worker())
    first = kids(app)
    parties.clock.move(timedelta(days=91))
    rotated = [kids(app) for _ in range(4)]
    assert all(set(one) == set(rotated[0]) > set(first) for one in rotated)
    parties.clock.move(timedelta(days=-91))
    assert set(kids(app)) == set(rotated[0])
    assert app.claims(app.tokens(browser, OLIVIA)["id_token"])


@pytest.mark.parametrize("server", ["", "/oauth2/default"])
def test_a_client_that_keeps_the_key_set_knows_the_next_key(server: str, browser: Browser, parties: Parties) -> None:
    """1.4: current and next key are published; the first rotation surprises nobody."""
    app = parties.app_at_okta(server)
    kept = app.get(app.metadata["jwks_uri"]).get_json()
    parties.clock.move(timedelta(days=91))
    token = app.tokens(browser, OLIVIA)["id_token"]
    assert jwt.decode(token, KeySet.import_key_set(kept), algorithms=["RS256"]).claims["sub"]


def test_rotating_twice_takes_no_key_of_a_token_that_is_good(
    app: RelyingParty, admin: Admin, browser: Browser, parties: Parties
) -> None:
    """5.4, keyRotate: what was signed an hour ago is still explained; after a day it is not needed."""
    token = app.tokens(browser, OLIVIA)["access_token"]
    for _ in range(3):
        parties.clock.move(timedelta(minutes=1))
        admin.post("/authorizationServers/default/credentials/lifecycle/keyRotate", {"use": "sig"})
    assert app.claims(token)["sub"] == OLIVIA.username
    parties.clock.move(timedelta(days=2))
    admin.post("/authorizationServers/default/credentials/lifecycle/keyRotate", {"use": "sig"})
    assert len(kids(app)) == 3
