"""The part of a seed that describes Azure AD tenants."""

from typing import Literal

import msgspec
from sqlalchemy import Connection

from mocks.azure import seeded_apps
from mocks.azure.claims import GRAPH
from mocks.azure.directory import (
    conditional_access,
    groups,
    permission_grants,
    role_assignments,
    sign_in_states,
    tenants,
    users,
)
from mocks.azure.directory.conditional_access import ALL, Policy
from mocks.azure.directory.groups import Group
from mocks.azure.directory.permission_grants import EVERYBODY
from mocks.azure.directory.role_assignments import DEFAULT_ACCESS
from mocks.azure.directory.sign_in_states import SignInState
from mocks.azure.directory.tenants import Tenant
from mocks.azure.directory.users import User
from mocks.azure.seeded_apps import AppRegistrationSeed
from mocks.kit.passwords import SEED_COST, hash_password
from mocks.kit.seed import check_unique

_USUAL_SCOPES = ("openid", "profile", "email", "offline_access", "User.Read")


class UserSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A user; mail and names may be left out, as in a real directory.

    password_hash: instead of the password, as `kit.passwords.hash_password` stores it. totp_secret: of an
    authenticator app that is set up already, in base32.
    """

    id: str
    user_principal_name: str
    display_name: str
    password: str | None = None
    password_hash: str | None = None
    given_name: str | None = None
    surname: str | None = None
    mail: str | None = None
    enabled: bool = True
    must_change_password: bool = False
    totp_secret: str | None = None
    directory_roles: list[Literal["Global Administrator", "User Administrator", "Application Administrator"]] = []
    note: str = ""


class GroupSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A security group. members: userPrincipalNames."""

    id: str
    display_name: str
    members: list[str] = []


class PolicySeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Conditional Access policy. applications: client ids; users: userPrincipalNames; each may be `All`.

    groups: names of groups of the tenant, whose members are meant as well. sign_in_frequency: hours after which who has
    to give a second proof signs in anew.
    """

    id: str
    display_name: str
    grant: Literal["mfa", "block"]
    state: Literal["enabled", "disabled"] = "enabled"
    applications: tuple[str, ...] = ("All",)
    users: list[str] = []
    groups: list[str] = []
    excluded_users: list[str] = []
    sign_in_frequency: int | None = None


class TenantSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tenant with its people and applications."""

    id: str
    name: str
    domains: list[str]
    ask_stay_signed_in: bool = True
    users: list[UserSeed] = []
    app_registrations: list[AppRegistrationSeed] = []
    groups: list[GroupSeed] = []
    conditional_access: list[PolicySeed] = []


class AzureSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the Azure AD service holds at first."""

    tenants: list[TenantSeed]

    def check(self) -> None:
        """Raise ValueError with the path to what does not fit together."""
        if not self.tenants:
            raise ValueError("at azure_ad.tenants: there must be one at least")
        places = [(f"azure_ad.tenants[{number}]", tenant) for number, tenant in enumerate(self.tenants)]
        for where, tenant in places:
            _check_domains(where, tenant)
            _check_names(where, tenant)
            seeded_apps.check(where, tenant.app_registrations)
        check_unique((f"{where}.id", tenant.id) for where, tenant in places)
        check_unique(
            (f"{where}.domains[{index}]", domain)
            for where, tenant in places
            for index, domain in enumerate(tenant.domains)
        )
        people = [
            (f"{where}.users[{index}]", user) for where, tenant in places for index, user in enumerate(tenant.users)
        ]
        check_unique((f"{where}.id", user.id) for where, user in people)
        check_unique((f"{where}.user_principal_name", user.user_principal_name) for where, user in people)
        check_unique(
            (f"{where}.app_registrations[{index}].client_id", app.client_id)
            for where, tenant in places
            for index, app in enumerate(tenant.app_registrations)
        )


def _check_names(where: str, tenant: TenantSeed) -> None:
    """Whoever is named in a policy or an assignment is a user of the tenant."""
    known = {user.user_principal_name.lower() for user in tenant.users}
    for index, group in enumerate(tenant.groups):
        for name in group.members:
            if name.lower() not in known:
                raise ValueError(f"at {where}.groups[{index}].members: {name!r} is no user of the tenant")
    _check_group_names(where, tenant)
    for index, app in enumerate(tenant.app_registrations):
        for name in app.assigned_users:
            if name.lower() not in known:
                path = f"{where}.app_registrations[{index}].assigned_users"
                raise ValueError(f"at {path}: {name!r} is no user of the tenant")
    known.add("all")
    for index, policy in enumerate(tenant.conditional_access):
        for name in (*policy.users, *policy.excluded_users):
            if name.lower() not in known:
                raise ValueError(f"at {where}.conditional_access[{index}].users: {name!r} is no user of the tenant")


def _check_group_names(where: str, tenant: TenantSeed) -> None:
    known = {group.display_name for group in tenant.groups}
    named = [(f"app_registrations[{index}]", app.assigned_groups) for index, app in enumerate(tenant.app_registrations)]
    named += [(f"conditional_access[{index}]", policy.groups) for index, policy in enumerate(tenant.conditional_access)]
    for path, names in named:
        for name in names:
            if name not in known:
                raise ValueError(f"at {where}.{path}: {name!r} is no group of the tenant")


def _check_domains(where: str, tenant: TenantSeed) -> None:
    if not tenant.domains:
        raise ValueError(f"at {where}.domains: a tenant needs at least one domain")
    for index, user in enumerate(tenant.users):
        domain = user.user_principal_name.rpartition("@")[2].lower()
        if domain not in [known.lower() for known in tenant.domains]:
            known = ", ".join(tenant.domains)
            path = f"{where}.users[{index}].user_principal_name"
            raise ValueError(f"at {path}: the domain {domain!r} is none of the tenant's: {known}")


def plant(db: Connection, seed: AzureSeed, now: float) -> None:
    """Write a seed into an empty directory. now: seconds since the epoch."""
    for tenant in seed.tenants:
        tenants.add(db, Tenant(tenant.id, tenant.name, tenant.ask_stay_signed_in, now), tenant.domains)
        users.add(db, [_user(tenant.id, user) for user in tenant.users], now)
        seeded_apps.plant(db, tenant.id, tenant.domains[0], tenant.app_registrations, now)
        ids = {user.user_principal_name.lower(): user.id for user in tenant.users}
        for group in tenant.groups:
            members = [ids[name.lower()] for name in group.members]
            groups.add(db, Group(group.id, tenant.id, group.display_name), members, now)
        _plant_proofs(db, tenant)
        _plant_rights(db, tenant)
        for policy in tenant.conditional_access:
            conditional_access.put(db, tenant.id, _policy(tenant, policy))


def _plant_proofs(db: Connection, tenant: TenantSeed) -> None:
    for user in tenant.users:
        if user.must_change_password or user.totp_secret:
            state = SignInState(must_change_password=user.must_change_password, totp_secret=user.totp_secret or "")
            sign_in_states.keep(db, user.id, state)


def _plant_rights(db: Connection, tenant: TenantSeed) -> None:
    ids = {user.user_principal_name.lower(): user.id for user in tenant.users}
    group_ids = {group.display_name: group.id for group in tenant.groups}
    for user in tenant.users:
        for role in user.directory_roles:
            role_assignments.make_administrator(db, user.id, role)
    for app in tenant.app_registrations:
        app_id = app.client_id.lower()
        granted = (*(_USUAL_SCOPES if app.admin_consent else ()), *app.delegated_permissions)
        if granted:
            permission_grants.grant(db, f"seed-{app_id}", tenant.id, app_id, EVERYBODY, GRAPH, granted)
        named = [("User", ids[name.lower()]) for name in app.assigned_users]
        named += [("Group", group_ids[name]) for name in app.assigned_groups]
        for type, principal_id in named:
            id = f"{app_id[-6:]}-{principal_id}"
            role_assignments.assign(db, id, tenant.id, app_id, (type, principal_id), DEFAULT_ACCESS)


def _policy(tenant: TenantSeed, seed: PolicySeed) -> Policy:
    ids = {user.user_principal_name.lower(): user.id for user in tenant.users} | {"all": ALL}
    return Policy(
        id=seed.id,
        display_name=seed.display_name,
        grant=seed.grant,
        state=seed.state,
        applications=seed.applications,
        users=tuple(ids[name.lower()] for name in seed.users),
        groups=tuple(group.id for group in tenant.groups if group.display_name in seed.groups),
        excluded_users=tuple(ids[name.lower()] for name in seed.excluded_users),
        sign_in_frequency=seed.sign_in_frequency * 3600 if seed.sign_in_frequency is not None else None,
    )


def _user(tenant_id: str, seed: UserSeed) -> User:
    return User(
        id=seed.id,
        tenant_id=tenant_id,
        user_principal_name=seed.user_principal_name,
        display_name=seed.display_name,
        given_name=seed.given_name,
        surname=seed.surname,
        mail=seed.mail,
        account_enabled=seed.enabled,
        password_hash=hash_password(seed.password, SEED_COST) if seed.password else seed.password_hash,
    )
