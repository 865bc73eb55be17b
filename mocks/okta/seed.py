"""The part of a seed that describes an Okta org."""

from typing import Annotated, Literal

import msgspec

from mocks.kit.seed import check_known, check_pattern, check_unique
from mocks.oauth.client_keys import of_jwk
from mocks.okta.authorization_server_seed import AuthorizationServerSeed
from mocks.okta.directory import (
    groups,
)
from mocks.okta.directory.identity_providers import Policy, Protocol
from mocks.okta.directory.org import Limits
from mocks.okta.directory.users import Status
from mocks.okta.policy_seed import PoliciesSeed


class UserSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An Okta-sourced user; login doubles as e-mail unless one is given.

    password_hash: instead of the password, as `kit.passwords.hash_password` stores it.
    """

    login: str
    first_name: str
    last_name: str
    password: str | None = None
    password_hash: str | None = None
    email: str | None = None
    status: Status = Status.ACTIVE
    groups: list[str] = []
    administrator: bool = False
    note: str = ""


class ApiTokenSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A token for the management API. owner: the login of an administrator, for whom it acts."""

    name: str
    token: str
    owner: str


_SHORTEST_HMAC_SECRET = 32
GrantName = Literal[
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:device_code",
    "implicit",
    "password",
]
AuthMethod = Literal["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"]


class ApplicationSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An OIDC application. assigned_groups, assigned_users: names and logins; `Everyone` is a group.

    granted_scopes: of Okta's own API (`okta.…`), for a client that acts for itself. token_endpoint_auth_method:
    basic or post unless given. jwks: public keys, for `private_key_jwt`. frontchannel_logout_uri,
    backchannel_logout_uri: told of sign-outs, with the session's `sid`.
    """

    client_id: str
    label: str
    client_secret: str | None = None
    redirect_uris: list[str] = []
    post_logout_redirect_uris: list[str] = []
    initiate_login_uri: str | None = None
    pkce_required: bool = False
    grant_types: tuple[GrantName, ...] = ("authorization_code",)
    rotation: Literal["STATIC", "ROTATE"] = "STATIC"
    leeway: int = 30
    granted_scopes: list[str] = []
    response_types: tuple[Literal["code", "id_token", "token"], ...] = ("code",)
    token_endpoint_auth_method: AuthMethod | None = None
    jwks: list[dict[str, str]] = []
    consent_method: Literal["TRUSTED", "REQUIRED"] = "TRUSTED"
    frontchannel_logout_uri: str | None = None
    backchannel_logout_uri: str | None = None
    assigned_groups: list[str] = []
    assigned_users: list[str] = []


class IdentityProviderSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An identity provider. groups: names of groups that everyone signing in through it joins."""

    name: str
    protocol: Protocol
    id: str | None = None
    type: Literal["OIDC", "MICROSOFT"] = "OIDC"
    policy: Policy = Policy()
    groups: list[str] = []
    mapping: dict[str, str] = {}


class Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A condition on what the person typed; SUFFIX is compared with the part after `@`."""

    match_type: Literal["SUFFIX", "EQUALS", "STARTS_WITH", "CONTAINS", "EXPRESSION"]
    value: str


class IdentitySourceSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A directory that people are imported from; what is left out is as the API has it."""

    id: str
    name: str
    type: Literal["ACTIVE_DIRECTORY", "CUSTOM"] = "CUSTOM"
    credential: Literal["DELEGATED", "FEDERATED", "OKTA"] = "FEDERATED"
    groups: list[str] = []
    schedule: Annotated[int, msgspec.Meta(ge=1)] | None = None


class RoutingRuleSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A routing rule; its place in the list is its priority. providers: names, none means Okta itself."""

    name: str
    providers: list[str] = []
    patterns: list[Pattern] = []
    client_ids: list[str] = []


OrgLabel = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]


class OktaSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the Okta service holds at first.

    api_access_management: off, the API answers every call about authorization servers with E0000015.
    rate_limit: calls a minute that each part of the management API takes; none is counted unless it is given.
    limits: of authorization and token endpoints, of one person, and of requests at the same moment.
    orgs: further orgs by the label of their host name, each with everything of its own.
    """

    name: str
    rate_limit: Annotated[int, msgspec.Meta(ge=1)] | None = None
    limits: Limits = Limits()
    groups: list[str] = []
    users: list[UserSeed] = []
    applications: list[ApplicationSeed] = []
    identity_providers: list[IdentityProviderSeed] = []
    routing_rules: list[RoutingRuleSeed] = []
    api_tokens: list[ApiTokenSeed] = []
    identity_sources: list[IdentitySourceSeed] = []
    authorization_servers: list[AuthorizationServerSeed] = []
    policies: PoliciesSeed = PoliciesSeed()
    api_access_management: bool = True
    orgs: dict[OrgLabel, "OktaSeed"] = {}

    def check(self) -> None:
        """Raise ValueError with the path to what is there twice, is no pattern, or nothing in the seed has."""
        for label, org in self.orgs.items():
            _check_org(f"okta.orgs.{label}", org)
        self._check_names()
        self._check_patterns()
        for index, app in enumerate(self.applications):
            _check_client(f"okta.applications[{index}]", app)
        check_unique((f"okta.users[{index}].login", user.login) for index, user in enumerate(self.users))
        check_unique(
            (f"okta.applications[{index}].client_id", app.client_id) for index, app in enumerate(self.applications)
        )
        idps = [(f"okta.identity_providers[{index}]", idp) for index, idp in enumerate(self.identity_providers)]
        check_unique((f"{where}.name", idp.name) for where, idp in idps)
        sources = [(f"okta.identity_sources[{index}]", it) for index, it in enumerate(self.identity_sources)]
        check_unique((f"{where}.id", source.id) for where, source in sources)
        check_unique((f"{where}.name", source.name) for where, source in sources)
        check_unique((f"{where}.id", idp.id) for where, idp in idps if idp.id)
        self._check_servers()
        self.policies.check("okta.policies", self._known)

    @property
    def _known(self) -> dict[str, set[str]]:
        """What the seed names, by kind."""
        return {
            "groups": {groups.EVERYONE, *self.groups},
            "users": {user.login for user in self.users},
            "clients": {app.client_id for app in self.applications},
            "providers": {idp.name for idp in self.identity_providers},
        }

    def _check_servers(self) -> None:
        servers = [(f"okta.authorization_servers[{index}]", it) for index, it in enumerate(self.authorization_servers)]
        check_unique((f"{where}.name", server.name) for where, server in servers)
        check_unique((f"{where}.id", server.id) for where, server in servers if server.id)
        for where, server in servers:
            server.check(where, self._known)

    def _check_patterns(self) -> None:
        for index, idp in enumerate(self.identity_providers):
            check_pattern(f"okta.identity_providers[{index}].policy.username_filter", idp.policy.username_filter or "")
        for index, rule in enumerate(self.routing_rules):
            for number, pattern in enumerate(rule.patterns):
                if pattern.match_type == "EXPRESSION":
                    check_pattern(f"okta.routing_rules[{index}].patterns[{number}].value", pattern.value)

    def _check_names(self) -> None:
        known_groups = {groups.EVERYONE, *self.groups}
        logins = {user.login for user in self.users}
        providers = {idp.name for idp in self.identity_providers}
        for index, user in enumerate(self.users):
            check_known(f"okta.users[{index}].groups", user.groups, known_groups)
        for index, application in enumerate(self.applications):
            where = f"okta.applications[{index}]"
            check_known(f"{where}.assigned_groups", application.assigned_groups, known_groups)
            check_known(f"{where}.assigned_users", application.assigned_users, logins)
        owners = {user.login for user in self.users if user.administrator}
        for index, token in enumerate(self.api_tokens):
            check_known(f"okta.api_tokens[{index}].owner", [token.owner], owners)
        for index, idp in enumerate(self.identity_providers):
            check_known(f"okta.identity_providers[{index}].groups", idp.groups, known_groups)
            if not idp.protocol.client_secret and not idp.protocol.token_endpoint_auth_method:
                where = f"okta.identity_providers[{index}].protocol.client_secret"
                raise ValueError(f"at {where}: the org authenticates by one, unless by private_key_jwt")
        for index, source in enumerate(self.identity_sources):
            check_known(f"okta.identity_sources[{index}].groups", source.groups, set(self.groups))
        for index, rule in enumerate(self.routing_rules):
            check_known(f"okta.routing_rules[{index}].providers", rule.providers, providers)


def _check_org(where: str, org: OktaSeed) -> None:
    if org.orgs:
        raise ValueError(f"at {where}.orgs: only the default org has further ones beside it")
    try:
        org.check()
    except ValueError as error:
        raise ValueError(str(error).replace("at okta.", f"at {where}.", 1)) from error


def _check_client(where: str, application: ApplicationSeed) -> None:
    method = application.token_endpoint_auth_method
    by_secret = method is None or method.startswith("client_secret_")
    if by_secret and not application.client_secret:
        raise ValueError(f"at {where}.client_secret: this client authenticates by one")
    if method == "client_secret_jwt" and len(application.client_secret or "") < _SHORTEST_HMAC_SECRET:
        raise ValueError(f"at {where}.client_secret: client_secret_jwt needs {_SHORTEST_HMAC_SECRET} characters")
    if method == "private_key_jwt" and not application.jwks:
        raise ValueError(f"at {where}.jwks: this client authenticates by a key, and has none")
    for index, jwk in enumerate(application.jwks):
        try:
            of_jwk(jwk)
        except ValueError as error:
            raise ValueError(f"at {where}.jwks[{index}]: {error}") from error
