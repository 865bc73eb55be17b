"""Dynamic client registration. Expectations: RFC 7591, Okta fact sheet 1.2, 1.6 and 5.4."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from mocks.tests import cast, keys
from mocks.tests.browser import Browser
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

CLIENTS = f"{cast.OKTA}/oauth2/v1/clients"
CALLBACK = "https://client.example/callback"
METADATA: dict[str, Any] = {
    "client_name": "Example client",
    "client_uri": "https://client.example/",
    "logo_uri": "https://client.example/logo.png",
    "tos_uri": "https://client.example/terms",
    "policy_uri": "https://client.example/policy",
    "initiate_login_uri": "https://client.example/login",
    "redirect_uris": [CALLBACK],
    "post_logout_redirect_uris": ["https://client.example/bye"],
    "response_types": ["code"],
    "grant_types": ["authorization_code", "refresh_token"],
    "token_endpoint_auth_method": "client_secret_post",
    "application_type": "web",
}


@pytest.fixture
def made(admin: Admin) -> dict[str, Any]:
    """A client that was just registered."""
    client: dict[str, Any] = admin.post(CLIENTS, METADATA)
    return client


def refused(admin: Admin, method: str, body: Any = None, id: str = "") -> tuple[int, str, str]:
    answer = admin.send(method, f"{CLIENTS}/{id}" if id else CLIENTS, body)
    error = answer.get_json()
    assert set(error) == {"error", "error_description"}
    return answer.status_code, error["error"], error["error_description"]


def test_discovery_leads_to_it(parties: Parties) -> None:
    """1.3: the org's address, in the documents of custom servers too."""
    for server in ("", "/oauth2/default"):
        assert parties.app_at_okta(server).metadata["registration_endpoint"] == CLIENTS


def test_what_was_registered_is_told(admin: Admin, parties: Parties) -> None:
    """RFC 7591 section 3.2.1: 201, all metadata, the secret, and when what ends."""
    answer = admin.send("POST", CLIENTS, METADATA)
    made = answer.get_json()
    assert answer.status_code == 201
    assert METADATA.items() <= made.items()
    assert (len(made["client_id"]), len(made["client_secret"])) == (20, 40)
    assert made["client_id_issued_at"] == parties.clock.now().timestamp()
    assert made["client_secret_expires_at"] == 0
    found = admin.get(f"{CLIENTS}/{made['client_id']}")
    assert found == {name: value for name, value in made.items() if name != "client_secret"}


def test_a_client_signs_people_in_after_their_consent(
    admin: Admin, made: dict[str, Any], parties: Parties, browser: Browser
) -> None:
    """5.4, 1.6: it is an application, and asks for consent where applications do not."""
    id = made["client_id"]
    application = admin.get(f"/apps/{id}")
    assert application["label"] == "Example client"
    assert application["settings"]["oauthClient"]["consent_method"] == "REQUIRED"
    assert admin.get("/apps", q="example")[0]["id"] == id
    admin.put(f"/apps/{id}/users/{cast.OLIVIA.username}")
    app = RelyingParty(parties.network, f"{cast.OKTA}/oauth2/default", id, made["client_secret"], CALLBACK)
    assert app.redeem(app.code(browser, cast.OLIVIA)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "error", "named"),
    [
        ({"client_name": None}, "invalid_client_metadata", "client_name"),
        ({"client_name": " "}, "invalid_client_metadata", "client_name"),
        ({"client_name": "x" * 101}, "invalid_client_metadata", "client_name"),
        ({"client_name": "contoso HOME"}, "invalid_client_metadata", "client_name"),
        ({"redirect_uris": []}, "invalid_client_metadata", "redirect_uris"),
        ({"redirect_uris": ["/callback"]}, "invalid_redirect_uri", "redirect_uris"),
        ({"redirect_uris": ["https://client.example/#x"]}, "invalid_redirect_uri", "redirect_uris"),
        ({"redirect_uris": ["https://*.client.example/"]}, "invalid_redirect_uri", "redirect_uris"),
        ({"redirect_uris": "x"}, "invalid_client_metadata", "redirect_uris"),
        ({"grant_types": ["password"]}, "invalid_client_metadata", "grant_types"),
        ({"response_types": ["id_token"]}, "invalid_client_metadata", "response_types"),
        ({"application_type": "toaster"}, "invalid_client_metadata", "application_type"),
        ({"token_endpoint_auth_method": "none"}, "invalid_client_metadata", "token_endpoint_auth_method"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata", "jwks"),
        ({"jwks": {"keys": [{"kty": "oct", "k": "x"}]}}, "invalid_client_metadata", "jwks"),
        ({"logo_uri": "javascript:x"}, "invalid_client_metadata", "logo_uri"),
        ({"request_object_signing_alg": "none"}, "invalid_client_metadata", "request_object_signing_alg"),
    ],
)
def test_metadata_that_does_not_fit(
    admin: Admin, parties: Parties, changes: dict[str, Any], error: str, named: str
) -> None:
    """RFC 7591 section 3.2.2: nothing is registered."""
    before = parties.okta.rows("applications", "client_secrets", "system_log")
    status, code, text = refused(admin, "POST", METADATA | changes)
    assert (status, code) == (400, error)
    assert text.startswith(f"{named}:")
    assert parties.okta.rows("applications", "client_secrets", "system_log") == before


