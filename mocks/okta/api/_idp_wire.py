"""An identity provider as it is sent to the management API. Source: fact sheet 3.2."""

from typing import Literal

import msgspec

from mocks.okta.directory.identity_providers import Algorithm


class _Wire(msgspec.Struct, frozen=True, rename="camel"):
    """What is sent whole, with members that only the org writes: those are passed over."""


class Endpoint(_Wire, frozen=True):
    url: str


class Endpoints(_Wire, frozen=True):
    authorization: Endpoint | None = None
    token: Endpoint | None = None
    user_info: Endpoint | None = None
    jwks: Endpoint | None = None
    slo: Endpoint | None = None


class Signature(_Wire, frozen=True):
    algorithm: Algorithm = "HS256"
    scope: Literal["NONE", "TOKEN"] | None = None


class Direction(_Wire, frozen=True):
    signature: Signature = Signature()


class Algorithms(_Wire, frozen=True):
    """request: only unsigned ones are made. response: what ID tokens must be signed with."""

    request: Direction = Direction()
    response: Direction | None = None


class Client(msgspec.Struct, frozen=True):
    """token_endpoint_auth_method: a key where it says so; else a secret in the form."""

    client_id: str = ""
    client_secret: str | None = None
    pkce_required: bool = True
    token_endpoint_auth_method: Literal["client_secret_post", "private_key_jwt"] | None = None


class Signing(_Wire, frozen=True):
    """Which of the org's keys at the provider signs; the first one where nothing is said."""

    kid: str | None = None
    algorithm: Literal["RS256", "RS384", "RS512"] = "RS256"


class Credentials(_Wire, frozen=True):
    client: Client = Client()
    signing: Signing | None = None


class Issuer(_Wire, frozen=True):
    url: str


class ProtocolSettings(_Wire, frozen=True):
    participate_slo: bool = False
    send_application_context: Literal[False] | None = False


class ProtocolInput(_Wire, frozen=True):
    type: Literal["OIDC", "OAUTH2"] = "OIDC"
    endpoints: Endpoints = Endpoints()
    algorithms: Algorithms = Algorithms()
    scopes: tuple[str, ...] | None = None
    issuer: Issuer | None = None
    settings: ProtocolSettings = ProtocolSettings()
    credentials: Credentials = Credentials()


class GroupsAction(_Wire, frozen=True):
    action: Literal["NONE", "ASSIGN"] = "NONE"
    assignments: tuple[str, ...] = ()


class Deprovisioned(_Wire, frozen=True):
    action: Literal["NONE", "REACTIVATE"] = "NONE"


class Suspended(_Wire, frozen=True):
    action: Literal["NONE", "UNSUSPEND"] = "NONE"


class Conditions(_Wire, frozen=True):
    deprovisioned: Deprovisioned = Deprovisioned()
    suspended: Suspended = Suspended()


class Provisioning(_Wire, frozen=True):
    action: Literal["AUTO", "DISABLED"] = "AUTO"
    profile_master: bool = False
    groups: GroupsAction = GroupsAction()
    conditions: Conditions = Conditions()


class IncludedGroups(_Wire, frozen=True):
    include: tuple[str, ...] = ()


class ExcludedUsers(_Wire, frozen=True):
    exclude: tuple[str, ...] = ()


class LinkFilter(_Wire, frozen=True):
    groups: IncludedGroups = IncludedGroups()
    users: ExcludedUsers = ExcludedUsers()


class AccountLink(_Wire, frozen=True):
    action: Literal["AUTO", "DISABLED"] = "AUTO"
    filter: LinkFilter | None = None


class Template(_Wire, frozen=True):
    template: str


class Subject(_Wire, frozen=True):
    user_name_template: Template | None = None
    filter: str | None = None
    match_type: Literal["USERNAME", "EMAIL", "USERNAME_OR_EMAIL", "CUSTOM_ATTRIBUTE"] = "USERNAME"
    match_attribute: str | None = None


class PolicyInput(_Wire, frozen=True):
    provisioning: Provisioning = Provisioning()
    account_link: AccountLink = AccountLink()
    subject: Subject = Subject()
    map_amr_claims: bool = msgspec.field(default=False, name="mapAMRClaims")
    trust_claims: bool | None = False
    max_clock_skew: int = 0


class IdpInput(_Wire, frozen=True):
    name: str = ""
    type: str = ""
    issuer_mode: Literal["ORG_URL", "CUSTOM_URL", "DYNAMIC"] = "DYNAMIC"
    protocol: ProtocolInput = ProtocolInput()
    policy: PolicyInput = PolicyInput()
