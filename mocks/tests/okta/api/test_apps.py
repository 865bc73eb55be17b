"""Applications through the management API. Expectations: Okta fact sheet 5.1, 5.2 and 10.2."""

from dataclasses import replace
from typing import Any

import pytest

from mocks.okta.directory import app_records
from mocks.tests import cast, keys
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

CALLBACK = "http://localhost:9999/callback"


SERVICE: dict[str, Any] = {
    "grant_types": [],
    "response_types": [],
    "redirect_uris": [],
}
KEYED = SERVICE | {
    "jwks": {"keys": [keys.public(keys.PRIVATE)]},
    "client": {"token_endpoint_auth_method": "private_key_jwt"},
}


def _app(kind: str = "web", **changes: Any) -> dict[str, Any]:
    oauth: dict[str, Any] = {
        "redirect_uris": [CALLBACK],
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
        "application_type": kind,
    }
    client = changes.pop("client", {})
    return {
        "name": "oidc_client",
        "label": changes.pop("label", "Sample"),
        "signOnMode": "OPENID_CONNECT",
        "credentials": {"oauthClient": client},
        "settings": {"oauthClient": oauth | changes},
    }


def test_an_application_that_was_just_made_signs_people_in(admin: Admin, parties: Parties) -> None:
    """5.1: 20 characters of client id, 40 of secret; once somebody is assigned it works."""
    made = admin.post("/apps", _app())
    client = made["credentials"]["oauthClient"]
    assert (made["id"], len(made["id"]), len(client["client_secret"])) == (client["client_id"], 20, 40)
    app = RelyingParty(parties.network, f"{cast.OKTA}/oauth2/default", made["id"], client["client_secret"], CALLBACK)
    assert app.sign_in(parties.browser(), cast.OLIVIA).parameters["error"] == "access_denied"
    admin.put(f"/apps/{made['id']}/users/{cast.OLIVIA.username}")
    code = app.code(parties.browser(), cast.OLIVIA)
    assert app.redeem(code).status_code == 200


def test_what_the_cli_does(admin: Admin) -> None:
    """10.2: the sequence of `okta start`, call by call."""
    assert admin.get("/apps", q="sample") == []
    made = admin.post("/apps", _app())
    assert [app["label"] for app in admin.get("/apps", q="Sample")] == ["Sample"]
    (everyone,) = admin.get("/groups", search='profile.name eq "everyone"')
    assigned = admin.put(f"/apps/{made['id']}/groups/{everyone['id']}", {"priority": 2})
    assert (assigned["id"], assigned["priority"]) == (everyone["id"], 2)
    told = admin.get(f"/internal/apps/{made['id']}/settings/clientcreds")
    assert told == {"client_id": made["id"], "client_secret": made["credentials"]["oauthClient"]["client_secret"]}
    seeded = admin.get(f"/internal/apps/{cast.APP_AT_OKTA}/settings/clientcreds")
    assert seeded == {"client_id": cast.APP_AT_OKTA, "client_secret": cast.SECRET}


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (_app(label=""), "label"),
        (_app(redirect_uris=[]), "redirect_uris"),
        (_app(redirect_uris=["/relative"]), "redirect_uris"),
        (_app(redirect_uris=["https://*.example/cb"]), "redirect_uris"),
        (_app(redirect_uris=["JavaScript:alert(1)"]), "redirect_uris"),
        (_app(post_logout_redirect_uris=["data:text/html,x"]), "post_logout_redirect_uris"),
        (_app(post_logout_redirect_uris=["x"]), "post_logout_redirect_uris"),
        (_app(grant_types=["refresh_token"]), "grant_types"),
        (_app(grant_types=["authorization_code", "password"]), "grant_types"),
        (_app(grant_types=["implicit"]), "response_types"),
        (_app(response_types=["token"]), "response_types"),
        (_app(response_types=["colour"]), "response_types"),
        (_app("browser", client={"token_endpoint_auth_method": "client_secret_basic"}), "token_endpoint_auth_method"),
        (_app("web", client={"token_endpoint_auth_method": "none"}), "token_endpoint_auth_method"),
        (_app("service"), "grant_types"),
        (_app("toaster"), "settings"),
        (_app(client={"client_secret": "short"}), "client_secret"),
        (_app(client={"client_id": cast.APP_AT_OKTA}), "client_id"),
        (_app(client={"client_id": "no good"}), "client_id"),
        (_app(jwks={"keys": [{"kty": "oct", "k": "x"}]}), "jwks"),
        (_app("service", **KEYED | {"jwks": None}), "jwks"),
        (_app("service", **KEYED | {"jwks": {"keys": []}}), "jwks"),
        (_app(dpop_bound_access_tokens=True), "dpop_bound_access_tokens"),
        (_app(logo_uri="javascript:alert(1)"), "logo_uri"),
        (_app(initiate_login_uri="data:text/html,x"), "initiate_login_uri"),
        (_app(frontchannel_logout_uri="/slo"), "frontchannel_logout_uri"),
        (_app(backchannel_logout_uri="ftp://localhost/slo"), "backchannel_logout_uri"),
        (_app("native", participate_slo=True, client={"token_endpoint_auth_method": "none"}), "participate_slo"),
    ],
)
def test_what_does_not_fit_together(admin: Admin, parties: Parties, body: dict[str, Any], cause: str) -> None:
    before = parties.okta.rows("applications", "client_secrets")
    answer = admin.send("POST", "/apps", body)
    error = answer.get_json()
    assert (answer.status_code, error["errorCode"]) == (400, "E0000001")
    assert any(found["errorSummary"].startswith(cause) for found in error["errorCauses"]), error
    assert parties.okta.rows("applications", "client_secrets") == before


