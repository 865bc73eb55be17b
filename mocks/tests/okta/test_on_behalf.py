"""On-behalf-of token exchange. Expectations: RFC 8693 section 2; Okta's guide to on-behalf-of token exchange."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from mocks.okta.directory import users
from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.custom_server import CustomServer
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN, ID_TOKEN, REFRESH_TOKEN = (
    f"urn:ietf:params:oauth:token-type:{name}" for name in ("access_token", "id_token", "refresh_token")
)
DEVICE_SECRET = "urn:x-oath:params:oauth:token-type:device-secret"
Exchange = Callable[..., TestResponse]


@pytest.fixture
def default(parties: Parties) -> CustomServer:
    """The server `default` with a scope of its own."""
    server = CustomServer(parties)
    server.add_scope("orders:read")
    return server


@pytest.fixture
def tokens(app: RelyingParty, browser: Browser) -> dict[str, Any]:
    """What Olivia's sign-in earned the application."""
    return app.tokens(browser, cast.OLIVIA)


def registered(admin: Admin, parties: Parties, kind: str, **settings: Any) -> RelyingParty:
    oauth = {"application_type": kind, "grant_types": [EXCHANGE], "response_types": []} | settings
    client = {"token_endpoint_auth_method": "client_secret_basic"}
    sent = {"label": f"A {kind}", "settings": {"oauthClient": oauth}, "credentials": {"oauthClient": client}}
    made = admin.post("/apps", sent)["credentials"]["oauthClient"]
    issuer = f"{cast.OKTA}/oauth2/default"
    return RelyingParty(parties.network, issuer, made["client_id"], made["client_secret"], cast.CALLBACK)


@pytest.fixture
def service(admin: Admin, parties: Parties, default: CustomServer) -> RelyingParty:
    """A service that was called with the application's token and calls another one."""
    return registered(admin, parties, "service")


def exchange(client: RelyingParty, token: str, **changes: str | None) -> TestResponse:
    asked = {
        "grant_type": EXCHANGE,
        "subject_token": token,
        "subject_token_type": ACCESS_TOKEN,
        "scope": "orders:read",
        "audience": "api://default",
        "client_id": client.client_id,
        "client_secret": client.client_secret,
    }
    form = {name: value for name, value in (asked | changes).items() if value is not None}
    return client.post(client.metadata["token_endpoint"], form)


def refused(answer: TestResponse, error: str, status: int = 400) -> bool:
    return (answer.status_code, answer.get_json()["error"]) == (status, error)


def test_a_service_acts_for_the_person(service: RelyingParty, tokens: dict[str, Any]) -> None:
    """RFC 8693 section 2.2.1; the new token is the service's, about the person, with what the service asked for."""
    answer = exchange(service, tokens["access_token"])
    told = answer.get_json()
    assert set(told) == {"token_type", "expires_in", "access_token", "scope", "issued_token_type"}
    assert (told["issued_token_type"], told["scope"], told["token_type"]) == (ACCESS_TOKEN, "orders:read", "Bearer")
    assert answer.headers["Cache-Control"] == "no-cache, no-store"
    new, old = service.claims(told["access_token"]), service.claims(tokens["access_token"])
    assert (new["sub"], new["uid"], new["auth_time"]) == (cast.OLIVIA.username, old["uid"], old["auth_time"])
    assert (new["cid"], new["aud"], new["scp"]) == (service.client_id, "api://default", ["orders:read"])


def test_it_is_listed(service: RelyingParty) -> None:
    """Fact sheet 1.3."""
    assert EXCHANGE in service.metadata["grant_types_supported"]
    document = service.get(f"{service.issuer}/.well-known/oauth-authorization-server").get_json()
    assert EXCHANGE in document["grant_types_supported"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"subject_token": None}, "invalid_request"),
        ({"subject_token": "x"}, "invalid_request"),
        ({"subject_token_type": None}, "invalid_request"),
        ({"subject_token_type": REFRESH_TOKEN}, "invalid_request"),
        ({"subject_token_type": ID_TOKEN}, "invalid_request"),
        ({"requested_token_type": REFRESH_TOKEN}, "invalid_request"),
        ({"requested_token_type": ID_TOKEN}, "invalid_request"),
        ({"actor_token": "x", "actor_token_type": ACCESS_TOKEN}, "invalid_request"),
        ({"actor_token": "x"}, "invalid_request"),
        ({"actor_token_type": DEVICE_SECRET}, "invalid_request"),
        ({"actor_token": "x", "actor_token_type": DEVICE_SECRET}, "invalid_request"),
        ({"audience": "api://other"}, "invalid_target"),
        ({"resource": "https://orders.example/"}, "invalid_target"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "orders:write"}, "invalid_scope"),
        ({"scope": "orders:read openid"}, "invalid_scope"),
        ({"scope": "orders:read offline_access"}, "invalid_scope"),
        ({"scope": "okta.users.read"}, "invalid_scope"),
    ],
)
def test_what_is_refused(
    service: RelyingParty, tokens: dict[str, Any], changes: dict[str, str | None], error: str
) -> None:
    """RFC 8693 section 2.2.2; the guide: a service gets neither ID nor refresh tokens."""
    assert refused(exchange(service, tokens["access_token"], **changes), error)


