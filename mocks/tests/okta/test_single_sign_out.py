"""Telling applications of a sign-out: what Okta's applications are sent, and what becomes of those that do not answer.

Source: OpenID Connect Front-Channel Logout 1.0, OpenID Connect Back-Channel Logout 1.0.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import msgspec
import pytest
from flask import Flask, Response, request
from joserfc import jws
from joserfc.jwk import KeySet

from mocks.oauth import single_sign_out
from mocks.okta.directory import app_records, system_log
from mocks.okta.directory.applications import Settings
from mocks.okta.directory.users import Status
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, APP, APP_AT_OKTA, ERIN, OKTA, OLIVIA, SECOND_APP, SECOND_APP_AT_OKTA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.api.test_authn import RIGHT, put
from mocks.tests.okta.importing import Source, person
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

LISTENER = "http://localhost:8094"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass
class Listener:
    """An application's address for logout tokens."""

    tokens: list[str] = field(default_factory=list)
    answer: Callable[[], Response] = lambda: Response(status=200)

    def app(self) -> Flask:
        flask = Flask("listener")

        @flask.post("/backchannel")
        def take() -> Response:
            self.tokens.append(request.form["logout_token"])
            return self.answer()

        return flask


def register(parties: Parties, client_id: str, **changes: object) -> None:
    with parties.okta.db() as db:
        record = app_records.by_id(db, client_id)
        assert record
        settings: Settings = msgspec.structs.replace(record.settings, **changes)
        app_records.write(db, replace(record, settings=settings), parties.clock.now())


@pytest.fixture
def listener(parties: Parties) -> Listener:
    """The second application, told by the back channel."""
    found = Listener()
    parties.network.serve(LISTENER, found.app())
    uri = f"{LISTENER}/backchannel"
    register(parties, SECOND_APP_AT_OKTA, backchannel_logout_uri=uri, backchannel_logout_session_required=True)
    return found


def sign_out(app: RelyingParty, browser: Browser, token: str) -> str:
    asked = {"id_token_hint": token, "post_logout_redirect_uri": f"{APP}/"}
    return browser.open(f"{app.metadata['end_session_endpoint']}?{urlencode(asked)}").html


def ended(parties: Parties) -> system_log.Event:
    with parties.okta.db() as db:
        return next(one for one in reversed(system_log.latest(db)) if one.event_type == "user.session.end")


def test_an_application_of_the_session_is_sent_a_logout_token(
    app: RelyingParty, browser: Browser, parties: Parties, listener: Listener
) -> None:
    """Back-Channel Logout sections 2.4 and 2.5; the `sid` is the ID token's, a nonce never there."""
    second = parties.second_app_at_okta()
    id_token = second.claims(second.tokens(browser, ALICE)["id_token"])
    sign_out(app, browser, app.tokens(browser, ALICE)["id_token"])
    [token] = listener.tokens
    claims = second.claims(token)
    assert set(claims) == {"iss", "sub", "aud", "iat", "exp", "jti", "events", "sid"}
    assert claims["events"] == {EVENT: {}}
    assert {name: claims[name] for name in ("iss", "aud", "sub", "sid")} == {
        name: id_token[name] for name in ("iss", "aud", "sub", "sid")
    }
    assert 0 < claims["exp"] - claims["iat"] <= 120
    keys = KeySet.import_key_set(app.get(second.metadata["jwks_uri"]).get_json())
    assert jws.deserialize_compact(token, keys, ["RS256"]).headers()["typ"] == "logout+jwt"
    assert ended(parties).body["logoutRequests"] == "1"
    assert "logoutFailures" not in ended(parties).body


def test_every_sign_out_has_a_token_of_its_own(browser: Browser, parties: Parties, listener: Listener) -> None:
    second = parties.second_app_at_okta()
    for _ in range(2):
        second.code(browser, OLIVIA)
        browser.submit(browser.open(f"{OKTA}/"))
    first, last = (second.claims(token) for token in listener.tokens)
    assert first["jti"] != last["jti"]
    assert first["sid"] != last["sid"]


def test_who_never_came_in_this_session_hears_nothing(
    app: RelyingParty, browser: Browser, parties: Parties, listener: Listener
) -> None:
    parties.second_app_at_okta().code(parties.browser(), ALICE)
    sign_out(app, browser, app.tokens(browser, ALICE)["id_token"])
    assert listener.tokens == []


def test_without_sessions_the_token_names_the_person_alone(
    app: RelyingParty, browser: Browser, parties: Parties, listener: Listener
) -> None:
    """Section 2.4: a `sub` without a `sid` is about all sessions; then ID tokens need none either."""
    register(parties, SECOND_APP_AT_OKTA, backchannel_logout_session_required=False)
    second = parties.second_app_at_okta()
    assert "sid" not in second.claims(second.tokens(browser, ALICE)["id_token"])
    sign_out(app, browser, app.tokens(browser, ALICE)["id_token"])
    assert "sid" not in second.claims(listener.tokens[0])


def test_the_issuer_is_the_one_that_signed_in(
    app: RelyingParty, browser: Browser, parties: Parties, listener: Listener
) -> None:
    """Section 2.6: an application compares `iss` and takes the key from that issuer."""
    second = replace(parties.second_app_at_okta(), issuer=OKTA)
    second.code(browser, ALICE)
    sign_out(app, browser, app.tokens(browser, ALICE)["id_token"])
    assert second.claims(listener.tokens[0])["iss"] == OKTA