@pytest.mark.parametrize(
    ("kind", "changes", "method", "pkce", "secret"),
    [
        ("web", {}, "client_secret_basic", False, True),
        ("browser", {}, "none", True, False),
        ("native", {}, "none", True, False),
        ("service", SERVICE, "client_secret_basic", False, True),
        ("service", KEYED, "private_key_jwt", False, False),
    ],
)
def test_each_type_has_its_defaults(
    admin: Admin, kind: str, changes: dict[str, Any], method: str, pkce: bool, secret: bool
) -> None:
    client = admin.post("/apps", _app(kind, **changes))["credentials"]["oauthClient"]
    assert (client["token_endpoint_auth_method"], client["pkce_required"]) == (method, pkce)
    assert ("client_secret" in client) is secret


def test_put_replaces_and_keeps_the_secret(admin: Admin, parties: Parties) -> None:
    """Pitfall 14: what PUT does not name goes back to its default."""
    made = admin.post("/apps", _app(post_logout_redirect_uris=["http://localhost:9999/"]))
    admin.put(f"/apps/{made['id']}/users/me")
    replaced = admin.put(f"/apps/{made['id']}", _app(label="Other"))
    assert (replaced["label"], replaced["settings"]["oauthClient"]["post_logout_redirect_uris"]) == ("Other", [])
    assert "client_secret" not in admin.get(f"/apps/{made['id']}")["credentials"]["oauthClient"]
    secret = made["credentials"]["oauthClient"]["client_secret"]
    app = RelyingParty(parties.network, f"{cast.OKTA}/oauth2/default", made["id"], secret, CALLBACK)
    assert app.redeem(app.code(parties.browser(), cast.OLIVIA)).status_code == 200