@pytest.mark.parametrize("changes", [{"audience": None}, {"requested_token_type": ACCESS_TOKEN}])
def test_what_may_be_left_out(service: RelyingParty, tokens: dict[str, Any], changes: dict[str, str | None]) -> None:
    assert exchange(service, tokens["access_token"], **changes).status_code == 200


def test_who_may(app: RelyingParty, service: RelyingParty, tokens: dict[str, Any]) -> None:
    """The client proves itself, and an administrator let it have the grant."""
    token = tokens["access_token"]
    assert refused(exchange(service, token, client_secret="wrong"), "invalid_client", 401)
    assert refused(exchange(service, token, client_secret=None), "invalid_client", 401)
    assert refused(exchange(app, token), "unauthorized_client")


def test_a_public_client_may_not(admin: Admin, parties: Parties, default: CustomServer, tokens: dict[str, Any]) -> None:
    """Whoever found a token could name its id."""
    oauth = {"application_type": "native", "grant_types": ["authorization_code", EXCHANGE], "redirect_uris": ["a.b:/c"]}
    made = admin.post("/apps", {"label": "Native", "settings": {"oauthClient": oauth}})
    native = parties.app_at_okta().registered(made["id"], "a.b:/c")
    assert refused(exchange(native, tokens["access_token"], client_secret=None), "invalid_client", 401)


