"""`common` and `organizations`, the keys that all tenants share, and the v1.0 addresses."""

import base64
import hashlib

import pytest
from cryptography import x509

from mocks.tests.browser import Browser
from mocks.tests.cast import ADAM, ALICE, APP_AT_AZURE, APP_FOR_ALL_TENANTS, AZURE, CALLBACK, OTHER_TENANT, TENANT
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

SHARED = ["common", "organizations"]
KEYS = [
    *("token_endpoint", "token_endpoint_auth_methods_supported", "jwks_uri", "response_modes_supported"),
    *("subject_types_supported", "id_token_signing_alg_values_supported", "response_types_supported"),
    *("scopes_supported", "issuer", "request_uri_parameter_supported", "userinfo_endpoint"),
    *("authorization_endpoint", "device_authorization_endpoint", "http_logout_supported"),
    *("frontchannel_logout_supported", "end_session_endpoint", "claims_supported", "kerberos_endpoint"),
    *("tenant_region_scope", "cloud_instance_name", "cloud_graph_host_name", "msgraph_host", "rbac_url"),
]


@pytest.fixture
def for_all(app: RelyingParty) -> RelyingParty:
    """An application that people of every tenant may use, as its home tenant knows it."""
    return app.registered(APP_FOR_ALL_TENANTS, CALLBACK)


def at(app: RelyingParty, segment: str, **changes: str | None) -> str:
    return app.authorize_url(**changes).replace(TENANT, segment)


def test_the_document_has_exactly_the_real_one_s_members(app: RelyingParty) -> None:
    """Azure AD fact sheet 1.3."""
    assert list(app.metadata) == KEYS
    assert app.metadata["response_types_supported"] == ["code", "id_token", "code id_token", "id_token token"]


@pytest.mark.parametrize("segment", [*SHARED, "COMMON"])
def test_the_shared_document_has_a_template_for_an_issuer(app: RelyingParty, segment: str) -> None:
    """Azure AD fact sheet 1.1 and 1.3: literal `{tenantid}`, endpoints under the segment, no region."""
    found = app.get(f"{AZURE}/{segment}/v2.0/.well-known/openid-configuration").get_json()
    assert list(found) == KEYS
    assert found["issuer"] == f"{AZURE}/{{tenantid}}/v2.0"
    assert found["token_endpoint"] == f"{AZURE}/{segment.lower()}/oauth2/v2.0/token"
    assert found["tenant_region_scope"] is None


@pytest.mark.parametrize(("person", "tenant"), [(ALICE, TENANT), (ADAM, OTHER_TENANT)])
@pytest.mark.parametrize("segment", SHARED)
def test_people_of_every_tenant_sign_in_at_the_shared_address(
    for_all: RelyingParty, browser: Browser, person: object, tenant: str, segment: str
) -> None:
    """The tokens name the tenant that the person is of; its keys explain them."""
    code = browser.sign_in(at(for_all, segment), person).parameters["code"]  # type: ignore[arg-type]
    token_url = f"{AZURE}/{segment}/oauth2/v2.0/token"
    answer = for_all.redeem(code, at=token_url).get_json()
    claims = for_all.claims(answer["id_token"])
    assert (claims["tid"], claims["iss"]) == (tenant, f"{AZURE}/{tenant}/v2.0")
    assert "code" in browser.open(at(for_all, segment, prompt="none")).parameters, "the session answers there too"


def test_a_refresh_token_is_good_at_the_shared_address(for_all: RelyingParty, browser: Browser) -> None:
    """Azure AD fact sheet 3.1."""
    scope, token_url = "openid offline_access", f"{AZURE}/common/oauth2/v2.0/token"
    code = browser.sign_in(at(for_all, "common", scope=scope), ALICE).parameters["code"]
    first = for_all.redeem(code, at=token_url).get_json()
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    form |= {"client_id": for_all.client_id, "client_secret": for_all.client_secret}
    assert for_all.claims(for_all.post(token_url, form).get_json()["id_token"])["tid"] == TENANT


def test_an_application_of_one_tenant_is_not_for_the_shared_address(app: RelyingParty, browser: Browser) -> None:
    """50194."""
    page = browser.open(at(app, "common"))
    assert (page.status, page.left) == (400, False)
    assert "AADSTS50194" in page.text