def test_no_json_is_the_api_s_own_error(admin: Admin) -> None:
    assert admin.raw("POST", urlsplit(CLIENTS).path, b"{", {}).get_json()["errorCode"] == "E0000003"
    assert refused(admin, "POST", [1])[:2] == (400, "invalid_client_metadata")


def test_defaults(admin: Admin) -> None:
    """RFC 7591 section 2: what is left out, or null."""
    web = admin.post(CLIENTS, {"client_name": "Web", "redirect_uris": [CALLBACK], "jwks": None})
    assert (web["application_type"], web["token_endpoint_auth_method"]) == ("web", "client_secret_basic")
    assert (web["grant_types"], web["response_types"]) == (["authorization_code"], ["code"])
    page = admin.post(CLIENTS, {"client_name": "Page", "application_type": "browser", "redirect_uris": [CALLBACK]})
    assert page["token_endpoint_auth_method"] == "none"
    assert not {"client_secret", "client_secret_expires_at"} & set(page)
    assert "request_object_signing_alg" not in web
    service = {"client_name": "Service", "application_type": "service", "jwks": {"keys": [keys.public(keys.CURVE)]}}
    made = admin.post(CLIENTS, service | {"token_endpoint_auth_method": "private_key_jwt"})
    assert (made["redirect_uris"], made["grant_types"]) == ([], ["client_credentials"])
    assert made["jwks"] == service["jwks"]


def test_a_change_replaces_and_keeps_the_secret(admin: Admin, made: dict[str, Any], parties: Parties) -> None:
    id = made["client_id"]
    admin.put(f"/apps/{id}/users/{cast.OLIVIA.username}")
    wanted = METADATA | {"client_name": "Renamed", "logo_uri": None}
    # As Okta's guides do it: what was told, with what is to be another.
    changed = admin.put(f"{CLIENTS}/{id}", made | wanted)
    assert wanted.items() <= changed.items()
    assert changed["client_secret"] == made["client_secret"]
    application = admin.get(f"/apps/{id}")
    assert (application["label"], application["settings"]["oauthClient"]["consent_method"]) == ("Renamed", "REQUIRED")
    assert cast.OLIVIA.username in {it["credentials"]["userName"] for it in admin.get(f"/apps/{id}/users")}


def test_a_change_leaves_what_only_applications_have(admin: Admin) -> None:
    oauth = {
        "redirect_uris": ["https://*.client.example/in"],
        "wildcard_redirect": "SUBDOMAIN",
        "consent_method": "TRUSTED",
        "issuer_mode": "ORG_URL",
        "refresh_token": {"rotation_type": "ROTATE", "leeway": 7},
    }
    application = {"label": "Both", "settings": {"oauthClient": oauth}, "visibility": {"autoLaunch": True}}
    id = admin.post("/apps", application)["id"]
    admin.put(f"{CLIENTS}/{id}", METADATA | {"redirect_uris": oauth["redirect_uris"]})
    found = admin.get(f"/apps/{id}")
    assert oauth.items() <= found["settings"]["oauthClient"].items()
    assert found["visibility"]["autoLaunch"] is True


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"client_name": "Contoso Home"}, "client_name"),
        ({"client_id": "other"}, "client_id"),
        ({"client_secret": "of-my-own-choice-1"}, "client_secret"),
        ({"client_id_issued_at": 1}, "client_id_issued_at"),
        ({"client_secret_expires_at": 1}, "client_secret_expires_at"),
    ],
)
def test_what_cannot_be_changed(admin: Admin, made: dict[str, Any], changes: dict[str, Any], named: str) -> None:
    status, code, text = refused(admin, "PUT", METADATA | changes, made["client_id"])
    assert (status, code) == (400, "invalid_client_metadata")
    assert text.startswith(f"{named}:")


def test_a_change_needs_everything(admin: Admin, made: dict[str, Any]) -> None:
    for name in ("client_name", "redirect_uris", "grant_types", "application_type"):
        rest = {other: value for other, value in METADATA.items() if other != name}
        assert refused(admin, "PUT", rest, made["client_id"])[1:] == (
            "invalid_client_metadata",
            f"{name}: The field cannot be left blank",
        )


