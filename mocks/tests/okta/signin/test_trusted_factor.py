"""A factor given at Azure AD counts at Okta where the provider's policy says so. Expectations: Okta fact sheet 1.8.

Azure AD tells of it in v1.0 ID tokens alone (its fact sheet, sections 4.1 and 9).
"""

from typing import Any

import pytest

from mocks.tests.azure.signin.second_proof import code_for, secured_app, until_second_proof
from mocks.tests.browser import Browser
from mocks.tests.cast import AZURE, MONA, MONAS_SECRET, OKTA_AT_AZURE, SECRET, TENANT
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.signin.second_proof import TWO, amr
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def v1_provider(admin: Admin, **policy: bool) -> str:
    """Register the tenant's v1.0 endpoints as an identity provider; return its id."""
    base = f"{AZURE}/{TENANT}"
    (employees,) = admin.get("/groups", q="Contoso Employees")
    endpoints = {"authorization": "oauth2/authorize", "token": "oauth2/token", "jwks": "discovery/keys"}
    body: dict[str, Any] = {
        "type": "OIDC",
        "name": "Azure v1.0",
        "protocol": {
            "type": "OIDC",
            "endpoints": {name: {"url": f"{base}/{path}"} for name, path in endpoints.items()},
            "scopes": ["openid", "email", "profile"],
            "issuer": {"url": f"https://sts.windows.net/{TENANT}/"},
            "credentials": {"client": {"client_id": OKTA_AT_AZURE, "client_secret": SECRET}},
        },
        "policy": {
            "provisioning": {"groups": {"action": "ASSIGN", "assignments": [employees["id"]]}},
            "subject": {"userNameTemplate": {"template": "idpuser.upn"}, "matchType": "USERNAME"},
            **policy,
        },
    }
    id: str = admin.post("/idps", body)["id"]
    # A v1.0 ID token names no address by default.
    (mapping,) = admin.get("/mappings", sourceId=id)
    email = {"expression": "idpuser.upn", "pushStatus": "PUSH"}
    admin.post(f"/mappings/{mapping['id']}", {"properties": {"email": email}})
    return id


@pytest.fixture
def browser(parties: Parties) -> Browser:
    """Mona's browser, in which she has given Azure AD both of her proofs."""
    browser, at_azure = parties.browser(), secured_app(parties)
    page = browser.submit(until_second_proof(at_azure, browser), {"otc": code_for(parties.clock, MONAS_SECRET)})
    assert browser.submit(page, {"kmsi": "0"}).left
    return browser


@pytest.mark.parametrize("setting", ["mapAMRClaims", "trustClaims"])
def test_both_proofs_were_given_at_azure(app: RelyingParty, browser: Browser, admin: Admin, setting: str) -> None:
    """Okta asks for nothing, and tells the application what Azure AD said."""
    page = browser.open(app.authorize_url(idp=v1_provider(admin, **{setting: True}), acr_values=TWO))
    assert amr(app, page) == ["pwd", "mfa"]


def test_without_the_setting_nothing_counts(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    page = browser.open(app.authorize_url(idp=v1_provider(admin), acr_values=TWO))
    assert "Set up a security method" in page.text


def test_one_proof_at_azure_is_one(app: RelyingParty, parties: Parties, admin: Admin) -> None:
    """Trusting the provider does not make a second factor of its password."""
    page = app.sign_in(parties.browser(), MONA, idp=v1_provider(admin, trustClaims=True), acr_values=TWO)
    assert "Set up a security method" in page.text
