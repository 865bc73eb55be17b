"""Writes a seed into an empty org."""

import msgspec
from sqlalchemy import Connection

from mocks.kit.clock import Clock
from mocks.kit.ids import Ids
from mocks.kit.passwords import SEED_COST, hash_password, hash_secret
from mocks.oauth.client_keys import of_jwk
from mocks.oauth.model import Rotation
from mocks.okta import authenticators
from mocks.okta.authorization_server_seed import plant_servers
from mocks.okta.directory import (
    administrators,
    api_tokens,
    applications,
    authenticator_settings,
    client_secrets,
    groups,
    identity_providers,
    identity_sources,
    org,
    policies,
    users,
)
from mocks.okta.directory.administrators import Role
from mocks.okta.directory.applications import Application
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.directory.org import Org
from mocks.okta.directory.policies import Policy as PolicyRecord
from mocks.okta.directory.policies import Rule
from mocks.okta.directory.users import Provider, User
from mocks.okta.idps import _client_key
from mocks.okta.ids import okta_id
from mocks.okta.policies import _routing_rule as routing
from mocks.okta.policy_seed import PolicyPlanter
from mocks.okta.provisioning.mapping import DEFAULT_MAPPING
from mocks.okta.seed import (
    ApiTokenSeed,
    ApplicationSeed,
    IdentityProviderSeed,
    IdentitySourceSeed,
    OktaSeed,
    RoutingRuleSeed,
    UserSeed,
)

_SECRET_METHODS = ("client_secret_basic", "client_secret_post")


class Planter:
    """Writes a seed into an empty directory."""

    def __init__(self, db: Connection, ids: Ids, clock: Clock) -> None:
        self._db, self._ids, self._clock = db, ids, clock
        self._idp_ids: dict[str, str] = {}

    def plant(self, seed: OktaSeed) -> None:
        ids = (okta_id(self._ids, prefix) for prefix in ("00o", "oty", "osc"))
        switches = seed.api_access_management, seed.rate_limit, seed.limits, self._clock.now().timestamp()
        org.add(self._db, Org(next(ids), seed.name, next(ids), next(ids), *switches))
        for name in dict.fromkeys((groups.EVERYONE, *seed.groups)):
            groups.add(self._db, okta_id(self._ids, "00g"), name, self._clock.now())
        for key in authenticators.known():
            authenticator_settings.add(self._db, key, okta_id(self._ids, "aut"), self._clock.now())
        for user in seed.users:
            self._add_user(user)
        for application in seed.applications:
            self._add_application(application)
        for idp in seed.identity_providers:
            self._add_identity_provider(idp)
        self._add_routing_rules(seed.routing_rules)
        for token in seed.api_tokens:
            self._add_api_token(token)
        for source in seed.identity_sources:
            self._add_identity_source(source)
        plant_servers(self._db, self._ids, self._clock.now(), seed.authorization_servers)
        PolicyPlanter(self._db, self._ids, self._clock.now(), self._idp_ids).plant(seed.policies)

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

    def _add_identity_source(self, seed: IdentitySourceSeed) -> None:
        now = self._clock.now().timestamp()
        source = IdentitySource(
            seed.id,
            seed.name,
            seed.type,
            credential=seed.credential,
            group_ids=tuple(groups.id_of(self._db, name) for name in seed.groups),
            schedule=seed.schedule,
            created=now,
            last_updated=now,
        )
        identity_sources.add(self._db, source)

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
            participate_slo=seed.frontchannel_logout_uri is not None,
            frontchannel_logout_uri=seed.frontchannel_logout_uri,
            frontchannel_logout_session_required=seed.frontchannel_logout_uri is not None,
            backchannel_logout_uri=seed.backchannel_logout_uri,
            backchannel_logout_session_required=seed.backchannel_logout_uri is not None,
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
        if idp.protocol.token_endpoint_auth_method:
            identity_providers.replace(self._db, _client_key.provide(self._db, idp, self._clock.now()))

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
