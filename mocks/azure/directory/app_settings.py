"""What an administrator sets up of an application: members of the Graph resource `application`, named as Graph does.

The same structs are stored and told; the hash of a secret alone is for nobody. Source: fact sheet 7.8 and 8.
"""

from datetime import datetime

import msgspec


class _Part(msgspec.Struct, frozen=True, rename="camel"):
    """A part of the resource; what it does not name is dropped, as Graph drops what it cannot keep."""


class ImplicitGrantSettings(_Part, frozen=True):
    enable_id_token_issuance: bool = False
    enable_access_token_issuance: bool = False


class Web(_Part, frozen=True):
    """The platform of applications with a server. logout_url: called in the browser of a person who signs out."""

    redirect_uris: tuple[str, ...] = ()
    home_page_url: str | None = None
    logout_url: str | None = None
    implicit_grant_settings: ImplicitGrantSettings = ImplicitGrantSettings()


class Platform(_Part, frozen=True):
    """The platforms `spa` and `publicClient`."""

    redirect_uris: tuple[str, ...] = ()


class PermissionScope(_Part, frozen=True):
    """A delegated permission that an API offers. value: what stands in `scp`; type: who may consent."""

    id: str
    value: str | None = None
    type: str = "User"
    is_enabled: bool = True
    admin_consent_display_name: str | None = None
    admin_consent_description: str | None = None
    user_consent_display_name: str | None = None
    user_consent_description: str | None = None


class PreAuthorizedApplication(_Part, frozen=True):
    app_id: str
    delegated_permission_ids: tuple[str, ...] = ()


class ApiSettings(_Part, frozen=True):
    """How the application is called as an API."""

    requested_access_token_version: int | None = None
    accept_mapped_claims: bool | None = None
    known_client_applications: tuple[str, ...] = ()
    oauth2_permission_scopes: tuple[PermissionScope, ...] = ()
    pre_authorized_applications: tuple[PreAuthorizedApplication, ...] = ()


class AppRole(_Part, frozen=True):
    """A role that an application knows. value: what stands in `roles`."""

    id: str
    value: str | None = None
    display_name: str = ""
    description: str = ""
    allowed_member_types: tuple[str, ...] = ("User",)
    is_enabled: bool = True
    origin: str = "Application"


class ResourceAccess(_Part, frozen=True):
    """A permission that is asked for. type: `Scope` for a delegated one, `Role` for the application's own."""

    id: str
    type: str


class RequiredResourceAccess(_Part, frozen=True):
    resource_app_id: str
    resource_access: tuple[ResourceAccess, ...] = ()


class OptionalClaim(_Part, frozen=True):
    name: str
    source: str | None = None
    essential: bool = False
    additional_properties: tuple[str, ...] = ()


class OptionalClaims(_Part, frozen=True):
    id_token: tuple[OptionalClaim, ...] = ()
    access_token: tuple[OptionalClaim, ...] = ()
    saml2_token: tuple[OptionalClaim, ...] = ()


class PasswordCredential(_Part, frozen=True):
    """A client secret. hint: its first three characters. end_date_time: from then on it is refused."""

    key_id: str
    secret_hash: str
    display_name: str | None = None
    hint: str | None = None
    start_date_time: datetime | None = None
    end_date_time: datetime | None = None
    custom_key_identifier: str | None = None


class KeyCredential(_Part, frozen=True):
    """A certificate. jwk: its public key with the thumbprints; custom_key_identifier: SHA-1 in upper-case hex."""

    key_id: str
    jwk: dict[str, str]
    display_name: str | None = None
    custom_key_identifier: str | None = None
    type: str = "AsymmetricX509Cert"
    usage: str = "Verify"
    start_date_time: datetime | None = None
    end_date_time: datetime | None = None


class Info(_Part, frozen=True):
    """Where people read about the application."""

    logo_url: str | None = None
    marketing_url: str | None = None
    privacy_statement_url: str | None = None
    support_url: str | None = None
    terms_of_service_url: str | None = None


class Settings(_Part, frozen=True):
    """Everything about an application but its names and ids.

    is_fallback_public_client: whether it may do without a credential. group_membership_claims: `SecurityGroup`,
    `DirectoryRole`, `ApplicationGroup`, `All`, `None` or nothing.
    """

    description: str | None = None
    notes: str | None = None
    is_fallback_public_client: bool | None = None
    group_membership_claims: str | None = None
    web: Web = Web()
    spa: Platform = Platform()
    public_client: Platform = Platform()
    api: ApiSettings = ApiSettings()
    app_roles: tuple[AppRole, ...] = ()
    required_resource_access: tuple[RequiredResourceAccess, ...] = ()
    optional_claims: OptionalClaims | None = None
    password_credentials: tuple[PasswordCredential, ...] = ()
    key_credentials: tuple[KeyCredential, ...] = ()
    info: Info = Info()

    @property
    def redirect_uris(self) -> tuple[str, ...]:
        """Return the addresses of every platform."""
        return (*self.web.redirect_uris, *self.spa.redirect_uris, *self.public_client.redirect_uris)

    @property
    def optional_id_token_claims(self) -> tuple[str, ...]:
        return tuple(claim.name for claim in self.optional_claims.id_token) if self.optional_claims else ()


def is_over(credential: PasswordCredential | KeyCredential, now: datetime) -> bool:
    return credential.end_date_time is not None and credential.end_date_time <= now


def is_live(credential: PasswordCredential | KeyCredential, now: datetime) -> bool:
    """Tell whether a credential is good: begun, and not over."""
    begun = credential.start_date_time is None or credential.start_date_time <= now
    return begun and not is_over(credential, now)
