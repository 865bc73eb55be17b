"""The tutorial's "Configure Azure AD as an IdP in Okta", done on the org's own pages."""

from playwright.sync_api import expect

from e2e.pages.okta_admin import OktaAdmin
from e2e.people import ADA, ALICE
from e2e.walk import Walk
from lab.topology import Lab

# As lab.yaml registers the org at the tenant.
_TENANT = "11111111-2222-4333-8444-555555555555"
_CLIENT_ID = "0c7a0000-0000-4000-8000-00000000000a"
_SECRET = "okta-at-azure-secret-for-the-lab-only-0001"
_NAME = "Azure AD of Contoso"


def add_azure_ad(admin: OktaAdmin, tenant: str) -> None:
    """Fill in "Add identity provider" with what the tenant told."""
    admin.fill(
        {
            "Name": _NAME,
            "Client ID": _CLIENT_ID,
            "Client secret": _SECRET,
            "Issuer": f"{tenant}/v2.0",
            "Authorization endpoint": f"{tenant}/oauth2/v2.0/authorize",
            "Token endpoint": f"{tenant}/oauth2/v2.0/token",
            "JWKS endpoint": f"{tenant}/discovery/v2.0/keys",
        }
    )
    admin.choose("Account link policy", "Automatic")
    admin.choose("If no match is found", "Create new user (JIT)")
    admin.press("Add identity provider")


def route_contoso(admin: OktaAdmin) -> None:
    admin.go_to("Routing rules")
    admin.press("Deactivate Contoso people sign in with Azure AD")
    admin.expect_done("Deactivated.")
    admin.follow("Add routing rule")
    admin.fill({"Rule name": "Everybody at Contoso", "Value": "contoso.example", "Priority": "1"})
    admin.choose("User matches", "Domain is")
    admin.choose("Use this identity provider", _NAME)
    admin.press("Create rule")
    admin.expect_done("Added.")


def assign_everyone(admin: OktaAdmin, application: str) -> None:
    admin.go_to("Applications")
    admin.follow(application)
    admin.choose("Assign to group", "Everyone")
    admin.press("Assign group")
    admin.expect_done("Added.")


def test_configure_azure_ad_as_an_idp_in_okta(walk: Walk, another_walk: Walk, lab: Lab) -> None:
    """An administrator adds the tenant, routes a domain to it and assigns the application; then Alice signs in."""
    admin = OktaAdmin(walk.page, lab.url("okta"))
    admin.sign_in(ADA)
    admin.go_to("Identity providers")
    admin.follow("OpenID Connect IdP")
    add_azure_ad(admin, f"{lab.url('azure-ad')}/{_TENANT}")
    admin.expect_heading(_NAME)
    expect(walk.page.get_by_role("main")).to_contain_text(f"{lab.url('okta')}/oauth2/v1/authorize/callback")
    route_contoso(admin)
    assign_everyone(admin, "Contoso Home")
    another_walk.through_azure(ALICE)
    another_walk.webapp.expect_welcome(ALICE.name)
    admin.go_to("People")
    admin.follow(ALICE.name)
    expect(walk.page.get_by_role("main")).to_contain_text("FEDERATION")


def test_what_was_typed_is_still_there_after_a_refusal(walk: Walk, lab: Lab) -> None:
    """The browser accepts the address, the org does not."""
    admin = OktaAdmin(walk.page, lab.url("okta"))
    admin.sign_in(ADA)
    admin.go_to("Identity providers")
    admin.follow("OpenID Connect IdP")
    admin.fill({"IdP username": "nobody.knows(this"})
    add_azure_ad(admin, f"{lab.url('azure-ad')}/{_TENANT}")
    expect(walk.page.get_by_role("alert")).to_contain_text("policy.subject.userNameTemplate.template")
    expect(admin.field("Name")).to_have_value(_NAME)
    expect(admin.field("Client secret")).to_have_value("")