def test_put_may_bring_another_secret(admin: Admin, parties: Parties) -> None:
    """5.1: as tools that keep an org's state do it; the same one again changes nothing."""
    made = admin.post("/apps", _app())
    admin.put(f"/apps/{made['id']}/users/{cast.OLIVIA.username}")
    old, new = made["credentials"]["oauthClient"]["client_secret"], "a-secret-of-my-own-choice"
    assert admin.refused("PUT", f"/apps/{made['id']}", _app(client={"client_secret": "short"})) == (400, "E0000001")
    for _ in range(2):
        admin.put(f"/apps/{made['id']}", _app(client={"client_secret": new}))
    assert len(admin.get(f"/apps/{made['id']}/credentials/secrets")) == 1
    app = RelyingParty(parties.network, f"{cast.OKTA}/oauth2/default", made["id"], new, CALLBACK)
    browser = parties.browser()
    assert app.redeem(app.code(browser, cast.OLIVIA), client_secret=old).status_code == 401
    assert app.redeem(app.code(browser, cast.OLIVIA)).status_code == 200


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_jwt"])
def test_who_is_to_prove_itself_by_a_secret_gets_one(admin: Admin, parties: Parties, method: str) -> None:
    """An application that was public has a secret once it is replaced by one that needs it."""
    made = admin.post("/apps", _app("native"))["id"]
    assert "client_secret" not in admin.get(f"/internal/apps/{made}/settings/clientcreds")
    admin.put(f"/apps/{made}", _app("web", client={"token_endpoint_auth_method": method}))
    secret = admin.get(f"/internal/apps/{made}/settings/clientcreds")["client_secret"]
    admin.put(f"/apps/{made}/users/{cast.OLIVIA.username}")
    app = RelyingParty(parties.network, f"{cast.OKTA}/oauth2/default", made, secret, CALLBACK)
    answer = app.redeem(app.code(parties.browser(), cast.OLIVIA))
    assert answer.status_code == (200 if method == "client_secret_basic" else 401)
    with parties.okta.db() as db:
        record = app_records.by_id(db, made)
    assert record
    assert record.settings.shared_secret == (secret if method == "client_secret_jwt" else "")


def test_an_inactive_application_lets_nobody_in_and_can_be_deleted(admin: Admin, parties: Parties) -> None:
    path = f"/apps/{cast.APP_AT_OKTA}"
    assert admin.refused("DELETE", path) == (403, "E0000056")
    admin.post(f"{path}/lifecycle/deactivate")
    assert parties.app_at_okta().sign_in(parties.browser(), cast.OLIVIA).status == 400
    admin.post(f"{path}/lifecycle/activate")
    assert parties.app_at_okta().code(parties.browser(), cast.OLIVIA)
    admin.post(f"{path}/lifecycle/deactivate")
    admin.delete(path)
    assert admin.refused("GET", path) == (404, "E0000007")


def test_secrets_turn_over(admin: Admin, parties: Parties) -> None:
    """5.1: two secrets at once, each good while it is active."""
    path = f"/apps/{cast.APP_AT_OKTA}/credentials/secrets"
    (old,) = admin.get(path)
    assert admin.refused("POST", f"{path}/{old['id']}/lifecycle/deactivate") == (400, "E0000001")
    new = admin.post(path)
    assert admin.refused("POST", path) == (400, "E0000001")
    app = parties.app_at_okta()
    browser = parties.browser()
    newer = RelyingParty(parties.network, app.issuer, app.client_id, new["client_secret"], app.redirect_uri)
    for known in (app, newer):
        assert known.redeem(known.code(browser, cast.OLIVIA)).status_code == 200
    admin.post(f"{path}/{old['id']}/lifecycle/deactivate")
    assert app.redeem(app.code(browser, cast.OLIVIA)).status_code == 401
    assert newer.redeem(newer.code(browser, cast.OLIVIA)).status_code == 200
    admin.delete(f"{path}/{old['id']}")
    assert [secret["id"] for secret in admin.get(path)] == [new["id"]]


