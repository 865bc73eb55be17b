"""App registrations: the relying parties of a tenant (Microsoft Graph resource `application`)."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, bindparam, select

from mocks.azure.directory import METADATA
from mocks.kit.prepared import Prepared

APP_REGISTRATIONS = Table(
    "app_registrations",
    METADATA,
    Column("app_id", String(36), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("display_name", String(256), nullable=False),
    Column("settings", Text, nullable=False),
)

SINGLE_TENANT = "AzureADMyOrg"


class AppRole(msgspec.Struct, frozen=True):
    """A role that an application knows. value: what stands in `roles`."""

    id: str
    value: str


class Settings(msgspec.Struct, frozen=True):
    """What an administrator set up.

    redirect_uris: of the platform `web`. secrets: hashed. optional_id_token_claims: names of the registration's
    `optionalClaims.idToken`. certificates: public keys with their thumbprints. public_client: whether it may do
    without a credential (`isFallbackPublicClient`). implicit: `id_token`, `token`, the flags of
    `implicitGrantSettings`. sign_in_audience: `AzureADMyOrg`, or `AzureADMultipleOrgs` for every tenant.
    assignment_required: whether only who is assigned may use it. logout_url: called in the browser of a person who
    signs out. group_membership_claims: `SecurityGroup`, `DirectoryRole`, `ApplicationGroup`, `All`, or "".
    """

    redirect_uris: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    optional_id_token_claims: tuple[str, ...] = ()
    sign_in_audience: str = SINGLE_TENANT
    certificates: tuple[dict[str, str], ...] = ()
    public_client: bool = False
    implicit: tuple[str, ...] = ()
    assignment_required: bool = False
    logout_url: str = ""
    group_membership_claims: str = ""
    app_roles: tuple[AppRole, ...] = ()


@dataclass(frozen=True, slots=True)
class AppRegistration:
    """An application as its home tenant knows it. app_id: the client id."""

    app_id: str
    tenant_id: str
    display_name: str
    settings: Settings

    @property
    def is_multi_tenant(self) -> bool:
        return self.settings.sign_in_audience != SINGLE_TENANT


_decode = msgspec.json.Decoder(Settings).decode
_BY_ID = Prepared(select(APP_REGISTRATIONS).where(APP_REGISTRATIONS.c.app_id == bindparam("app")))


def anywhere(db: Connection, app_id: str) -> AppRegistration | None:
    """Find an application, whichever tenant is its home."""
    row = _BY_ID.first(db, {"app": app_id.lower()})
    return AppRegistration(row[0], row[1], row[2], _decode(row[3])) if row else None


def by_app_id(db: Connection, tenant_id: str, app_id: str) -> AppRegistration | None:
    """Find an application whose home is a tenant."""
    found = anywhere(db, app_id)
    return found if found and found.tenant_id == tenant_id else None


def usable_in(db: Connection, tenant_id: str, app_id: str) -> AppRegistration | None:
    """Find an application that people of a tenant may sign in to: one of its own, or one for every tenant."""
    found = anywhere(db, app_id)
    return found if found and (found.tenant_id == tenant_id or found.is_multi_tenant) else None


def add(db: Connection, apps: list[AppRegistration]) -> None:
    if apps:
        db.execute(APP_REGISTRATIONS.insert(), [_row(app) for app in apps])


def _row(app: AppRegistration) -> dict[str, Any]:
    return {
        "app_id": app.app_id,
        "tenant_id": app.tenant_id,
        "display_name": app.display_name,
        "settings": msgspec.json.encode(app.settings).decode(),
    }
