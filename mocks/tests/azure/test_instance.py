"""What Microsoft's clients ask before the protocol."""

from urllib.parse import quote

import pytest

from mocks.tests.cast import ALICE, AZURE, TENANT
from mocks.tests.relying_party import RelyingParty


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_an_authority_of_this_cloud_is_known(app: RelyingParty, version: str) -> None:
    """Azure AD fact sheet 1.4: with and without the port; 1.1 adds the aliases."""
    for authority in (f"{AZURE}/{TENANT}/oauth2/v2.0/authorize", f"http://localhost/{TENANT}/oauth2/v2.0/authorize"):
        url = f"{AZURE}/common/discovery/instance?api-version={version}&authorization_endpoint={quote(authority)}"
        answer = app.get(url)
        found = answer.get_json()
        assert answer.status_code == 200
        assert found["tenant_discovery_endpoint"] == f"{app.issuer}/.well-known/openid-configuration"
        assert found["api-version"] == version
        assert ("metadata" in found) is (version == "1.1")


def test_a_tenant_need_not_exist_for_that(app: RelyingParty) -> None:
    url = f"{AZURE}/common/discovery/instance?authorization_endpoint={AZURE}/nowhere/oauth2/v2.0/authorize"
    assert app.get(url).status_code == 200


@pytest.mark.parametrize("asked", ["https://login.example/x", "", "x", "https://[::1"[:5], "https://"])
def test_another_cloud_is_refused(app: RelyingParty, asked: str) -> None:
    """50049."""
    answer = app.get(f"{AZURE}/common/discovery/instance?api-version=1.1&authorization_endpoint={quote(asked)}")
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_instance")
    assert answer.get_json()["error_codes"] == [50049]


@pytest.mark.parametrize("path", ["userrealm", "UserRealm"])
def test_a_domain_of_the_lab_is_managed(app: RelyingParty, path: str) -> None:
    """Azure AD fact sheet 1.2 and 11.1, with the name in the path or in the query."""
    for url in (f"{path}/{quote(ALICE.username)}?api-version=1.0", f"{path}/?user={quote(ALICE.username)}"):
        found = app.get(f"{AZURE}/common/{url}").get_json()
        assert (found["ver"], found["account_type"], found["domain_name"]) == ("1.0", "Managed", "contoso.example")
        assert found["cloud_audience_urn"] == "urn:federation:MicrosoftOnline"
    assert app.get(f"{AZURE}/common/{path}/somebody@elsewhere.example").get_json()["account_type"] == "Unknown"


@pytest.mark.parametrize(("name", "exists"), [(ALICE.username.upper(), 0), ("nobody@contoso.example", 1), ("x", 1)])
def test_the_page_may_ask_whether_a_name_exists(app: RelyingParty, name: str, exists: int) -> None:
    """Azure AD fact sheet 2.3."""
    client = app.network.client(AZURE, cookies=False)
    answer = client.post(f"/{TENANT}/GetCredentialType", json={"username": name, "flowToken": "x"}, base_url=AZURE)
    assert answer.get_json()["IfExistsResult"] == exists
    assert answer.get_json()["Credentials"]["HasPassword"] is True


@pytest.mark.parametrize("body", [b"", b"[]", b'{"username": 1}', b"{", b"\xff"])
def test_nonsense_is_nobody_s_name(app: RelyingParty, body: bytes) -> None:
    client = app.network.client(AZURE, cookies=False)
    answer = client.post(f"/{TENANT}/GetCredentialType", data=body, content_type="application/json", base_url=AZURE)
    assert (answer.status_code, answer.get_json()["IfExistsResult"]) == (200, 1)


def test_the_native_client_s_page_is_there(app: RelyingParty) -> None:
    answer = app.get(f"{AZURE}/common/oauth2/nativeclient?code=x")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "<script" not in answer.text
