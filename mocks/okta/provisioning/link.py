"""Which user an external identity is: the decision tree of fact sheet 3.4, rows 1 to 11."""

import re
from dataclasses import dataclass

from mocks.kit.prepared import Conflict
from mocks.kit.store import savepoint
from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError
from mocks.okta.directory import groups, links, users
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.directory.users import Status, User
from mocks.okta.idps import ExternalIdentity, type_of
from mocks.okta.provisioning import jit, mapping
from mocks.okta.provisioning.mapping import refusal


@dataclass(frozen=True, slots=True)
class Outcome:
    """The user who signs in, and how they were found: `linked`, `matched` or `created`."""

    user: User
    how: str


def admit(unit: Unit, idp: IdentityProvider, identity: ExternalIdentity) -> Outcome:
    """Find, link, create or refresh the user behind an external identity.

    Raises OAuthError with the internal reason when the provider's policy refuses; nothing is written then.
    """
    try:
        with savepoint(unit.db):
            return _decide(unit, idp, identity)
    except (OAuthError, Conflict):
        if links.user_of(unit.db, idp.id, identity.subject) is None:
            raise
    # Another sign-in of the same person may have been faster: what it wrote is found now.
    with savepoint(unit.db):
        return _decide(unit, idp, identity)


def _decide(unit: Unit, idp: IdentityProvider, identity: ExternalIdentity) -> Outcome:
    attributes = mapping.app_user(identity.claims, type_of(idp).external_names)
    linked = links.user_of(unit.db, idp.id, identity.subject)
    if linked is not None:
        user = users.by_id(unit.db, linked)
        if user is None:
            raise RuntimeError(f"the account link of {identity.subject} leads to no user")
        outcome = Outcome(user, "linked")
    else:
        outcome = _match_or_create(unit, idp, identity, attributes)
    user = _usable(unit, idp, outcome.user)
    return Outcome(jit.refresh(unit, idp, identity, user, attributes, new=outcome.how == "created"), outcome.how)


def _match_or_create(
    unit: Unit, idp: IdentityProvider, identity: ExternalIdentity, attributes: dict[str, object]
) -> Outcome:
    username = mapping.username(idp.policy.username_template, attributes)
    if idp.policy.username_filter and not re.fullmatch(idp.policy.username_filter, username, re.IGNORECASE):
        raise refusal("username_filtered", "The username is not one that this identity provider may vouch for.")
    found = _matches(unit, idp, username)
    if len(found) > 1:
        raise refusal("multiple_matching_users", "Could not match social profile to an Okta user.")
    if found:
        _check_link(unit, idp, found[0])
        return Outcome(jit.link(unit, idp, identity, _usable(unit, idp, found[0])), "matched")
    if idp.policy.provisioning == "DISABLED":
        raise refusal("jit_disabled", "User creation was disabled.")
    return Outcome(jit.create(unit, idp, identity, username, attributes), "created")


def _matches(unit: Unit, idp: IdentityProvider, username: str) -> list[User]:
    match idp.policy.match_type:
        case "CUSTOM_ATTRIBUTE":
            return users.by_attribute(unit.db, idp.policy.match_attribute or "", username)
        case "USERNAME":
            found = [users.by_login(unit.db, username)]
        case "EMAIL":
            return users.by_email(unit.db, username)
        case "USERNAME_OR_EMAIL":
            found = [users.by_login(unit.db, username), *users.by_email(unit.db, username)]
    return list({user.id: user for user in found if user}.values())


def _check_link(unit: Unit, idp: IdentityProvider, user: User) -> None:
    if idp.policy.account_link == "DISABLED":
        raise refusal("link_disabled", "User linking was disabled.")
    included = set(idp.policy.account_link_group_ids)
    if included and not included & groups.ids_of_user(unit.db, user.id):
        raise refusal("link_denied_group", "The user is in none of the groups that may be linked.")
    if user.id in idp.policy.account_link_excluded_user_ids:
        raise refusal("link_denied_user", "The user is excluded from linking.")
    if links.is_linked(unit.db, idp.id, user.id):
        raise refusal("link_failure", "The user is linked to another account of this identity provider.")


def _usable(unit: Unit, idp: IdentityProvider, user: User) -> User:
    """Apply the provider's reactivation conditions; refuse a user whose status does not allow signing in."""
    if user.status in (Status.ACTIVE, Status.STAGED, Status.PROVISIONED):
        return user if user.status is Status.ACTIVE else jit.activate(unit, user)
    if user.status is Status.DEPROVISIONED and idp.policy.deprovisioned == "REACTIVATE":
        return jit.activate(unit, user, event="user.lifecycle.reactivate")
    if user.status is Status.SUSPENDED and idp.policy.suspended == "UNSUSPEND":
        return jit.activate(unit, user, event="user.lifecycle.unsuspend")
    if user.status is Status.PASSWORD_EXPIRED:
        raise refusal("password_expired", "The password of the user has expired.")
    raise refusal("invalid_user_status_error", "User status is invalid.")
