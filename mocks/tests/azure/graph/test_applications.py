"""Applications at Graph (fact sheet sections 7.8 and 8): the registrations that people sign in to."""

import base64
from dataclasses import replace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from mocks.tests import keys
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.azure.graph.test_delta import whole_round
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, APP_AT_AZURE, APP_FOR_ALL_TENANTS, AVERY, AZURE, CALLBACK, KEYED_AT_AZURE
from mocks.tests.parties import Parties

NEW = {"displayName": "Okta"}
ROLE: dict[str, Any] = {
    "id": "11111111-0000-4000-8000-000000000001",
    "value": "reader",
    "displayName": "Reader",
    "description": "Reads",
    "allowedMemberTypes": ["User", "Application"],
}


@pytest.fixture
def made(graph: Graph) -> dict[str, Any]:
    """An application that was registered by Graph."""
    application: dict[str, Any] = graph.post("/applications", NEW | {"web": {"redirectUris": [CALLBACK]}})
    return application


def by_app_id(graph: Graph, app_id: str) -> dict[str, Any]:
    (found,) = graph.get("/applications", filter=f"appId eq '{app_id}'")["value"]
    return dict(found)


def test_the_registrations_of_the_tenant_are_listed(graph: Graph) -> None:
    answer = graph.get("/applications", top="999")
    assert answer["@odata.context"] == f"{AZURE}/v1.0/$metadata#applications"
    names = {one["displayName"] for one in answer["value"]}
    assert "Contoso Home" in names
    assert APP_FOR_ALL_TENANTS not in {one["appId"] for one in answer["value"]}
    assert graph.advanced.get("/applications/$count") == str(len(answer["value"]))


def test_what_a_seeded_registration_looks_like(graph: Graph) -> None:
    """Fact sheet 7.8: object id and client id differ; no secret is told, nor what it was hashed to."""
    app = by_app_id(graph, APP_AT_AZURE)
    assert app["id"] != app["appId"] == APP_AT_AZURE
    assert CALLBACK in app["web"]["redirectUris"]
    assert app["signInAudience"] == "AzureADMyOrg"
    assert app["publisherDomain"] == "contoso.example"
    assert [claim["name"] for claim in app["optionalClaims"]["idToken"]] == ["given_name", "family_name", "email"]
    (secret,) = app["passwordCredentials"]
    assert secret["secretText"] is None
    assert "sha256" not in str(app)
    (key,) = by_app_id(graph, KEYED_AT_AZURE)["keyCredentials"]
    assert (key["type"], key["usage"], key["key"]) == ("AsymmetricX509Cert", "Verify", None)
    assert len(key["customKeyIdentifier"]) == 40


def test_both_ids_lead_to_it_by_their_own_address(graph: Graph) -> None:
    object_id = by_app_id(graph, APP_AT_AZURE)["id"]
    assert graph.get(f"/applications/{object_id}", select="appId")["appId"] == APP_AT_AZURE
    assert graph.get(f"/applications(appId='{APP_AT_AZURE}')")["id"] == object_id
    for path in (f"/applications/{APP_AT_AZURE}", f"/applications(appId='{object_id}')", "/applications(x)"):
        assert graph.refused("GET", path) == (404, "Request_ResourceNotFound")


def test_an_application_is_registered(graph: Graph, made: dict[str, Any]) -> None:
    assert made["id"] != made["appId"]
    assert made["web"]["implicitGrantSettings"] == {
        "enableIdTokenIssuance": False,
        "enableAccessTokenIssuance": False,
    }
    assert (made["signInAudience"], made["passwordCredentials"], made["spa"]) == (
        "AzureADMyOrg",
        [],
        {"redirectUris": []},
    )
    assert graph.get(f"/applications/{made['id']}")["displayName"] == "Okta"


def test_people_sign_in_to_it_at_once(graph: Graph, made: dict[str, Any], parties: Parties, browser: Browser) -> None:
    """And its new secret redeems the code; after its deletion nobody knows it."""
    secret = graph.post(f"/applications/{made['id']}/addPassword", {"passwordCredential": {"displayName": "first"}})
    app = replace(parties.app_at_azure().registered(made["appId"], CALLBACK), client_secret=secret["secretText"])
    assert "id_token" in app.redeem(app.code(browser, ALICE)).get_json()
    graph.delete(f"/applications/{made['id']}")
    assert "AADSTS700016" in parties.browser().open(app.authorize_url()).text
    assert graph.refused("GET", f"/applications/{made['id']}") == (404, "Request_ResourceNotFound")


