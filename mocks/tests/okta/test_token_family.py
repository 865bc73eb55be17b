"""What Okta does with tokens after they were issued: rotation, reuse, introspection, revocation."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from werkzeug.test import TestResponse

from mocks.okta.authorization_server import OktaServer
from mocks.okta.directory import applications
from mocks.tests import cast, keys
from mocks.tests.browser import Browser
from mocks.tests.issuers.test_client_credentials import ask as ask_for_itself
from mocks.tests.issuers.test_codes import refused
from mocks.tests.issuers.test_refresh import OFFLINE, refresh
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def app(parties: Parties) -> RelyingParty:
    """The application whose refresh tokens stay (STATIC)."""
    return parties.app_at_okta()


@pytest.fixture
def rotating(parties: Parties) -> RelyingParty:
    """The application whose refresh tokens rotate, with 30 seconds of leeway."""
    return parties.second_app_at_okta()


def ask(app: RelyingParty, endpoint: str, token: str, **changes: str) -> TestResponse:
    form = {"token": token, "client_id": app.client_id, "client_secret": app.client_secret}
    return app.post(app.metadata[endpoint], form | changes)


def tokens_of(app: RelyingParty, browser: Browser) -> dict[str, Any]:
    return app.tokens(browser, cast.OLIVIA, scope=OFFLINE)


def test_a_static_token_stays(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Each use begins its idle time anew (fact sheet 1.7)."""
    token = tokens_of(app, browser)["refresh_token"]
    for _ in range(3):
        parties.clock.move(timedelta(days=6))
        assert refresh(app, token).get_json()["refresh_token"] == token


def test_a_rotated_token_is_replaced(rotating: RelyingParty, browser: Browser) -> None:
    first = tokens_of(rotating, browser)["refresh_token"]
    second = refresh(rotating, first).get_json()["refresh_token"]
    assert second != first
    assert refresh(rotating, second).status_code == 200


def test_within_the_leeway_a_lost_answer_can_be_asked_for_again(
    rotating: RelyingParty, browser: Browser, parties: Parties
) -> None:
    first = tokens_of(rotating, browser)["refresh_token"]
    refresh(rotating, first)
    parties.clock.move(timedelta(seconds=30))
    assert refresh(rotating, first).status_code == 200


def test_reuse_after_the_leeway_kills_the_family(rotating: RelyingParty, browser: Browser, parties: Parties) -> None:
    """RFC 9700 section 4.14.2: nobody can tell who the thief is, so the newest token dies, and the access tokens."""
    first = tokens_of(rotating, browser)["refresh_token"]
    newest = refresh(rotating, first).get_json()
    parties.clock.move(timedelta(seconds=31))
    assert refused(refresh(rotating, first))
    assert refused(refresh(rotating, newest["refresh_token"]))
    assert rotating.userinfo(newest["access_token"]).status_code == 401


