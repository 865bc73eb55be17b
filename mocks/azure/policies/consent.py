"""Consent: what an application asks for beyond what was granted, and who may grant it (fact sheet section 8)."""

from sqlalchemy import Connection

from mocks.azure.claims import GRAPH
from mocks.azure.directory import (
    app_lifecycle,
    app_registrations,
    permission_grants,
    role_assignments,
    service_principals,
)
from mocks.azure.directory.permission_grants import EVERYBODY
from mocks.azure.directory.users import User
from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError, Reason

FRIENDLY = {
    "openid": "Sign you in",
    "profile": "View your basic profile",
    "email": "View your email address",
    "offline_access": "Maintain access to data you have given it access to",
    "user.read": "Sign you in and read your profile",
    "user.readbasic.all": "Read all users' basic profiles",
    "user.read.all": "Read all users' full profiles",
    "user.readwrite.all": "Read and write all users' full profiles",
    "group.read.all": "Read all groups",
    "directory.read.all": "Read directory data",
    "auditlog.read.all": "Read audit log data",
}
_FOR_EVERYBODY_S_EYES = {"user.readbasic.all"}


def missing(unit: Unit, user: User, app_id: str, scope: tuple[str, ...]) -> list[str]:
    """Return the scopes that nobody has granted the application for this person."""
    granted = unit.once("consents", f"{user.tenant_id} {app_id} {user.id}", _granted)
    return [name for name in scope if not _covered(name.lower(), granted)]


def _covered(name: str, granted: frozenset[str]) -> bool:
    # `.default` asks for what the registration lists, and prompts only where nothing was granted yet.
    return bool(granted) if name.endswith(".default") else name in granted


def needs_administrator(scope: list[str]) -> bool:
    """Tell whether any of some scopes reaches beyond the person who signs in."""
    names = (name.lower() for name in scope)
    return any(name.endswith(".all") and name not in _FOR_EVERYBODY_S_EYES for name in names)


def is_administrator(unit: Unit, user: User) -> bool:
    return bool(unit.once("directory_roles", user.id, role_assignments.directory_roles))


def give(unit: Unit, user: User, app_id: str, scope: tuple[str, ...], *, for_everybody: bool) -> None:
    principal = EVERYBODY if for_everybody else user.id
    _know(unit, user.tenant_id, app_id)
    permission_grants.grant(unit.db, unit.runtime.ids.token(), user.tenant_id, app_id, principal, GRAPH, scope)


def _know(unit: Unit, tenant_id: str, app_id: str) -> None:
    """Let the tenant know an application that is used in it for the first time (fact sheet 8)."""
    app, now = app_registrations.anywhere(unit.db, app_id), unit.runtime.clock.now().timestamp()
    if app and service_principals.id_of(unit.db, tenant_id, app.app_id) is None:
        app_lifecycle.make_room(unit.db, tenant_id, app.app_id, now)
        named = (app.app_id, app.display_name)
        service_principals.meet(unit.db, tenant_id, named, app.tenant_id, unit.runtime.ids.guid(), now)


def refusal(app_id: str, error: str) -> OAuthError:
    """Return the error where no page can ask. error: `consent_required`, or `invalid_grant` at the token endpoint."""
    return OAuthError(error, Reason.CONSENT_REQUIRED, app_id, more={"suberror": "consent_required"})


def _granted(db: Connection, key: str) -> frozenset[str]:
    tenant_id, app_id, user_id = key.split(" ")
    return permission_grants.granted(db, tenant_id, app_id, user_id)
