"""Identity providers on the administrator's pages. Expectations: Okta fact sheet 3.2."""

from typing import Any

import pytest

from mocks.tests.cast import AZURE, AZURE_IDP, OKTA, TENANT
from mocks.tests.okta.admin.walk import Walk, form_to, read_only
from mocks.tests.okta.api.admin import Admin
from mocks.tests.pages import Page
from mocks.tests.parties import Parties

BASE = f"{AZURE}/{TENANT}"
TYPED = {
    "name": "Contoso Azure",
    "protocol__credentials__client__client_id": "0c7a0000-0000-4000-8000-00000000000a",
    "protocol__credentials__client__client_secret": "a-secret-that-only-azure-tells",
    "protocol__scopes": "openid email",
    "protocol__issuer__url": f"{BASE}/v2.0",
    "protocol__endpoints__authorization__url": f"{BASE}/oauth2/v2.0/authorize",
    "protocol__endpoints__token__url": f"{BASE}/oauth2/v2.0/token",
    "protocol__endpoints__jwks__url": f"{BASE}/discovery/v2.0/keys",
    "policy__subject__filter": "[^@]+@contoso",
    "policy__subject__matchType": "EMAIL",
    "policy__accountLink__action": "DISABLED",
    "policy__provisioning__action": "DISABLED",
}


def add(walk: Walk, kind: str = "OIDC", **changes: str) -> Page:
    return walk.fill(walk.open(f"/identity-providers/new/{kind}"), f"/new/{kind}", **(TYPED | changes))


def named(admin: Admin, name: str) -> dict[str, Any]:
    (found,) = admin.get("/idps", q=name)
    return dict(found)


def test_the_form_makes_what_it_says(walk: Walk, admin: Admin) -> None:
    page = add(walk)
    made = named(admin, "Contoso Azure")
    assert page.url == f"{OKTA}/admin/identity-providers/{made['id']}?done=added"
    protocol, policy = made["protocol"], made["policy"]
    assert (made["type"], protocol["issuer"]["url"], protocol["scopes"]) == (
        "OIDC",
        f"{BASE}/v2.0",
        ["openid", "email"],
    )
    assert protocol["credentials"]["client"]["client_secret"] == "a-secret-that-only-azure-tells"
    assert policy["subject"]["matchType"] == "EMAIL"
    assert policy["subject"]["filter"] == "[^@]+@contoso"
    assert policy["subject"]["userNameTemplate"]["template"] == "idpuser.email"
    assert policy["accountLink"]["action"] == policy["provisioning"]["action"] == "DISABLED"
    assert policy["provisioning"]["profileMaster"] is True


def test_the_new_provider_is_shown_with_its_redirect_uri_and_without_its_secret(walk: Walk) -> None:
    page = add(walk)
    assert "Contoso Azure" in page.text
    assert f"{OKTA}/oauth2/v1/authorize/callback" in page.text
    assert "a-secret" not in page.html


def test_what_was_typed_is_kept_when_it_is_refused_but_the_secret(walk: Walk, admin: Admin) -> None:
    page = add(walk, protocol__issuer__url="no address", policy__subject__filter="(")
    assert page.status == 400
    assert "must be a URL" in page.text
    assert "policy.subject.filter" in page.text
    kept = form_to(page, "/new/OIDC").fields
    assert (kept["name"], kept["protocol.issuer.url"]) == ("Contoso Azure", "no address")
    assert kept["protocol.credentials.client.client_secret"] == ""
    assert page.html.count('aria-invalid="true"') == 2
    assert admin.get("/idps", q="Contoso Azure") == []


def test_microsoft_needs_no_addresses(walk: Walk, admin: Admin) -> None:
    blank = {name: "" for name in TYPED if "__endpoints__" in name or "__issuer__" in name}
    add(walk, "MICROSOFT", **blank, protocol__scopes="")
    made = named(admin, "Contoso Azure")
    assert made["type"] == "MICROSOFT"
    assert made["protocol"]["endpoints"]["token"]["url"].endswith("/common/oauth2/v2.0/token")
    assert made["policy"]["subject"]["userNameTemplate"]["template"] == "idpuser.userPrincipalName"


def test_a_provider_is_switched_off_and_on(walk: Walk, admin: Admin) -> None:
    page = walk.fill(walk.open(f"/identity-providers/{AZURE_IDP}"), "/deactivate")
    assert "Deactivated." in page.text
    assert admin.get(f"/idps/{AZURE_IDP}")["status"] == "INACTIVE"
    walk.fill(page, "/activate")
    assert admin.get(f"/idps/{AZURE_IDP}")["status"] == "ACTIVE"


def test_who_may_only_look_is_refused(walk: Walk, admin: Admin, parties: Parties) -> None:
    """As the API refuses them; the list stays open to them."""
    read_only(parties)
    assert walk.open("/identity-providers").status == 200
    page = add(walk)
    assert page.status == 403
    assert "permission" in page.text
    assert admin.get("/idps", q="Contoso Azure") == []


@pytest.mark.parametrize("path", ["/identity-providers/new/SAML2", "/identity-providers/0oanobody"])
def test_what_is_not_there_is_not_found(walk: Walk, path: str) -> None:
    assert walk.open(path).status == 404


@pytest.mark.parametrize("csrf", ["", "x", "ä"])
def test_a_form_from_another_site_is_not_taken(walk: Walk, admin: Admin, csrf: str) -> None:
    assert add(walk, csrf=csrf).status == 400
    assert admin.get("/idps", q="Contoso Azure") == []


def test_names_are_text_and_never_markup(walk: Walk) -> None:
    page = add(walk, name="<b>Azure</b>")
    assert "<b>Azure" not in page.html
    assert "<b>Azure</b>" in page.text
