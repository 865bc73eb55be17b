"""The part of a seed that describes an Okta org."""

from typing import Annotated, Literal

import msgspec
from sqlalchemy import Connection

from mocks.kit.clock import Clock
from mocks.kit.ids import Ids
from mocks.kit.passwords import SEED_COST, hash_password, hash_secret
from mocks.kit.seed import check_known, check_pattern, check_unique
from mocks.oauth.client_keys import of_jwk
from mocks.oauth.model import Rotation
from mocks.okta.authorization_server_seed import AuthorizationServerSeed, plant_servers
from mocks.okta.directory import (
    administrators,
    api_tokens,
    applications,
    client_secrets,
    groups,
    identity_providers,
    org,
    policies,
    users,
)
from mocks.okta.directory.administrators import Role
from mocks.okta.directory.applications import Application
from mocks.okta.directory.identity_providers import IdentityProvider, Policy, Protocol
from mocks.okta.directory.org import Org
from mocks.okta.directory.policies import Policy as PolicyRecord
from mocks.okta.directory.policies import Rule
from mocks.okta.directory.users import Provider, Status, User
from mocks.okta.ids import okta_id
from mocks.okta.policies import _routing_rule as routing
from mocks.okta.provisioning.mapping import DEFAULT_MAPPING


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


_SECRET_METHODS = ("client_secret_basic", "client_secret_post")
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
    basic or post unless given. jwks: public keys, for `private_key_jwt`.
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


class RoutingRuleSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A routing rule; its place in the list is its priority. providers: names, none means Okta itself."""

    name: str
    providers: list[str] = []
    patterns: list[Pattern] = []
    client_ids: list[str] = []


class OktaSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the Okta service holds at first.

    api_access_management: off, the API answers every call about authorization servers with E0000015.
    rate_limit: calls a minute that each part of the management API takes; none is counted unless it is given.
    """

    name: str
    rate_limit: Annotated[int, msgspec.Meta(ge=1)] | None = None
    groups: list[str] = []
    users: list[UserSeed] = []
    applications: list[ApplicationSeed] = []
    identity_providers: list[IdentityProviderSeed] = []
    routing_rules: list[RoutingRuleSeed] = []
    api_tokens: list[ApiTokenSeed] = []
    authorization_servers: list[AuthorizationServerSeed] = []
    api_access_management: bool = True

    def check(self) -> None:
        """Raise ValueError with the path to what is there twice, is no pattern, or nothing in the seed has."""
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
        check_unique((f"{where}.id", idp.id) for where, idp in idps if idp.id)
        self._check_servers()

    def _check_servers(self) -> None:
        servers = [(f"okta.authorization_servers[{index}]", it) for index, it in enumerate(self.authorization_servers)]
        check_unique((f"{where}.name", server.name) for where, server in servers)
        check_unique((f"{where}.id", server.id) for where, server in servers if server.id)
        known = {"groups": {groups.EVERYONE, *self.groups}, "users": {user.login for user in self.users}}
        for where, server in servers:
            server.check(where, known | {"clients": {app.client_id for app in self.applications}})

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
        for index, rule in enumerate(self.routing_rules):
            check_known(f"okta.routing_rules[{index}].providers", rule.providers, providers)


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


