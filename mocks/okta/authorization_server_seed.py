"""The part of a seed that describes custom authorization servers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec
from sqlalchemy import Connection

from mocks.kit.ids import Ids
from mocks.kit.seed import check_known, check_pattern, check_unique
from mocks.okta import access_setup
from mocks.okta.directory import groups, users
from mocks.okta.directory.access_policies import (
    ACCESS_POLICIES,
    ACCESS_RULES,
    ALL_CLIENTS,
    ANY_SCOPE,
    EVERYONE,
    AccessPolicy,
    AccessRule,
)
from mocks.okta.directory.scopes import SCOPES, SYSTEM_SCOPES, Consent, Scope
from mocks.okta.directory.token_claims import TOKEN_CLAIMS, ClaimType, FilterType, TokenClaim, ValueType
from mocks.okta.ids import okta_id
from mocks.okta.provisioning.expressions import ExpressionError, compiled

_Minutes = Annotated[int, msgspec.Meta(ge=5, le=1440)]
_Window = Annotated[int, msgspec.Meta(ge=10, le=2628000)]
_Lifetime = Annotated[int, msgspec.Meta(ge=0)]


class ScopeSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A custom scope. published: shown in the metadata."""

    name: str
    display_name: str = ""
    description: str = ""
    default: bool = False
    optional: bool = False
    consent: Consent = "IMPLICIT"
    published: bool = False


class ClaimSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A claim. always: in ID tokens that come with an access token too. scopes: it needs one of them, if any."""

    name: str
    value: str
    claim_type: ClaimType = "RESOURCE"
    value_type: ValueType = "EXPRESSION"
    group_filter_type: FilterType | None = None
    always: bool = True
    scopes: tuple[str, ...] = ()


class RuleSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule. groups: names, `Everyone` for all; users: logins. Lifetimes in minutes."""

    name: str
    grant_types: tuple[str, ...] = access_setup.GRANT_TYPES
    scopes: tuple[str, ...] = (ANY_SCOPE,)
    groups: tuple[str, ...] = (groups.EVERYONE,)
    users: tuple[str, ...] = ()
    access_token_lifetime: _Minutes = 60
    refresh_token_lifetime: _Lifetime = 0
    refresh_token_window: _Window = 10080


class PolicySeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A policy; its place in the list is its priority. clients: client ids."""

    name: str
    rules: list[RuleSeed]
    clients: tuple[str, ...] = (ALL_CLIENTS,)


class AuthorizationServerSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A custom authorization server. id: `default` describes the pre-made one.

    policies: when they are not given, every client gets every scope.
    """

    name: str
    audience: str
    id: str | None = None
    description: str = ""
    scopes: list[ScopeSeed] = []
    claims: list[ClaimSeed] = []
    policies: list[PolicySeed] | None = None

    def check(self, where: str, known: dict[str, set[str]]) -> None:
        """Raise ValueError with the path to what is wrong. known: groups, users and clients of the seed."""
        names = [(f"{where}.scopes[{index}].name", scope.name) for index, scope in enumerate(self.scopes)]
        system = {(f"the system scopes of {where}", name) for name in SYSTEM_SCOPES}
        check_unique([*system, *names])
        scopes = {*SYSTEM_SCOPES, *(name for _, name in names)}
        for index, claim in enumerate(self.claims):
            _check_claim(f"{where}.claims[{index}]", claim, scopes)
        for number, policy in enumerate(self.policies or ()):
            here = f"{where}.policies[{number}]"
            check_known(f"{here}.clients", policy.clients, known["clients"] | {ALL_CLIENTS})
            for index, rule in enumerate(policy.rules):
                _check_rule(f"{here}.rules[{index}]", rule, known | {"scopes": scopes | {ANY_SCOPE}})


def _check_claim(where: str, claim: ClaimSeed, scopes: set[str]) -> None:
    check_known(f"{where}.scopes", claim.scopes, scopes)
    if claim.value_type == "GROUPS" and claim.group_filter_type is None:
        raise ValueError(f"at {where}: a GROUPS claim needs a group_filter_type")
    if claim.group_filter_type == "REGEX":
        check_pattern(f"{where}.value", claim.value)
    if claim.value_type == "EXPRESSION":
        try:
            compiled(claim.value)
        except ExpressionError as error:
            raise ValueError(f"at {where}.value: {error}") from error


def _check_rule(where: str, rule: RuleSeed, known: dict[str, set[str]]) -> None:
    check_known(f"{where}.grant_types", rule.grant_types, set(access_setup.GRANT_TYPES))
    check_known(f"{where}.scopes", rule.scopes, known["scopes"])
    check_known(f"{where}.groups", rule.groups, known["groups"])
    check_known(f"{where}.users", rule.users, known["users"])


def plant_servers(db: Connection, ids: Ids, now: datetime, seeds: Iterable[AuthorizationServerSeed]) -> None:
    """Write the seed's servers, and the pre-made one where the seed does not describe it."""
    described = list(seeds)
    if not any(seed.id == access_setup.DEFAULT for seed in described):
        described.insert(0, AuthorizationServerSeed("default", "api://default", access_setup.DEFAULT))
    for seed in described:
        _plant(db, ids, now, seed)


def _plant(db: Connection, ids: Ids, now: datetime, seed: AuthorizationServerSeed) -> None:
    id = seed.id or okta_id(ids, "aus")
    about = {"name": seed.name, "audience": seed.audience, "description": seed.description}
    access_setup.establish(db, ids, now, id=id, **about)
    for place, scope in enumerate(seed.scopes, len(SYSTEM_SCOPES)):
        SCOPES.add(db, id, _scope(ids, scope), place)
    for place, claim in enumerate(seed.claims, 1):
        TOKEN_CLAIMS.add(db, id, _claim(ids, claim), place)
    if seed.policies is None:
        access_setup.allow_all(db, ids, now, id)
    for place, policy in enumerate(seed.policies or (), 1):
        record = AccessPolicy(okta_id(ids, "00p"), policy.name, policy.name, now, now, policy.clients)
        ACCESS_POLICIES.add(db, id, record, place)
        for number, rule in enumerate(policy.rules, 1):
            ACCESS_RULES.add(db, record.id, _rule(db, ids, now, rule), number)


def _scope(ids: Ids, seed: ScopeSeed) -> Scope:
    given = msgspec.structs.asdict(seed) | {"display_name": seed.display_name or seed.name}
    return Scope(id=okta_id(ids, "scp"), **given)


def _claim(ids: Ids, seed: ClaimSeed) -> TokenClaim:
    return TokenClaim(id=okta_id(ids, "ocl"), **msgspec.structs.asdict(seed))


def _rule(db: Connection, ids: Ids, now: datetime, seed: RuleSeed) -> AccessRule:
    people = [user.id for login in seed.users if (user := users.by_login(db, login))]
    named = [EVERYONE if name == groups.EVERYONE else groups.id_of(db, name) for name in seed.groups]
    given = msgspec.structs.asdict(seed) | {"users": tuple(people), "groups": tuple(named)}
    return AccessRule(id=okta_id(ids, "0pr"), created=now, last_updated=now, **given)