@pytest.mark.parametrize("failure", ["down", "refusing", "slow"])
def test_an_application_that_does_not_answer_keeps_nobody_signed_in(
    app: RelyingParty,
    browser: Browser,
    parties: Parties,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
    failure: str,
) -> None:
    """Section 2.8; the System Log tells which one it was."""
    let_go = threading.Event()
    if failure == "down":
        parties.network.down.add(LISTENER)
    elif failure == "refusing":
        listener.answer = lambda: Response(status=400)
    else:
        monkeypatch.setattr(single_sign_out, "_PATIENCE", 0.05)
        listener.answer = lambda: Response(status=200 if let_go.wait(600) else 500)
    parties.second_app_at_okta().code(browser, ALICE)
    sign_out(app, browser, app.tokens(browser, ALICE)["id_token"])
    let_go.set()
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"
    assert ended(parties).body["logoutFailures"].startswith(f"{SECOND_APP_AT_OKTA}: ")


def test_applications_hear_of_people_whom_an_import_takes_away(
    browser: Browser, parties: Parties, listener: Listener, admin: Admin
) -> None:
    """As of those whom an administrator takes away: the logout token names the session that is over."""
    source = Source(admin)
    source.tell({"erin-1": person("Erin Evans", userName=ERIN.username, email=ERIN.username)})
    second = parties.second_app_at_okta()
    id_token = second.claims(second.tokens(browser, ERIN)["id_token"])
    assert source.tell_gone(["erin-1"]) == {"no_user.removed": 1}
    assert [second.claims(token)["sid"] for token in listener.tokens] == [id_token["sid"]]


def test_applications_hear_of_sessions_that_a_new_password_ends(
    browser: Browser, parties: Parties, listener: Listener
) -> None:
    """`revokeSessions` at `/api/v1/authn`, as where a password is changed with a session."""
    parties.second_app_at_okta().code(browser, OLIVIA)
    put(parties, Status.PASSWORD_EXPIRED)
    nobody = Admin(parties.network, token=None)
    token = nobody.post("/authn", RIGHT)["stateToken"]
    change = {"stateToken": token, "oldPassword": OLIVIA.password, "newPassword": "Brand-New-1"}
    nobody.post("/authn/credentials/change_password", change | {"revokeSessions": True})
    assert len(listener.tokens) == 1


def test_a_logout_token_is_no_hint_and_no_id_token(
    app: RelyingParty, browser: Browser, parties: Parties, listener: Listener
) -> None:
    """Section 4: one kind of token must not pass for another."""
    second = parties.second_app_at_okta()
    second.code(browser, ALICE)
    sign_out(app, browser, app.tokens(browser, ALICE)["id_token"])
    [token] = listener.tokens
    form = {"token": token, "client_id": second.client_id, "client_secret": second.client_secret}
    assert second.post(second.metadata["introspection_endpoint"], form).get_json() == {"active": False}
    assert browser.open(f"{second.metadata['end_session_endpoint']}?id_token_hint={token}").status == 400


def test_applications_are_called_in_frames_but_for_who_asked(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """Front-Channel Logout section 3: with `iss` and `sid`; Okta spares the application that began the sign-out."""
    for client_id, uri in ((APP_AT_OKTA, f"{APP}/slo"), (SECOND_APP_AT_OKTA, f"{SECOND_APP}/slo?from=okta")):
        changes = {"participate_slo": True, "frontchannel_logout_session_required": True}
        register(parties, client_id, frontchannel_logout_uri=uri, **changes)
    second = parties.second_app_at_okta()
    second.code(browser, OLIVIA)
    token = app.tokens(browser, OLIVIA)["id_token"]
    asked = {"id_token_hint": token, "post_logout_redirect_uri": f"{APP}/", "state": "a&b"}
    page = browser.open(f"{app.metadata['end_session_endpoint']}?{urlencode(asked)}")
    [frame] = page.frames
    assert frame.startswith(f"{SECOND_APP}/slo?from=okta&")
    query = dict(parse_qsl(urlsplit(frame).query))
    assert (query["iss"], query["sid"]) == (second.issuer, app.claims(token)["sid"])
    assert f"frame-src {SECOND_APP};" in page.headers["Content-Security-Policy"]
    assert page.links == [f"{APP}/?state=a%26b"]
    assert parse_qs(urlsplit(page.refresh).query) == {"state": ["a&b"]}
    assert ended(parties).body["logoutRequests"] == "1"
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"


def test_an_application_that_does_not_take_part_is_not_called(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """`participate_slo` decides; without `frontchannel_logout_session_required` neither `iss` nor `sid` is told."""
    uri = f"{SECOND_APP}/slo"
    register(parties, SECOND_APP_AT_OKTA, frontchannel_logout_uri=uri)
    second = parties.second_app_at_okta()
    second.code(browser, OLIVIA)
    assert browser.submit(browser.open(f"{OKTA}/")).frames == []
    register(parties, SECOND_APP_AT_OKTA, participate_slo=True)
    assert "sid" not in second.claims(second.tokens(browser, OLIVIA)["id_token"])
    assert browser.submit(browser.open(f"{OKTA}/")).frames == [uri]


def test_frames_come_before_the_identity_provider(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """A federated person's browser calls the applications here, then goes on to Azure AD."""
    register(parties, SECOND_APP_AT_OKTA, participate_slo=True, frontchannel_logout_uri=f"{SECOND_APP}/slo")
    parties.second_app_at_okta().code(browser, ALICE)
    token = app.tokens(browser, ALICE)["id_token"]
    asked = {"id_token_hint": token, "post_logout_redirect_uri": f"{APP}/"}
    page = browser.open(f"{app.metadata['end_session_endpoint']}?{urlencode(asked)}")
    assert page.frames == [f"{SECOND_APP}/slo"]
    assert browser.open(page.refresh).url == f"{APP}/"
    at_azure = parties.app_at_azure()
    assert browser.open(at_azure.authorize_url(prompt="none")).parameters["error"] == "login_required"