def test_who_is_no_longer_assigned_gets_nothing_more(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Fact sheet 1.7: removed assignment, refresh fails."""
    token = tokens_of(app, browser)["refresh_token"]
    with parties.okta.db() as db:
        db.execute(applications.APP_GROUPS.delete())
    assert refused(refresh(app, token))


def test_introspection_of_an_access_token(app: RelyingParty, browser: Browser) -> None:
    """RFC 7662 section 2.2, fact sheet 1.10: `sub` is the login."""
    about = ask(app, "introspection_endpoint", tokens_of(app, browser)["access_token"]).get_json()
    assert about["active"] is True
    assert (about["sub"], about["username"], about["client_id"]) == (
        cast.OLIVIA.username,
        cast.OLIVIA.username,
        app.client_id,
    )
    assert about["exp"] - about["iat"] == 3600
    assert about["token_type"] == "Bearer"
    assert set(about["scope"].split()) == set(OFFLINE.split())


def test_introspection_of_a_client_s_own_token(parties: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fact sheet 1.9: `sub` is the client's id, and there is no person."""
    monkeypatch.setattr(OktaServer, "scopes", lambda *_: frozenset({"timesheets.read"}))
    service = parties.app_at_okta().registered(cast.SERVICE_AT_OKTA, "").asking("timesheets.read")
    token = ask_for_itself(service).get_json()["access_token"]
    about = ask(service, "introspection_endpoint", token).get_json()
    assert (about["active"], about["sub"], about["scope"]) == (True, cast.SERVICE_AT_OKTA, "timesheets.read")
    assert not {"uid", "username"} & set(about)
    claims = service.claims(token)
    assert (claims["sub"], claims["cid"], claims["scp"]) == (cast.SERVICE_AT_OKTA,) * 2 + (["timesheets.read"],)


def test_the_org_server_wants_a_client_s_private_key(parties: Parties) -> None:
    """Fact sheet 1.1: scopes of Okta's own API, by private_key_jwt alone."""
    service = parties.app_at_okta("").registered(cast.SERVICE_AT_OKTA, "").asking("okta.users.read")
    assert refused(ask_for_itself(service), "invalid_client", 401)


@pytest.fixture
def keyed(parties: Parties) -> RelyingParty:
    """The application that has keys and no secret, at the org server."""
    return parties.app_at_okta("").registered(cast.KEYED_AT_OKTA, cast.CALLBACK).asking("okta.users.read")


def statement(app: RelyingParty, parties: Parties, **changes: object) -> dict[str, Any]:
    now = parties.clock.timestamp()
    claims = {"iss": app.client_id, "sub": app.client_id, "aud": app.metadata["token_endpoint"], "exp": now + 3600}
    return {**claims, "jti": "of-this-test", **changes}


def proven(app: RelyingParty, assertion: str, **changes: str) -> TestResponse:
    proof = {"client_assertion_type": keys.TYPE, "client_assertion": assertion}
    return ask_for_itself(app, client_secret=None, **proof, **changes)


def test_the_org_server_gives_scopes_of_okta_s_api(keyed: RelyingParty, parties: Parties) -> None:
    """Fact sheet 1.1: those that an administrator granted, to who has the private key."""
    answer = proven(keyed, keys.sign(statement(keyed, parties))).get_json()
    assert answer["scope"] == "okta.users.read"
    assert keyed.claims(answer["access_token"])["aud"] == cast.OKTA
    again = keys.sign(statement(keyed, parties, jti="another"))
    assert refused(proven(keyed, again, scope="okta.users.manage"), "invalid_scope")


def test_a_statement_works_once(keyed: RelyingParty, parties: Parties) -> None:
    """Fact sheet 1.7: `jti` single use, even when the request itself was refused."""
    assertion = keys.sign(statement(keyed, parties))
    assert refused(proven(keyed, assertion, scope="openid"), "invalid_scope")
    assert refused(proven(keyed, assertion), "invalid_client", 401)
    assert proven(keyed, keys.sign(statement(keyed, parties, jti="another"))).status_code == 200


def test_of_many_uses_of_a_statement_at_once_one_wins(keyed: RelyingParty, parties: Parties) -> None:
    """Fact sheet 1.7, on whichever database."""
    assertion, start = keys.sign(statement(keyed, parties)), threading.Barrier(4)

    def use(_: int) -> int:
        start.wait(10)
        return proven(keyed, assertion).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [200, 401, 401, 401]


def test_a_statement_ends_within_the_hour(keyed: RelyingParty, parties: Parties) -> None:
    """Fact sheet 1.7."""
    late = keys.sign(statement(keyed, parties, exp=parties.clock.timestamp() + 3601))
    assert refused(proven(keyed, late), "invalid_client", 401)


def test_a_curve_signs_too(keyed: RelyingParty, parties: Parties) -> None:
    """Fact sheet 1.3: ES256 among them; and each key answers for its own name alone."""
    assert (
        proven(keyed, keys.sign(statement(keyed, parties), {"alg": "ES256", "kid": "curve"}, keys.CURVE)).status_code
        == 200
    )
    crossed = keys.sign(statement(keyed, parties, jti="another"), {"alg": "ES256", "kid": "first"}, keys.CURVE)
    assert refused(proven(keyed, crossed), "invalid_client", 401)


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_a_shared_secret_signs(parties: Parties, browser: Browser, algorithm: str) -> None:
    """RFC 7518 section 3.2: client_secret_jwt; the secret itself is no proof then."""
    app = parties.app_at_okta().registered(cast.HMAC_AT_OKTA, cast.CALLBACK)
    code = app.code(browser, cast.OLIVIA)
    assert refused(app.redeem(code), "invalid_client", 401)
    wrong = keys.sign(statement(app, parties), {"alg": algorithm}, keys.shared("x" * 40))
    right = keys.sign(statement(app, parties), {"alg": algorithm}, keys.shared(cast.SECRET))
    proof = {"client_assertion_type": keys.TYPE, "client_secret": None}
    assert refused(app.redeem(code, None, None, **proof, client_assertion=wrong), "invalid_client", 401)
    assert app.redeem(code, None, None, **proof, client_assertion=right).status_code == 200


def test_a_refused_request_spends_no_rotating_token(rotating: RelyingParty, browser: Browser) -> None:
    """RFC 6749 section 5.2: a scope that was never granted is a mistake, not a use."""
    token = tokens_of(rotating, browser)["refresh_token"]
    assert refused(refresh(rotating, token, scope="openid phone"), "invalid_scope")
    assert refresh(rotating, token).status_code == 200


def test_without_leeway_a_rotating_token_works_once(rotating: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Fact sheet 1.7: a leeway of 0 is none, not even at the same moment."""
    with parties.okta.db() as db:
        stored = applications.active(db, rotating.client_id)
        assert stored
        settings = msgspec.json.encode(msgspec.structs.replace(stored.settings, leeway=0)).decode()
        db.execute(applications.APPLICATIONS.update().values(settings=settings))
    token = tokens_of(rotating, browser)["refresh_token"]
    assert refresh(rotating, token).status_code == 200
    assert refused(refresh(rotating, token))


def test_introspection_of_a_refresh_token(app: RelyingParty, browser: Browser) -> None:
    """Fact sheet 1.10: no `iat`, `aud`, `iss` or `jti`."""
    about = ask(app, "introspection_endpoint", tokens_of(app, browser)["refresh_token"]).get_json()
    assert about["active"] is True
    assert not {"iat", "aud", "iss", "jti"} & set(about)


def test_introspection_of_an_id_token(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Fact sheet 1.10: what it says, while it is good and of this server."""
    token = tokens_of(app, browser)["id_token"]
    about = ask(app, "introspection_endpoint", token, token_type_hint="id_token").get_json()
    assert about == {"active": True, "client_id": app.client_id, **app.claims(token)}
    assert ask(parties.app_at_okta(""), "introspection_endpoint", token).get_json() == {"active": False}
    assert ask(app, "introspection_endpoint", f"{token[:-4]}AAAA").get_json() == {"active": False}
    parties.clock.move(timedelta(hours=1))
    assert ask(app, "introspection_endpoint", token).get_json() == {"active": False}


@pytest.mark.parametrize("token", ["unknown", "a.b.c", "%00", "x" * 4000])
def test_introspection_tells_nothing_about_other_tokens(app: RelyingParty, token: str) -> None:
    answer = ask(app, "introspection_endpoint", token)
    assert (answer.status_code, answer.get_json()) == (200, {"active": False})


def test_introspection_is_for_clients(app: RelyingParty, browser: Browser) -> None:
    token = tokens_of(app, browser)["access_token"]
    assert refused(ask(app, "introspection_endpoint", token, client_secret="wrong"), "invalid_client", 401)


def test_an_expired_token_is_inactive(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    token = tokens_of(app, browser)["access_token"]
    parties.clock.move(timedelta(hours=1))
    assert ask(app, "introspection_endpoint", token).get_json() == {"active": False}


def test_revoking_an_access_token_leaves_the_refresh_token(app: RelyingParty, browser: Browser) -> None:
    """Fact sheet 1.10."""
    tokens = tokens_of(app, browser)
    answer = ask(app, "revocation_endpoint", tokens["access_token"])
    assert (answer.status_code, answer.data) == (200, b"")
    assert app.userinfo(tokens["access_token"]).status_code == 401
    assert refresh(app, tokens["refresh_token"]).status_code == 200


def test_revoking_a_refresh_token_takes_the_access_tokens_along(app: RelyingParty, browser: Browser) -> None:
    """RFC 7009 section 2.1."""
    tokens = tokens_of(app, browser)
    assert ask(app, "revocation_endpoint", tokens["refresh_token"]).status_code == 200
    assert app.userinfo(tokens["access_token"]).status_code == 401
    assert refused(refresh(app, tokens["refresh_token"]))


def test_revoking_what_is_unknown_or_another_client_s_changes_nothing(
    app: RelyingParty, rotating: RelyingParty, browser: Browser
) -> None:
    """RFC 7009 section 2.2: 200 all the same."""
    tokens = tokens_of(app, browser)
    assert ask(app, "revocation_endpoint", "unknown").status_code == 200
    assert ask(rotating, "revocation_endpoint", tokens["access_token"]).status_code == 200
    assert ask(rotating, "revocation_endpoint", tokens["refresh_token"]).status_code == 200
    assert app.userinfo(tokens["access_token"]).status_code == 200