def test_a_change_leaves_alone_what_it_does_not_name(graph: Graph, made: dict[str, Any]) -> None:
    path = f"/applications/{made['id']}"
    web = {"logoutUrl": "https://okta.example/out", "implicitGrantSettings": {"enableIdTokenIssuance": True}}
    graph.patch(path, {"web": web, "tags": ["x"], "groupMembershipClaims": "SecurityGroup", "notes": "n"})
    graph.patch(path, {"displayName": "Okta 2", "identifierUris": [f"api://{made['appId']}"]})
    now = graph.get(path)
    assert now["displayName"] == "Okta 2"
    assert now["web"] == {
        "redirectUris": [CALLBACK],
        "homePageUrl": None,
        "logoutUrl": "https://okta.example/out",
        "implicitGrantSettings": {"enableIdTokenIssuance": True, "enableAccessTokenIssuance": False},
    }
    assert (now["tags"], now["groupMembershipClaims"], now["notes"]) == (["x"], "SecurityGroup", "n")
    assert now["identifierUris"] == [f"api://{made['appId']}"]
    assert graph.send("PATCH", f"/applications(appId='{made['appId']}')", {"notes": None}).status_code == 204
    assert graph.get(path)["notes"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"displayName": None},
        {"displayName": ""},
        {"displayName": 7},
        {"signInAudience": "Everybody"},
        {"identifierUris": ["no-uri"]},
        {"identifierUris": ["api://taken"]},
        {"web": {"redirectUris": "x"}},
        {"web": 7},
        {"web": None},
        {"web": {"redirectUris": ["http://evil.example/"]}},
        {"web": {"redirectUris": ["javascript:alert(1)"]}},
        {"web": {"redirectUris": ["https://a.example/#fragment"]}},
        {"web": {"redirectUris": ["https://*.example/"]}},
        {"web": {"redirectUris": ["https://a.example/" + "x" * 256]}},
        {"web": {"redirectUris": ["https://a.example:x/"]}},
        {"spa": {"redirectUris": ["myapp://auth"]}},
        {"publicClient": {"redirectUris": ["javascript://x"]}},
        {"publicClient": {"redirectUris": [f"my{number}://x" for number in range(257)]}},
        {"groupMembershipClaims": "Friends"},
        {"appRoles": [ROLE | {"id": "x"}]},
        {"appRoles": [ROLE, ROLE]},
        {"appRoles": [ROLE, ROLE | {"id": "11111111-0000-4000-8000-000000000002"}]},
        {"appRoles": [ROLE | {"allowedMemberTypes": []}]},
        {"appRoles": [ROLE | {"allowedMemberTypes": ["Robot"]}]},
        {"requiredResourceAccess": [{"resourceAppId": "x", "resourceAccess": [{"id": "x", "type": "Wish"}]}]},
        {"passwordCredentials": [{"displayName": "mine", "secretText": "x"}]},
        {"keyCredentials": [{"type": "AsymmetricX509Cert", "usage": "Verify", "key": "eA=="}]},
        {"keyCredentials": [{"type": "Symmetric", "usage": "Sign", "key": "eA=="}]},
        {"keyCredentials": "x"},
        {"appId": APP_AT_AZURE},
        {"flavour": "sweet"},
    ],
)
def test_what_cannot_be_registered_is_refused(graph: Graph, made: dict[str, Any], body: dict[str, Any]) -> None:
    other = by_app_id(graph, APP_AT_AZURE)["id"]
    graph.patch(f"/applications/{other}", {"identifierUris": ["api://taken"]})
    before = graph.get(f"/applications/{made['id']}")
    assert graph.refused("PATCH", f"/applications/{made['id']}", body) == (400, "Request_BadRequest")
    assert graph.get(f"/applications/{made['id']}") == before
    assert graph.refused("POST", "/applications", NEW | body) == (400, "Request_BadRequest")


