"""A decided import result: the person becomes a new user, or the user they were matched with."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from mocks.kit.web import Unit
from mocks.okta.directory import groups, imports, system_log, users
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.directory.imports import Decision, ImportedUser
from mocks.okta.directory.users import Provider, Status, User
from mocks.okta.ids import okta_id
from mocks.okta.provisioning import rules
from mocks.okta.provisioning.imports import sourcing, twins
from mocks.okta.provisioning.imports.parties import source_party
from mocks.okta.provisioning.jit import user_party

_PROVIDERS = {
    "DELEGATED": Provider.ACTIVE_DIRECTORY,
    "FEDERATED": Provider.FEDERATION,
    "OKTA": Provider.OKTA,
}


def create(unit: Unit, source: IdentitySource, told: ImportedUser, attributes: Mapping[str, str]) -> User:
    """Make the user; raises Conflict when somebody has the login.

    Whoever needs a password of their own waits for it as PROVISIONED; whoever is not to be activated stays STAGED.
    """
    status = Status.PROVISIONED if source.credential == "OKTA" else Status.ACTIVE
    if not source.confirmation.activate:
        status = Status.STAGED
    user = User(okta_id(unit.runtime.ids, "00u"), status, dict(attributes), None, _PROVIDERS[source.credential])
    users.add(unit.db, user, unit.runtime.clock.now())
    groups.add_member(unit.db, _everyone(unit), user.id)
    _keep(unit, source, told, user)
    system_log.record(unit, "system.import.user.create", source_party(source), [user_party(user)])
    rules.apply(unit, user)
    return user


def link(unit: Unit, source: IdentitySource, told: ImportedUser, user: User, attributes: Mapping[str, str]) -> None:
    """Tie the person to a user who was here before; a delegated source checks their password from now on."""
    _keep(unit, source, told, user)
    if source.credential == "DELEGATED":
        now, provider = unit.runtime.clock.now(), Provider.ACTIVE_DIRECTORY
        users.set_credentials(unit.db, user.id, password_hash=None, provider=provider, now=now)
    if source.profile_source:
        update(unit, source, user, attributes)
    system_log.record(unit, "system.import.user.match", source_party(source), [user_party(user)])


def update(unit: Unit, source: IdentitySource, user: User, attributes: Mapping[str, str]) -> bool:
    """Write what the source says of a user, attributes of a source with precedence apart; tell what changed."""
    owned = sourcing.owned(unit.db, user.id, below=source)
    profile: dict[str, Any] = {**user.profile, **{n: it for n, it in attributes.items() if n not in owned}}
    if profile == user.profile:
        return False
    holder = users.by_login(unit.db, str(profile["login"]))
    if holder and holder.id != user.id:
        profile["login"] = user.login
    users.update_profile(unit.db, user.id, profile, unit.runtime.clock.now())
    rules.apply(unit, replace(user, profile=profile))
    return True


def change_credential(db: Connection, source: IdentitySource) -> None:
    """Let somebody else check the passwords of the source's people; whoever has one here already keeps it."""
    if source.credential != "OKTA":
        imports.set_provider(db, source.id, _PROVIDERS[source.credential])


def _keep(unit: Unit, source: IdentitySource, told: ImportedUser, user: User) -> None:
    now = unit.runtime.clock.now().timestamp()
    decided = replace(told, decision=Decision.CONFIRMED, user_id=user.id, reason="", last_updated=now)
    imports.replace(unit.db, decided)
    twins.admit(unit.db, told.source_id, told.external_id, user.id)
    for group_id in source.group_ids:
        twins.join(unit.db, group_id, user.id)


def _everyone(unit: Unit) -> str:
    return unit.once("group", groups.EVERYONE, groups.id_of)