def test_an_access_token_must_be_good(
    service: RelyingParty, app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """Revoked, expired, or of a client that acts for itself: there is nobody to act for."""
    revoked, expired = (app.tokens(browser, cast.OLIVIA)["access_token"] for _ in range(2))
    form = {"token": revoked, "client_id": app.client_id, "client_secret": app.client_secret}
    app.post(app.metadata["revocation_endpoint"], form)
    assert refused(exchange(service, revoked), "invalid_request")
    own = {"grant_type": "client_credentials", "client_id": cast.SERVICE_AT_OKTA, "client_secret": cast.SECRET}
    itself = app.post(app.metadata["token_endpoint"], own | {"scope": "orders:read"}).get_json()["access_token"]
    assert refused(exchange(service, itself), "invalid_request")
    parties.clock.move(timedelta(hours=1))
    assert refused(exchange(service, expired), "invalid_request")


def test_a_token_that_was_exchanged_dies_with_the_first(
    service: RelyingParty, app: RelyingParty, browser: Browser
) -> None:
    """Signing out of the application, by revoking its refresh token, ends what was done on its behalf."""
    first = app.tokens(browser, cast.OLIVIA, scope="openid offline_access")
    new = exchange(service, first["access_token"]).get_json()["access_token"]
    assert exchange(service, new).status_code == 200
    form = {"token": first["refresh_token"], "client_id": app.client_id, "client_secret": app.client_secret}
    app.post(app.metadata["revocation_endpoint"], form)
    assert refused(exchange(service, new), "invalid_request")


def test_somebody_who_was_deactivated_is_not_acted_for(
    service: RelyingParty, tokens: dict[str, Any], parties: Parties
) -> None:
    with parties.okta.db() as db:
        olivia = users.by_login(db, cast.OLIVIA.username)
        assert olivia
        users.set_status(db, olivia.id, users.Status.SUSPENDED, parties.clock.now())
    assert refused(exchange(service, tokens["access_token"]), "invalid_request")


def test_policies_decide(service: RelyingParty, tokens: dict[str, Any], default: CustomServer) -> None:
    """Fact sheet 5.4: as about every grant; the rule's lifetime too."""
    default.change_rule(access_token_lifetime=7)
    assert exchange(service, tokens["access_token"]).get_json()["expires_in"] == 420
    default.change_rule(grant_types=("authorization_code", "client_credentials"))
    assert refused(exchange(service, tokens["access_token"]), "access_denied", 401)
    default.change_rule(grant_types=(EXCHANGE,), scopes=("openid",))
    assert refused(exchange(service, tokens["access_token"]), "access_denied", 401)
    default.change_policy(clients=(cast.APP_AT_OKTA,))
    assert refused(exchange(service, tokens["access_token"]), "access_denied", 401)


def test_the_org_s_own_server_exchanges_nothing(service: RelyingParty, tokens: dict[str, Any]) -> None:
    """Its tokens are for Okta itself (fact sheet 1.1)."""
    answer = exchange(service, tokens["access_token"], audience=None)
    assert answer.status_code == 200
    org = RelyingParty(service.network, cast.OKTA, service.client_id, service.client_secret, cast.CALLBACK)
    assert refused(exchange(org, tokens["access_token"], audience=None), "unsupported_grant_type")


@pytest.fixture
def second(admin: Admin, service: RelyingParty) -> RelyingParty:
    """The service at another server of the org."""
    made = admin.post("/authorizationServers", {"name": "Second", "audiences": ["api://second"]})
    path = f"/authorizationServers/{made['id']}"
    admin.post(f"{path}/scopes", {"name": "orders:read"})
    policy = {"name": "All", "description": "-", "conditions": {"clients": {"include": ["ALL_CLIENTS"]}}}
    policy_id = admin.post(f"{path}/policies", policy | {"type": "OAUTH_AUTHORIZATION_POLICY"})["id"]
    rule = {"name": "Exchange", "conditions": {"grantTypes": {"include": [EXCHANGE]}}}
    admin.post(f"{path}/policies/{policy_id}/rules", rule)
    return RelyingParty(service.network, made["issuer"], service.client_id, service.client_secret, cast.CALLBACK)


def test_another_server_must_trust_the_first(
    admin: Admin, second: RelyingParty, service: RelyingParty, tokens: dict[str, Any]
) -> None:
    """The guide, trusted servers: the server that is asked trusts the one that issued the token, not the other way."""
    token, id = tokens["access_token"], second.issuer.rpartition("/")[2]
    assert refused(exchange(second, token, audience="api://second"), "invalid_request")
    admin.post(f"/authorizationServers/{id}/associatedServers", {"trusted": ["default"]})
    answer = exchange(second, token, audience="api://second")
    claims = second.claims(answer.get_json()["access_token"])
    assert (claims["iss"], claims["aud"], claims["sub"]) == (second.issuer, "api://second", cast.OLIVIA.username)
    assert refused(exchange(second, token), "invalid_target")
    assert refused(exchange(service, answer.get_json()["access_token"]), "invalid_request")
    admin.delete(f"/authorizationServers/{id}/associatedServers/default")
    assert refused(exchange(second, token, audience="api://second"), "invalid_request")


def test_a_server_that_is_switched_off_is_trusted_no_more(
    admin: Admin, second: RelyingParty, service: RelyingParty, tokens: dict[str, Any]
) -> None:
    id = second.issuer.rpartition("/")[2]
    admin.post("/authorizationServers/default/associatedServers", {"trusted": [id]})
    admin.post(f"/authorizationServers/{id}/associatedServers", {"trusted": ["default"]})
    token = exchange(second, tokens["access_token"], audience="api://second").get_json()["access_token"]
    assert exchange(service, token).status_code == 200
    admin.post(f"/authorizationServers/{id}/lifecycle/deactivate")
    assert refused(exchange(service, token), "invalid_request")


@pytest.fixture
def web(admin: Admin, parties: Parties, default: CustomServer) -> RelyingParty:
    """An application that signs people in and exchanges what it got."""
    more = {"redirect_uris": [cast.CALLBACK], "response_types": ["code"]}
    grants = ["authorization_code", "refresh_token", EXCHANGE]
    made = registered(admin, parties, "web", **more | {"grant_types": grants})
    admin.put(f"/apps/{made.client_id}/users/{cast.OLIVIA.username}")
    return made


def test_an_id_token_is_exchanged_by_whom_it_was_issued_to(
    web: RelyingParty, service: RelyingParty, browser: Browser, parties: Parties
) -> None:
    mine = web.tokens(browser, cast.OLIVIA)["id_token"]
    answer = exchange(web, mine, subject_token_type=ID_TOKEN)
    assert answer.get_json()["issued_token_type"] == ACCESS_TOKEN
    assert web.claims(answer.get_json()["access_token"])["sub"] == cast.OLIVIA.username
    assert refused(exchange(service, mine, subject_token_type=ID_TOKEN), "invalid_request")
    forged = f"{mine[:-6]}AAAAAA"
    assert refused(exchange(web, forged, subject_token_type=ID_TOKEN), "invalid_request")
    parties.clock.move(timedelta(hours=1, seconds=1))
    assert refused(exchange(web, mine, subject_token_type=ID_TOKEN), "invalid_request")


def test_an_id_token_of_the_org_server_is_not_taken(web: RelyingParty, browser: Browser) -> None:
    org = RelyingParty(web.network, cast.OKTA, web.client_id, web.client_secret, web.redirect_uri)
    foreign = org.tokens(browser, cast.OLIVIA)["id_token"]
    assert refused(exchange(web, foreign, subject_token_type=ID_TOKEN), "invalid_request")


def test_an_application_that_signs_people_in_may_ask_for_all_of_it(
    web: RelyingParty, tokens: dict[str, Any], admin: Admin
) -> None:
    """What is no service gets ID and refresh tokens as well, for people who are assigned to it."""
    told = exchange(web, tokens["access_token"], scope="openid offline_access orders:read").get_json()
    assert web.claims(told["id_token"])["aud"] == web.client_id
    assert told["refresh_token"]
    admin.delete(f"/apps/{web.client_id}/users/{cast.OLIVIA.username}")
    assert refused(exchange(web, tokens["access_token"]), "access_denied")
