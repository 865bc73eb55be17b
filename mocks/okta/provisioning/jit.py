"""Just-In-Time provisioning: users made and refreshed while they sign in (fact sheet 3.5)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.exc import IntegrityError

from mocks.kit.prepared import Conflict
from mocks.kit.web import Unit
from mocks.okta.directory import groups, links, system_log, users
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.directory.system_log import Party
from mocks.okta.directory.users import Status, User
from mocks.okta.idps import ExternalIdentity, type_of
from mocks.okta.ids import okta_id
from mocks.okta.provisioning import mapping, rules
from mocks.okta.provisioning.imports import sourcing
from mocks.okta.provisioning.mapping import UNABLE, refusal


def create(
    unit: Unit, idp: IdentityProvider, identity: ExternalIdentity, login: str, attributes: Mapping[str, Any]
) -> User:
    """Make a federated user: active at once, without a password, linked, in Everyone."""
    mapped = mapping.profile(idp.mapping, attributes)
    mapping.check_complete(mapped)
    if not 5 <= len(login) <= 100 or "@" not in login:
        raise refusal("jit_failure_invalid_login_format", f"{UNABLE} The login is not valid.")
    id, provider = okta_id(unit.runtime.ids, "00u"), type_of(idp).provider
    user = User(id, Status.ACTIVE, {"login": login, **mapped}, None, provider)
    try:
        users.add(unit.db, user, unit.runtime.clock.now())
    except Conflict as taken:
        raise refusal("jit_failure", UNABLE) from taken
    party = user_party(user)
    system_log.record(unit, "user.lifecycle.create", idp_party(idp), [party])
    system_log.record(unit, "user.lifecycle.activate", idp_party(idp), [party])
    groups.add_member(unit.db, groups.id_of(unit.db, groups.EVERYONE), user.id)
    return link(unit, idp, identity, user)


def link(unit: Unit, idp: IdentityProvider, identity: ExternalIdentity, user: User) -> User:
    """Tie an external identity to a user, for good."""
    now = unit.runtime.clock.now()
    try:
        links.add(unit.db, idp.id, identity.subject, user.id, identity.claims, now)
    except Conflict as taken:
        raise refusal("user_link_error", "The user was linked by another sign-in meanwhile; try again.") from taken
    return user


def refresh(
    unit: Unit,
    idp: IdentityProvider,
    identity: ExternalIdentity,
    user: User,
    attributes: Mapping[str, Any],
    *,
    new: bool,
) -> User:
    """Do what every sign-in through a provider does: attributes where it is the profile source, and groups."""
    if not new:
        links.refresh(unit.db, idp.id, identity.subject, identity.claims, unit.runtime.clock.now())
        if idp.policy.profile_source:
            kept = {*idp.create_only, *sourcing.owned(unit.db, user.id)}
            lasting = {name: text for name, text in idp.mapping.items() if name not in kept}
            user = _update_profile(unit, idp, user, mapping.profile(lasting, attributes))
    there = groups.ids_of_user(unit.db, user.id)
    for group_id in idp.policy.group_ids:
        if group_id not in there:
            groups.add_member(unit.db, group_id, user.id)
            group = Party(group_id, "UserGroup", group_id, group_id)
            system_log.record(unit, "group.user_membership.add", idp_party(idp), [user_party(user), group])
    rules.apply(unit, user)
    return user


def activate(unit: Unit, user: User, event: str = "user.lifecycle.activate") -> User:
    users.set_status(unit.db, user.id, Status.ACTIVE, unit.runtime.clock.now())
    system_log.record(unit, event, user_party(user), [user_party(user)])
    return replace(user, status=Status.ACTIVE)


def _update_profile(unit: Unit, idp: IdentityProvider, user: User, mapped: Mapping[str, str]) -> User:
    profile = {**user.profile, **mapped}
    if profile == user.profile:
        return user
    try:
        users.update_profile(unit.db, user.id, profile, unit.runtime.clock.now())
    except IntegrityError as taken:
        raise refusal("jit_update_failure", "Unable to update the user. The login is somebody else's.") from taken
    system_log.record(unit, "user.account.update_profile", idp_party(idp), [user_party(user)])
    return replace(user, profile=profile)


def user_party(user: User) -> Party:
    return Party(user.id, "User", user.login, user.display_name)


def idp_party(idp: IdentityProvider) -> Party:
    return Party(idp.id, "IdentityProvider", idp.name, idp.name)