def test_a_new_secret_ends_the_old(admin: Admin, made: dict[str, Any], parties: Parties, browser: Browser) -> None:
    id = made["client_id"]
    admin.put(f"/apps/{id}/users/{cast.OLIVIA.username}")
    answer = admin.send("POST", f"{CLIENTS}/{id}/lifecycle/newSecret")
    assert answer.status_code == 200
    secret = answer.get_json()["client_secret"]
    old = RelyingParty(parties.network, f"{cast.OKTA}/oauth2/default", id, made["client_secret"], CALLBACK)
    assert old.redeem(old.code(browser, cast.OLIVIA)).status_code == 401
    assert old.redeem(old.code(browser, cast.OLIVIA), client_secret=secret).status_code == 200
    assert admin.refused("POST", f"{CLIENTS}/nobody/lifecycle/newSecret") == (404, "E0000007")
    assert admin.refused("POST", f"{CLIENTS}/{cast.TV_AT_OKTA}/lifecycle/newSecret") == (400, "E0000001")


def test_a_client_goes(admin: Admin, made: dict[str, Any]) -> None:
    id = made["client_id"]
    assert admin.send("DELETE", f"{CLIENTS}/{id}").status_code == 204
    for method in ("GET", "PUT", "DELETE"):
        told = refused(admin, method, METADATA if method == "PUT" else None, id)
        assert told == (401, "invalid_client", "Invalid value for 'client_id' parameter.")
    assert admin.refused("GET", f"/apps/{id}") == (404, "E0000007")


def test_lists(admin: Admin, made: dict[str, Any]) -> None:
    pages = admin.pages(CLIENTS, limit=3)
    found = [client["client_id"] for page in pages for client in page]
    assert all(len(page) == 3 for page in pages[:-1])
    assert {made["client_id"], cast.APP_AT_OKTA} < set(found)
    assert len(found) == len(set(found)) == len(admin.get("/apps"))
    assert not any("client_secret" in client for page in pages for client in page)
    assert [client["client_id"] for client in admin.get(CLIENTS, q="EXAM")] == [made["client_id"]]


def test_who_may(admin: Admin, nobody: Admin, made: dict[str, Any], parties: Parties) -> None:
    """7.1: an API token, or the scopes `okta.clients.*`; registering has one of its own."""
    assert nobody.refused("GET", CLIENTS) == (403, "E0000005")
    assert nobody.refused("POST", CLIENTS, METADATA) == (403, "E0000005")
    assert nobody.refused("DELETE", f"{CLIENTS}/{made['client_id']}") == (403, "E0000005")
    client = parties.app_at_okta("").registered(cast.KEYED_AT_OKTA, cast.CALLBACK)
    for scope, allowed in (("okta.clients.register", "POST"), ("okta.clients.read", "GET")):
        admin.post(f"/apps/{cast.KEYED_AT_OKTA}/grants", {"scopeId": scope, "issuer": cast.OKTA})
        bearer = {"Authorization": f"Bearer {service_token(client, scope, parties)}"}
        new = METADATA | {"client_name": f"By {scope}"}
        answers = {
            "GET": nobody.send("GET", CLIENTS, headers=bearer),
            "POST": nobody.send("POST", CLIENTS, new, headers=bearer),
        }
        assert {name for name, answer in answers.items() if answer.status_code < 300} == {allowed}
        assert all(answer.status_code == 403 for name, answer in answers.items() if name != allowed)


def test_what_happened_is_logged(admin: Admin, made: dict[str, Any]) -> None:
    admin.put(f"{CLIENTS}/{made['client_id']}", METADATA)
    admin.post(f"{CLIENTS}/{made['client_id']}/lifecycle/newSecret")
    admin.delete(f"{CLIENTS}/{made['client_id']}")
    events = admin.get("/logs", filter='eventType sw "app.oauth2.client.lifecycle"')
    assert [event["eventType"].rpartition(".")[2] for event in events] == [
        "create",
        "update",
        "new_client_secret",
        "delete",
    ]
    assert events[0]["target"][0]["id"] == made["client_id"]


def service_token(client: RelyingParty, scope: str, parties: Parties) -> str:
    now = int(parties.clock.now().timestamp())
    where = client.metadata["token_endpoint"]
    said = {"iss": client.client_id, "sub": client.client_id, "aud": where, "exp": now + 60, "jti": scope}
    form = {
        "grant_type": "client_credentials",
        "scope": scope,
        "client_assertion_type": keys.TYPE,
        "client_assertion": keys.sign(said, {"kid": "first"}),
    }
    token: str = client.post(where, form).get_json()["access_token"]
    return token


def test_pages_elsewhere_may_not_read_it(admin: Admin, parties: Parties) -> None:
    """5.3: only trusted origins."""
    admin.post("/trustedOrigins", {"name": "x", "origin": "https://good.example", "scopes": [{"type": "CORS"}]})
    client = parties.network.client(cast.OKTA, cookies=False)
    for origin, told in (("https://good.example", "https://good.example"), ("https://evil.example", None)):
        answer = client.options(urlsplit(CLIENTS).path, base_url=cast.OKTA, headers={"Origin": origin})
        assert answer.headers.get("Access-Control-Allow-Origin") == told
