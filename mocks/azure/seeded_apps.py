"""Applications of a seed: their registrations, what the tenant knows of them, what they may do by themselves."""

import uuid
from typing import Literal

import msgspec
from sqlalchemy import Connection

from mocks.azure import app_credentials, graph_resource
from mocks.azure.directory import app_registrations, role_assignments, service_principals
from mocks.azure.directory.app_registrations import AppRegistration
from mocks.azure.directory.app_settings import (
    ApiSettings,
    ImplicitGrantSettings,
    OptionalClaim,
    OptionalClaims,
    PermissionScope,
    Settings,
    Web,
)


class AppRegistrationSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A relying party: redirect URIs of the platform `web`, secrets in the clear, names of optional claims.

    certificates: in PEM, for `private_key_jwt`. public_client: whether it may do without a credential.
    admin_consent: whether an administrator has consented to the usual scopes for everybody. application_permissions:
    what it may do at Microsoft Graph by itself, such as `User.Read.All`; delegated_permissions: for whoever signs in,
    as an administrator has consented. assigned_users: userPrincipalNames, needed where assignment_required says so.
    logout_url: for front-channel sign-out. exposed_scopes: what others may ask for as `api://CLIENT_ID/SCOPE`, to call
    the application as an API with tokens of format v2.0.
    """

    client_id: str
    display_name: str
    redirect_uris: list[str] = []
    client_secret: str | None = None
    optional_id_token_claims: list[str] = []
    sign_in_audience: Literal["AzureADMyOrg", "AzureADMultipleOrgs"] = "AzureADMyOrg"
    certificates: list[str] = []
    public_client: bool = False
    implicit: tuple[Literal["id_token", "token"], ...] = ()
    admin_consent: bool = True
    application_permissions: list[str] = []
    delegated_permissions: list[str] = []
    assignment_required: bool = False
    assigned_users: list[str] = []
    assigned_groups: list[str] = []
    logout_url: str = ""
    exposed_scopes: list[str] = []
    group_membership_claims: Literal["", "SecurityGroup", "DirectoryRole", "ApplicationGroup", "All"] = ""


def check(where: str, apps: list[AppRegistrationSeed]) -> None:
    """Raise ValueError with the path to a permission that Microsoft Graph does not have."""
    for index, app in enumerate(apps):
        for path, names, known in (
            ("application_permissions", app.application_permissions, graph_resource.ROLE_IDS),
            ("delegated_permissions", app.delegated_permissions, graph_resource.SCOPE_IDS),
        ):
            for name in names:
                if name not in known:
                    at = f"{where}.app_registrations[{index}].{path}"
                    raise ValueError(f"at {at}: {name!r} is no such permission of Microsoft Graph")


def plant(db: Connection, tenant_id: str, domain: str, apps: list[AppRegistrationSeed], now: float) -> None:
    """Write the applications of a tenant, and let the tenant know them and Microsoft Graph. domain: its first."""
    app_registrations.add(db, [_app(tenant_id, app) for app in apps], domain, now)
    graph = (graph_resource.APP_ID, graph_resource.NAME)
    known = [service_principals.seeded(tenant_id, graph, graph_resource.OWNER)]
    for app in apps:
        named = (app.client_id.lower(), app.display_name)
        known.append(
            service_principals.seeded(tenant_id, named, tenant_id, assignment_required=app.assignment_required)
        )
    service_principals.add(db, [one | {"created_date_time": now} for one in known])
    for app in apps:
        _grant_permissions(db, tenant_id, app.client_id.lower(), app.application_permissions)


def _grant_permissions(db: Connection, tenant_id: str, app_id: str, names: list[str]) -> None:
    """Let an application act by itself at Microsoft Graph."""
    holder = service_principals.derived_id(tenant_id, app_id)
    for name in names:
        role = graph_resource.ROLE_IDS[name]
        role_assignments.assign(
            db, f"{app_id[-6:]}-{role}", tenant_id, graph_resource.APP_ID, ("ServicePrincipal", holder), role
        )


def _app(tenant_id: str, seed: AppRegistrationSeed) -> AppRegistration:
    app_id = seed.client_id.lower()
    flags = ImplicitGrantSettings("id_token" in seed.implicit, "token" in seed.implicit)
    claims = OptionalClaims(tuple(OptionalClaim(name) for name in seed.optional_id_token_claims))
    scopes = tuple(_exposed(app_id, name) for name in seed.exposed_scopes)
    settings = Settings(
        web=Web(tuple(seed.redirect_uris), None, seed.logout_url or None, flags),
        password_credentials=(app_credentials.of_seed(app_id, seed.client_secret),) if seed.client_secret else (),
        key_credentials=tuple(app_credentials.of_certificate(app_id, pem) for pem in seed.certificates),
        is_fallback_public_client=seed.public_client,
        optional_claims=claims if claims.id_token else None,
        group_membership_claims=seed.group_membership_claims or None,
        api=ApiSettings(2, oauth2_permission_scopes=scopes) if scopes else ApiSettings(),
    )
    return AppRegistration(app_id, tenant_id, seed.display_name, settings, seed.sign_in_audience)


def _exposed(app_id: str, name: str) -> PermissionScope:
    id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"applications/{app_id}/scopes/{name}"))
    return PermissionScope(id, name, admin_consent_display_name=name)