def test_going_back_at_the_shared_address_leads_to_every_tenant_again(for_all: RelyingParty, browser: Browser) -> None:
    page = browser.submit(browser.open(at(for_all, "common")), {"loginfmt": ALICE.username})
    page = browser.submit(page, {"back": "1"})
    page = browser.submit(page, {"loginfmt": ADAM.username})
    assert "Adatum" in page.text
    assert "code" in browser.sign_in(page, ADAM).parameters


@pytest.mark.parametrize("hint", ["adatum.example", OTHER_TENANT])
def test_a_hint_at_a_domain_decides_whose_page_it_is(for_all: RelyingParty, browser: Browser, hint: str) -> None:
    """domain_hint (fact sheet 2.1): that tenant's people alone; a hint that is none changes nothing."""
    page = browser.open(at(for_all, "common", domain_hint=hint))
    assert "Adatum" in page.text
    assert "AADSTS50020" in browser.sign_in(page, ALICE).text
    for other in ("organizations", "consumers", "unknown.example", "%00", "ü"):
        assert browser.open(at(for_all, "common", domain_hint=other)).status in (200, 302, 400)


@pytest.mark.parametrize("name", ["nobody@contoso.example", "alice@unknown.example", "alice", "@", "ü@ü.example"])
def test_nobody_of_no_tenant_signs_in_there(for_all: RelyingParty, browser: Browser, name: str) -> None:
    page = browser.submit(browser.open(at(for_all, "common")), {"loginfmt": name})
    assert 'id="usernameError"' in page.html


# Keys (fact sheet 1.5)


def test_every_key_has_its_certificate(app: RelyingParty) -> None:
    """`kid` is `x5t`, the thumbprint of the certificate in `x5c`, whose key is the one published."""
    for key in app.get(app.metadata["jwks_uri"]).get_json()["keys"]:
        (der,) = (base64.b64decode(text) for text in key["x5c"])
        thumbprint = base64.urlsafe_b64encode(hashlib.sha1(der).digest()).rstrip(b"=").decode()
        assert key["kid"] == key["x5t"] == thumbprint
        certificate = x509.load_der_x509_certificate(der)
        numbers = certificate.public_key().public_numbers()  # type: ignore[union-attr]
        assert numbers.n == int.from_bytes(base64.urlsafe_b64decode(key["n"] + "=="), "big")  # type: ignore[union-attr]
        assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days == 5 * 365


def test_all_tenants_sign_with_the_same_keys(app: RelyingParty) -> None:
    sets = [
        app.get(f"{AZURE}/{path}").get_json()["keys"]
        for path in (f"{TENANT}/discovery/v2.0/keys", "common/discovery/v2.0/keys", "common/discovery/keys")
    ]
    assert [[key["kid"] for key in keys] for keys in sets] == [[key["kid"] for key in sets[0]]] * 3
    assert {key["issuer"] for key in sets[1]} == {f"{AZURE}/{{tenantid}}/v2.0"}


# v1.0 (fact sheet 1.2, 1.3, 3.4)


def test_the_older_document_has_the_older_issuer(app: RelyingParty) -> None:
    found = app.get(f"{AZURE}/contoso.example/.well-known/openid-configuration").get_json()
    assert found["issuer"] == f"https://sts.windows.net/{TENANT}/"
    assert found["token_endpoint"] == f"{AZURE}/{TENANT}/oauth2/token"
    assert found["scopes_supported"] == ["openid"]
    assert found["microsoft_multi_refresh_token"] is True
    assert "token" in found["response_types_supported"]


def test_the_older_endpoints_give_the_older_tokens(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Numbers as text, `unique_name` and `amr` in an ID token of version 1.0."""
    url = app.authorize_url().replace("/oauth2/v2.0/", "/oauth2/")
    code = browser.sign_in(url, ALICE).parameters["code"]
    answer = app.redeem(code, at=f"{AZURE}/{TENANT}/oauth2/token").get_json()
    assert int(answer["expires_on"]) == parties.clock.timestamp() + int(answer["expires_in"])
    assert answer["resource"] == "https://graph.microsoft.com"
    claims = app.claims(answer["id_token"])
    assert (claims["ver"], claims["iss"]) == ("1.0", f"https://sts.windows.net/{TENANT}/")
    assert (claims["unique_name"], claims["amr"], claims["aud"]) == (ALICE.username, ["pwd"], APP_AT_AZURE)
