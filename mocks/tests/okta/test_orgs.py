"""Several orgs in one service, each by its host name. Expectations: Okta fact sheet 10.2 for how one comes to be."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from mocks.okta.directory.mailbox import MAILBOX
from mocks.tests import cast
from mocks.tests.browser import Person
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

CALLBACK = "http://localhost:8080/callback"
PERSON = {"firstName": "Fay", "lastName": "Founder", "email": "fay@founders.example", "country": "Norway"}
FOUNDER = PERSON["email"]
GUS = Person("gus@founders.example", "Gus-is-a-guest-1")


def register(parties: Parties, base: str = "") -> dict[str, Any]:
    """Found an org as the Okta CLI does, and let its name lead to the service. base: in front of every path."""
    body = {"userProfile": {**PERSON, "okta_oie": True}}
    token = call(parties, "POST", f"{base}/api/v1/registration/reg405abrRAkn0TRf5d6/register", json=body)
    redeem = f"{base}/api/internal/v1/developer/redeem/{token.get_json()['developerOrgCliToken']}"
    redeemed = call(parties, "GET", redeem)
    assert call(parties, "GET", redeem).status_code == 404
    org: dict[str, Any] = redeemed.get_json()
    parties.network.alias(org["orgUrl"], cast.OKTA)
    return org


def call(parties: Parties, method: str, path: str, **given: Any) -> TestResponse:
    client = parties.network.client(cast.OKTA, cookies=False)
    # The client of the tests takes what follows two slashes for a host.
    return client.open("/", method=method, base_url=cast.OKTA, environ_overrides={"PATH_INFO": path}, **given)


def admin_of(parties: Parties, org: dict[str, Any]) -> Admin:
    return Admin(parties.network, org["apiToken"], org["orgUrl"])


def key_ids(parties: Parties, org: str) -> set[str]:
    answer = parties.network.client(org, cookies=False).get("/oauth2/default/v1/keys", base_url=org)
    return {key["kid"] for key in answer.get_json()["keys"]}


def application(parties: Parties, org: dict[str, Any]) -> RelyingParty:
    """Give a new org a person with a password and an application for everybody."""
    admin = admin_of(parties, org)
    profile = {"login": GUS.username, "email": GUS.username, "firstName": "Gus", "lastName": "Guest"}
    admin.post("/users", {"profile": profile, "credentials": {"password": {"value": GUS.password}}}, activate="true")
    settings = {"redirect_uris": [CALLBACK], "grant_types": ["authorization_code"], "response_types": ["code"]}
    body = {
        "name": "oidc_client",
        "label": "Founders' desk",
        "signOnMode": "OPENID_CONNECT",
        "credentials": {"oauthClient": {"token_endpoint_auth_method": "client_secret_post"}},
        "settings": {"oauthClient": {**settings, "application_type": "web"}},
    }
    app = admin.post("/apps", body)
    admin.put(f"/apps/{app['id']}/groups/{admin.get('/groups')[0]['id']}", {})
    client = app["credentials"]["oauthClient"]
    issuer = f"{org['orgUrl']}/oauth2/default"
    return RelyingParty(parties.network, issuer, client["client_id"], client["client_secret"], CALLBACK)


@pytest.mark.parametrize("base", ["", "/"])
def test_an_org_is_founded_with_one_administrator(parties: Parties, base: str) -> None:
    """The CLI gets an address and a token, and finds itself alone there."""
    org = register(parties, base)
    assert org["status"] == "ACTIVE"
    assert org["orgUrl"].startswith("http://dev-")
    assert [user["profile"]["login"] for user in admin_of(parties, org).get("/users")] == [FOUNDER]


def test_the_founder_is_sent_a_link_to_choose_a_password(parties: Parties) -> None:
    org = register(parties)
    sent = parties.okta.runtime.store.beside(urlsplit(org["orgUrl"]).netloc.partition(".")[0])
    with sent.transaction() as db:
        (welcome,) = MAILBOX.latest(db, to=FOUNDER)
    typed = {"newPassword": "Fay-founded-it-1", "confirmPassword": "Fay-founded-it-1"}
    assert welcome.mail.link.startswith(org["orgUrl"])
    assert "Your password is set" in parties.browser().open(welcome.mail.link, typed).text


def test_orgs_share_nothing(parties: Parties) -> None:
    """A token, a person and a key of one org mean nothing in another."""
    one, two = register(parties), register(parties)
    assert one["orgUrl"] != two["orgUrl"]
    admin_of(parties, one).post("/groups", {"profile": {"name": "Pilots"}})
    assert [group["profile"]["name"] for group in admin_of(parties, two).get("/groups")] == ["Everyone"]
    for stranger in (Admin(parties.network, one["apiToken"], two["orgUrl"]), Admin(parties.network, one["apiToken"])):
        assert stranger.refused("GET", "/users") == (401, "E0000011")
    assert not key_ids(parties, one["orgUrl"]) & (key_ids(parties, two["orgUrl"]) | key_ids(parties, cast.OKTA))


def test_people_sign_in_at_their_org(parties: Parties) -> None:
    """Its issuer bears its name, whichever worker answers; the default org's people are unknown there."""
    org = register(parties)
    app = application(parties, org)
    tokens = app.tokens(parties.browser(), GUS)
    assert app.claims(tokens["id_token"])["iss"] == f"{org['orgUrl']}/oauth2/default"
    assert not app.sign_in(parties.browser(), cast.OLIVIA).left


def test_what_one_worker_founds_another_serves(parties: Parties) -> None:
    org = register(parties)
    parties.network.serve(org["orgUrl"], parties.okta.another_worker())
    assert admin_of(parties, org).get("/users")


def test_a_reset_forgets_the_orgs_that_were_founded(parties: Parties) -> None:
    org = register(parties)
    parties.reset()
    client = parties.network.client(org["orgUrl"], cookies=False)
    assert client.get("/oauth2/default/.well-known/openid-configuration", base_url=org["orgUrl"]).status_code == 404


def test_an_org_that_is_not_the_default_one_founds_none(parties: Parties) -> None:
    org = register(parties)
    client = parties.network.client(org["orgUrl"], cookies=False)
    asked = client.post("/api/v1/registration/any/register", base_url=org["orgUrl"], json={"userProfile": PERSON})
    assert asked.status_code == 404


@pytest.mark.parametrize("email", ["", "fay", "@", "fay@"])
def test_a_founder_needs_an_address(parties: Parties, email: str) -> None:
    nobody = Admin(parties.network, None)
    answer = nobody.refused("POST", "/registration/any/register", {"userProfile": {**PERSON, "email": email}})
    assert answer == (400, "E0000001")
