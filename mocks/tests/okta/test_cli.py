"""What the Okta CLI 0.10 sends, call by call, by its Java SDK. Expectations: Okta fact sheet 10.2.

The registration of a new org, with which a first `okta start` begins, stands with the orgs.
"""

from typing import Any

import pytest

from mocks.okta.directory import org
from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

CALLBACK = "http://localhost:9999/login/oauth2/code/okta"
HOME = "http://localhost:9999/"
NO_SECRET = {"oauthClient": {"token_endpoint_auth_method": "none"}}


def application(kind: str, **changes: Any) -> dict[str, Any]:
    """Return what the CLI sends to make an application; only public ones name a way to authenticate."""
    oauth: dict[str, Any] = {
        "redirect_uris": [CALLBACK],
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
        "application_type": kind,
    }
    credentials = {"credentials": NO_SECRET} if kind in ("browser", "native") else {}
    settings = {"settings": {"oauthClient": oauth | changes}}
    return {"name": "oidc_client", "signOnMode": "OPENID_CONNECT", "label": f"sample-{kind}", **settings, **credentials}


def created(admin: Admin, body: dict[str, Any]) -> dict[str, str]:
    """Steps 1 to 6; returns what the CLI writes down."""
    servers = admin.get("/authorizationServers")
    assert all({"id", "name", "issuer"} <= set(server) for server in servers)
    issuer = next(server["issuer"] for server in servers if server["id"] == "default")
    label = body["label"]
    assert not [app for app in admin.get("/apps", q=label) if app["label"] == label]
    made = admin.post("/apps", body)
    (everyone,) = admin.get("/groups", search='profile.name eq "everyone"')
    assert admin.get("/groups", q="everyone") == [everyone]
    assigned = admin.put(f"/apps/{made['id']}/groups/{everyone['id']}", {"priority": 2})
    assert (assigned["id"], assigned["priority"]) == (everyone["id"], 2)
    told = admin.get(f"/internal/apps/{made['id']}/settings/clientcreds")
    assert told["client_id"] == made["id"]
    return {"issuer": issuer, **told}


def test_start_and_apps_create_web(admin: Admin, parties: Parties, browser: Browser) -> None:
    """What lands in `.env` signs anybody of the org in; a second run finds the application by its label."""
    env = created(admin, application("web", post_logout_redirect_uris=[HOME]))
    app = RelyingParty(parties.network, env["issuer"], env["client_id"], env["client_secret"], CALLBACK)
    assert app.claims(app.tokens(browser, cast.ERIN)["id_token"])["preferred_username"] == cast.ERIN.username
    (again,) = admin.get("/apps", q="sample-web")
    assert (again["id"], again["label"]) == (env["client_id"], "sample-web")


def test_apps_create_spa(admin: Admin, parties: Parties, browser: Browser) -> None:
    """Step 7: the page's origin becomes a trusted one."""
    env = created(admin, application("browser", post_logout_redirect_uris=[HOME]))
    assert "client_secret" not in env
    origin = "http://localhost:9999"
    assert not [known for known in admin.get("/trustedOrigins") if known["origin"] == origin]
    scopes = [{"type": "CORS"}, {"type": "REDIRECT"}]
    made = admin.post("/trustedOrigins", {"name": origin, "origin": origin, "scopes": scopes})
    assert (made["origin"], made["status"], made["scopes"]) == (origin, "ACTIVE", scopes)
    app = RelyingParty(parties.network, env["issuer"], env["client_id"], "", CALLBACK)
    answer = app.redeem(app.code(browser, cast.ERIN), {"Origin": origin}, client_secret=None)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, origin)


def test_apps_create_native(admin: Admin, parties: Parties, browser: Browser) -> None:
    uri = "test.localhost:/callback"
    env = created(admin, application("native", redirect_uris=[uri], post_logout_redirect_uris=["test.localhost:/"]))
    app = RelyingParty(parties.network, env["issuer"], env["client_id"], "", uri)
    assert app.redeem(app.code(browser, cast.ERIN), client_secret=None).status_code == 200