class Planter:
    """Writes a seed into an empty directory."""

    def __init__(self, db: Connection, ids: Ids, clock: Clock) -> None:
        self._db, self._ids, self._clock = db, ids, clock
        self._idp_ids: dict[str, str] = {}

    def plant(self, seed: OktaSeed) -> None:
        ids = (okta_id(self._ids, prefix) for prefix in ("00o", "oty", "osc"))
        switches = seed.api_access_management, seed.rate_limit
        org.add(self._db, Org(next(ids), seed.name, next(ids), next(ids), *switches))
        for name in dict.fromkeys((groups.EVERYONE, *seed.groups)):
            groups.add(self._db, okta_id(self._ids, "00g"), name, self._clock.now())
        for user in seed.users:
            self._add_user(user)
        for application in seed.applications:
            self._add_application(application)
        for idp in seed.identity_providers:
            self._add_identity_provider(idp)
        self._add_routing_rules(seed.routing_rules)
        for token in seed.api_tokens:
            self._add_api_token(token)
        plant_servers(self._db, self._ids, self._clock.now(), seed.authorization_servers)

    def _add_user(self, seed: UserSeed) -> None:
        profile = {
            "login": seed.login,
            "email": seed.email or seed.login,
            "firstName": seed.first_name,
            "lastName": seed.last_name,
        }
        password_hash = hash_password(seed.password, SEED_COST) if seed.password else seed.password_hash
        user = User(okta_id(self._ids, "00u"), seed.status, profile, password_hash, Provider.OKTA)
        users.add(self._db, user, self._clock.now())
        for name in (groups.EVERYONE, *seed.groups):
            groups.add_member(self._db, groups.id_of(self._db, name), user.id)
        if seed.administrator:
            role_id, now = okta_id(self._ids, "ra1"), self._clock.now().timestamp()
            administrators.add(self._db, Role(role_id, user.id, administrators.SUPER_ADMIN, now))

    def _add_api_token(self, seed: ApiTokenSeed) -> None:
        owner = users.by_login(self._db, seed.owner)
        if owner:
            id = okta_id(self._ids, "00T")
            api_tokens.add(self._db, id, seed.name, owner.id, seed.token, self._clock.now())

    def _add_application(self, seed: ApplicationSeed) -> None:
        method = seed.token_endpoint_auth_method
        settings = applications.Settings(
            redirect_uris=tuple(seed.redirect_uris),
            post_logout_redirect_uris=tuple(seed.post_logout_redirect_uris),
            initiate_login_uri=seed.initiate_login_uri,
            pkce_required=seed.pkce_required,
            grant_types=seed.grant_types,
            rotation=Rotation(seed.rotation),
            leeway=seed.leeway,
            granted_scopes=tuple(seed.granted_scopes),
            response_types=seed.response_types,
            secrets=(hash_secret(seed.client_secret),) if seed.client_secret else (),
            shared_secret=seed.client_secret or "" if method == "client_secret_jwt" else "",
            token_endpoint_auth_methods=(method,) if method else _SECRET_METHODS,
            jwks=tuple(of_jwk(jwk) for jwk in seed.jwks),
            consent_method=seed.consent_method,
        )
        applications.add(self._db, Application(seed.client_id, seed.label, settings), self._clock.now())
        if seed.client_secret:
            secret_id = okta_id(self._ids, "ocs")
            client_secrets.add(self._db, secret_id, seed.client_id, seed.client_secret, self._clock.now())
        for name in seed.assigned_groups:
            applications.assign_group(self._db, seed.client_id, groups.id_of(self._db, name), self._clock.now())
        for login in seed.assigned_users:
            if user := users.by_login(self._db, login):
                applications.assign_user(self._db, seed.client_id, user.id, self._clock.now())

    def _add_identity_provider(self, seed: IdentityProviderSeed) -> None:
        id = seed.id or okta_id(self._ids, "0oa")
        self._idp_ids[seed.name] = id
        group_ids = tuple(groups.id_of(self._db, name) for name in seed.groups)
        policy = msgspec.structs.replace(seed.policy, group_ids=group_ids)
        now = self._clock.now().timestamp()
        idp = IdentityProvider(
            id,
            seed.name,
            seed.type,
            seed.protocol,
            policy,
            seed.mapping or DEFAULT_MAPPING,
            mapping_id=okta_id(self._ids, "prm"),
            created=now,
            last_updated=now,
        )
        identity_providers.add(self._db, idp)

    def _add_routing_rules(self, seeds: list[RoutingRuleSeed]) -> None:
        now, id = self._clock.now().timestamp(), okta_id(self._ids, "00p")
        policy = PolicyRecord(id, "IDP_DISCOVERY", "Idp Discovery Policy", "", "ACTIVE", 1, True, "{}", now, now)
        policies.add(self._db, policy)
        rules = [(seed.name, self._routing_rule(seed)) for seed in seeds]
        for priority, (name, rule) in enumerate([*rules, ("Default Rule", routing.EVERYTHING)], 1):
            body, system = msgspec.json.encode(rule).decode(), rule is routing.EVERYTHING
            rule_id = okta_id(self._ids, "0pr")
            policies.add_rule(self._db, Rule(rule_id, id, name, "ACTIVE", priority, system, body, now, now))

    def _routing_rule(self, seed: RoutingRuleSeed) -> routing.RoutingRule:
        named = [identity_providers.by_id(self._db, self._idp_ids[name]) for name in seed.providers]
        providers = tuple(routing.RuleProvider(idp.type, idp.id, idp.name) for idp in named if idp)
        patterns = tuple(routing.Pattern(pattern.match_type, pattern.value) for pattern in seed.patterns)
        apps = tuple(routing.App(id) for id in seed.client_ids)
        return routing.RoutingRule(
            routing.Conditions(user_identifier=routing.UserIdentifier(patterns=patterns), app=routing.Apps(apps)),
            routing.Actions(routing.Idp(providers or (routing.RuleProvider(routing.LOCAL),))),
        )