def test_programs_may_have_schemes_of_their_own(graph: Graph, made: dict[str, Any]) -> None:
    uris = ["myapp://auth", "urn:ietf:wg:oauth:2.0:oob", "http://localhost", "https://a.example/native"]
    graph.patch(f"/applications/{made['id']}", {"publicClient": {"redirectUris": uris}})
    assert graph.get(f"/applications/{made['id']}")["publicClient"]["redirectUris"] == uris


def test_what_is_offered_is_disabled_before_it_is_taken_away(graph: Graph, made: dict[str, Any]) -> None:
    """Fact sheet 8; the code is Graph's."""
    path = f"/applications/{made['id']}"
    graph.patch(path, {"appRoles": [ROLE]})
    expected = (400, "CannotDeleteOrUpdateEnabledEntitlement")
    assert graph.refused("PATCH", path, {"appRoles": []}) == expected
    graph.patch(path, {"appRoles": [ROLE | {"isEnabled": False}]})
    graph.patch(path, {"appRoles": []})
    scope = {"id": ROLE["id"], "value": "read", "type": "User"}
    graph.patch(path, {"api": {"oauth2PermissionScopes": [scope]}})
    assert graph.refused("PATCH", path, {"api": {"oauth2PermissionScopes": []}}) == expected
    assert graph.get(path)["api"]["oauth2PermissionScopes"][0]["value"] == "read"


def test_a_certificate_is_added_and_kept_by_its_id(graph: Graph, made: dict[str, Any]) -> None:
    der = x509.load_pem_x509_certificate(keys.CERTIFICATE.encode()).public_bytes(Encoding.DER)
    path, text = f"/applications/{made['id']}", base64.b64encode(der).decode()
    graph.patch(path, {"keyCredentials": [{"type": "AsymmetricX509Cert", "usage": "Verify", "key": text}]})
    (key,) = graph.get(path)["keyCredentials"]
    seeded = by_app_id(graph, KEYED_AT_AZURE)["keyCredentials"][0]
    assert key["customKeyIdentifier"] == seeded["customKeyIdentifier"]
    graph.patch(path, {"keyCredentials": [{"keyId": key["keyId"]}]})
    assert graph.get(path)["keyCredentials"] == [key]
    graph.patch(path, {"keyCredentials": []})
    assert graph.get(path)["keyCredentials"] == []


def test_changes_of_applications_are_told(graph: Graph, made: dict[str, Any]) -> None:
    _, link = whole_round(graph, "/applications/delta", select="displayName")
    graph.patch(f"/applications/{made['id']}", {"displayName": "Okta 2"})
    found, link = whole_round(graph, link)
    assert found == [{"displayName": "Okta 2", "id": made["id"]}]
    graph.delete(f"/applications/{made['id']}")
    assert whole_round(graph, link)[0] == [{"id": made["id"], "@removed": {"reason": "changed"}}]


def test_permissions_decide(application: GraphOf, person: GraphOf) -> None:
    """Fact sheet 7.10; an owner may change what it made and nothing else."""
    assert application("User.Read.All").refused("GET", "/applications")[0] == 403
    reader = application("Application.Read.All")
    assert reader.refused("POST", "/applications", NEW)[0] == 403
    assert person(ALICE, "Application.ReadWrite.All").refused("POST", "/applications", NEW)[0] == 403
    theirs = person(AVERY, "Application.ReadWrite.All").post("/applications", NEW)
    assert theirs["displayName"] == "Okta"


def test_who_may_change_its_own_applications_changes_no_others(application: GraphOf, person: GraphOf) -> None:
    owner = application("Application.ReadWrite.OwnedBy")
    mine = owner.post("/applications", NEW)["id"]
    owner.patch(f"/applications/{mine}", {"notes": "mine"})
    other = by_app_id(owner, KEYED_AT_AZURE)["id"]
    theirs = person(AVERY, "Application.ReadWrite.All").post("/applications", NEW)["id"]
    assert owner.refused("PATCH", f"/applications/{theirs}", {"notes": "x"})[0] == 403
    for method, path, body in (
        ("PATCH", f"/applications/{other}", {"notes": "x"}),
        ("DELETE", f"/applications/{other}", None),
        ("POST", f"/applications/{other}/addPassword", {}),
    ):
        assert owner.refused(method, path, body) == (403, "Authorization_RequestDenied")