def test_assignments(admin: Admin) -> None:
    """5.2: by name and through a group; an assignment twice is none more, one that is not there a 404."""
    made = admin.post("/apps", _app())["id"]
    group = admin.post("/groups", {"profile": {"name": "Sales"}})["id"]
    admin.put(f"/groups/{group}/users/{cast.ERIN.username}")
    for _ in range(2):
        assert admin.post(f"/apps/{made}/users", {"id": admin.get("/users/me")["id"]})["scope"] == "USER"
        admin.put(f"/apps/{made}/groups/{group}")
    pages = admin.pages(f"/apps/{made}/users", limit=1)
    scopes = {user["credentials"]["userName"]: user["scope"] for page in pages for user in page}
    assert scopes == {cast.OLIVIA.username: "USER", cast.ERIN.username: "GROUP"}
    assert made in {app["id"] for app in admin.get(f"/groups/{group}/apps")}
    assert "Sample" in {link["label"] for link in admin.get(f"/users/{cast.ERIN.username}/appLinks")}
    assert made in {app["id"] for app in admin.get("/apps", filter=f'group.id eq "{group}"')}
    assert admin.refused("DELETE", f"/apps/{made}/users/{cast.ERIN.username}") == (404, "E0000007")
    admin.delete(f"/apps/{made}/groups/{group}")
    assert admin.refused("GET", f"/apps/{made}/groups/{group}") == (404, "E0000007")
    assert admin.refused("GET", f"/apps/{made}/users/{cast.ERIN.username}") == (404, "E0000007")
    assert admin.refused("PUT", f"/apps/{made}/users/{cast.FRANK.username}") == (403, "E0000117")


def test_grants_of_okta_scopes(admin: Admin) -> None:
    made = admin.post("/apps", _app("service", **SERVICE))["id"]
    path = f"/apps/{made}/grants"
    assert admin.post(path, {"scopeId": "okta.users.read", "issuer": cast.OKTA})["scopeId"] == "okta.users.read"
    assert [grant["scopeId"] for grant in admin.get(path)] == ["okta.users.read"]
    assert admin.refused("POST", path, {"scopeId": "openid", "issuer": cast.OKTA}) == (400, "E0000001")
    assert admin.refused("POST", path, {"scopeId": "okta.users.read", "issuer": "https://x"}) == (400, "E0000001")
    assert admin.refused("POST", path, {"scopeId": "okta.colours.read", "issuer": cast.OKTA}) == (400, "E0000001")
    assert admin.refused("POST", path, {"scopeId": "okta.users", "issuer": cast.OKTA}) == (400, "E0000001")
    assert admin.get(f"{path}/okta.users.read")["clientId"] == made
    assert admin.refused("GET", f"{path}/okta.groups.read") == (404, "E0000007")
    admin.delete(f"{path}/okta.users.read")
    assert admin.get(path) == []


def test_pages_and_filters(admin: Admin) -> None:
    made = {admin.post("/apps", _app(label=f"Page {number}"))["id"] for number in range(5)}
    found = [app["id"] for page in admin.pages("/apps", limit=2) for app in page]
    assert made < set(found)
    assert len(found) == len(set(found))
    admin.post(f"/apps/{sorted(made)[0]}/lifecycle/deactivate")
    assert [app["id"] for app in admin.get("/apps", filter='status eq "INACTIVE"')] == [sorted(made)[0]]
    assert admin.refused("GET", "/apps", filter='colour eq "x"') == (400, "E0000031")


def test_single_logout_is_registered(admin: Admin, parties: Parties) -> None:
    """Okta's guide on Single Logout: `participate_slo` and the front channel; the back channel is the lab's own."""
    plain = admin.post("/apps", _app())["settings"]["oauthClient"]
    assert plain["participate_slo"] is False
    assert not any("logout_uri" in name and "post_" not in name for name in plain)
    wanted: dict[str, Any] = {
        "participate_slo": True,
        "frontchannel_logout_uri": "http://localhost:9999/slo",
        "frontchannel_logout_session_required": True,
        "backchannel_logout_uri": "http://localhost:9999/backchannel",
        "backchannel_logout_session_required": True,
    }
    made = admin.post("/apps", _app(**wanted))
    assert made["settings"]["oauthClient"].items() >= wanted.items()
    app = RelyingParty(parties.network, f"{cast.OKTA}/oauth2/default", made["id"], "", CALLBACK)
    assert admin.get(f"/apps/{made['id']}")["settings"] == made["settings"]
    app = replace(app, client_secret=made["credentials"]["oauthClient"]["client_secret"])
    admin.put(f"/apps/{made['id']}/users/{cast.OLIVIA.username}")
    assert "sid" in app.claims(app.tokens(parties.browser(), cast.OLIVIA)["id_token"])
