"""Clients that publish their keys at an address of their own. Expectations: RFC 7591 section 2, RFC 7523."""

import json
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from mocks.tests import cast, keys
from mocks.tests.browser import Browser
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

ORIGIN = "https://publishing-client.example"
NEWER = RSAKey.generate_key(2048)


class Client:
    """A client's own web server. answer: what it says at `/keys`; asked: how often."""

    def __init__(self, *published: dict[str, str]) -> None:
        self.answer, self.status, self.asked = json.dumps({"keys": published}), "200 OK", 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.asked += 1
        start_response(self.status, [("Content-Type", "application/json")])
        return [self.answer.encode()]


@pytest.fixture
def client(parties: Parties) -> Client:
    client = Client(keys.public(keys.PRIVATE, kid="first"), {"kty": "oct", "k": "x"}, {"kty": "RSA", "n": "x"})
    parties.network.serve(ORIGIN, client)
    return client


_addresses = iter(range(1_000_000))


@pytest.fixture
def app(admin: Admin, parties: Parties) -> RelyingParty:
    """An application that registered an address where nobody has looked before."""
    oauth = {
        "application_type": "web",
        "redirect_uris": [cast.CALLBACK],
        "grant_types": ["authorization_code", "client_credentials"],
        "jwks_uri": f"{ORIGIN}/keys/{next(_addresses)}",
    }
    credentials = {"oauthClient": {"token_endpoint_auth_method": "private_key_jwt"}}
    sent = {"label": "Publishing", "credentials": credentials, "settings": {"oauthClient": oauth}}
    made = admin.post("/apps", sent)
    assert made["settings"]["oauthClient"]["jwks_uri"] == oauth["jwks_uri"]
    admin.post("/authorizationServers/default/scopes", {"name": "orders:read"})
    admin.put(f"/apps/{made['id']}/users/{cast.OLIVIA.username}")
    return RelyingParty(parties.network, f"{cast.OKTA}/oauth2/default", made["id"], "", cast.CALLBACK)


def ask(app: RelyingParty, parties: Parties, kid: str = "first", key: RSAKey = keys.PRIVATE) -> TestResponse:
    where, now = app.metadata["token_endpoint"], int(parties.clock.now().timestamp())
    said: dict[str, Any] = {"iss": app.client_id, "sub": app.client_id, "aud": where, "exp": now + 60}
    form = {
        "grant_type": "client_credentials",
        "scope": "orders:read",
        "client_assertion_type": keys.TYPE,
        "client_assertion": keys.sign(said, {"kid": kid}, key),
    }
    return app.post(where, form)


def test_its_keys_are_fetched_once(app: RelyingParty, parties: Parties, client: Client) -> None:
    assert [ask(app, parties).status_code for _ in range(3)] == [200] * 3
    assert client.asked == 1
    assert ask(app, parties, key=keys.STRANGER).status_code == 401


def test_a_new_key_is_looked_for(app: RelyingParty, parties: Parties, client: Client) -> None:
    """The client rotates: it publishes the key, and signs with it."""
    ask(app, parties)
    assert ask(app, parties, "newer", NEWER).status_code == 401
    client.answer = json.dumps({"keys": [keys.public(NEWER, kid="newer")]})
    assert ask(app, parties, "newer", NEWER).status_code == 200
    assert ask(app, parties).status_code == 401


@pytest.mark.parametrize(
    ("status", "answer"),
    [("200 OK", "<html>"), ("200 OK", "[]"), ("200 OK", '{"keys": 1}'), ("404 Not Found", '{"keys": []}')],
)
def test_without_keys_nobody_is_believed(
    app: RelyingParty, parties: Parties, client: Client, status: str, answer: str
) -> None:
    client.status, client.answer = status, answer
    told = ask(app, parties)
    assert (told.status_code, told.get_json()["error"]) == (401, "invalid_client")
    parties.network.down.add(ORIGIN)
    assert ask(app, parties).status_code == 401


def test_a_request_object_is_checked_by_them_too(
    app: RelyingParty, parties: Parties, client: Client, browser: Browser
) -> None:
    said = {
        "iss": app.client_id,
        "aud": app.issuer,
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "response_type": "code",
        "scope": "openid",
        "state": "signed",
    }
    for key, good in ((keys.PRIVATE, True), (keys.STRANGER, False)):
        url = app.authorize_url(request=keys.sign(said, {"kid": "first"}, key))
        page = browser.sign_in(url, cast.OLIVIA)
        assert (page.parameters.get("state") == "signed" and "code" in page.parameters) is good
    assert client.asked == 1


def test_both_ways_at_once_are_refused(admin: Admin) -> None:
    """RFC 7591 section 2: never both."""
    oauth = {"jwks": {"keys": [keys.public(keys.PRIVATE)]}, "redirect_uris": [cast.CALLBACK]}
    for address in (f"{ORIGIN}/keys", "file:///keys"):
        sent = {"label": "Both", "settings": {"oauthClient": oauth | {"jwks_uri": address}}}
        assert admin.refused("POST", "/apps", sent) == (400, "E0000001")