def test_apps_create_service(admin: Admin, parties: Parties) -> None:
    """It names no way to authenticate, and finds a secret."""
    scope = {"name": "orders:read", "consent": "IMPLICIT"}
    admin.post("/authorizationServers/default/scopes", scope)
    nothing = {"redirect_uris": [], "response_types": ["token"], "grant_types": ["client_credentials"]}
    env = created(admin, application("service", **nothing))
    app = RelyingParty(parties.network, env["issuer"], env["client_id"], env["client_secret"], CALLBACK)
    form = {"grant_type": "client_credentials", "scope": "orders:read"}
    secret = {"client_id": env["client_id"], "client_secret": env["client_secret"]}
    answer = app.post(app.metadata["token_endpoint"], form | secret)
    assert app.claims(answer.get_json()["access_token"])["scp"] == ["orders:read"]


def test_apps_create_jhipster(admin: Admin, parties: Parties, browser: Browser) -> None:
    """Step 8: a claim of groups, two groups, and the caller in them."""
    env = created(admin, application("web"))
    claims = "/authorizationServers/default/claims"
    assert "groups" not in {claim["name"] for claim in admin.get(claims)}
    claim = {
        "name": "groups",
        "status": "ACTIVE",
        "claimType": "RESOURCE",
        "valueType": "GROUPS",
        "value": ".*",
        "alwaysIncludeInToken": True,
        "group_filter_type": "REGEX",
        "conditions": {"scopes": []},
    }
    admin.post(claims, claim)
    # By this very text the CLI knows that the claim is there already.
    taken = admin.send("POST", claims, claim)
    assert (taken.status_code, taken.get_json()["errorSummary"]) == (400, "Api validation failed: name")
    me = admin.get("/users/me")
    for name in ("ROLE_ADMIN", "ROLE_USER"):
        group = admin.post("/groups", {"profile": {"name": name, "description": ""}})
        assert admin.send("PUT", f"/groups/{group['id']}/users/{me['id']}").status_code == 204
    app = RelyingParty(parties.network, env["issuer"], env["client_id"], env["client_secret"], CALLBACK)
    token = app.tokens(browser, cast.OLIVIA)["access_token"]
    assert {"ROLE_ADMIN", "ROLE_USER"} < set(app.claims(token)["groups"])


def test_apps_config_and_delete(admin: Admin) -> None:
    env = created(admin, application("web"))
    path = f"/apps/{env['client_id']}"
    listed = {app["id"]: app for page in admin.pages("/apps", filter='status eq "ACTIVE"') for app in page}
    assert listed[env["client_id"]] == admin.get(path)
    assert admin.get(f"/internal{path}/settings/clientcreds")["client_secret"] == env["client_secret"]
    assert admin.post(f"{path}/lifecycle/deactivate") == {}
    assert admin.send("DELETE", path).status_code == 204
    assert env["client_id"] not in {app["id"] for app in admin.get("/apps", filter='status eq "ACTIVE"')}


def test_logs(admin: Admin) -> None:
    created(admin, application("web"))
    events = admin.get("/logs", since=admin.get("/users/me")["created"])
    assert "application.lifecycle.create" in {event["eventType"] for event in events}


@pytest.mark.parametrize("enabled", [True, False])
def test_without_authorization_servers_it_says_what_is_missing(admin: Admin, parties: Parties, enabled: bool) -> None:
    """Step 1: by E0000015 the CLI tells that the org has no API Access Management."""
    with parties.okta.db() as db:
        db.execute(org.ORG.update().values(api_access_management=enabled))
    answer = admin.send("GET", "/authorizationServers")
    assert (answer.status_code, answer.get_json()[0]["id"] if enabled else answer.get_json()["errorCode"]) == (
        (200, "default") if enabled else (401, "E0000015")
    )
