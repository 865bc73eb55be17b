"""Consent: what an application asks for beyond what was granted, and who may grant it (fact sheet section 8)."""

from collections.abc import Iterable

from sqlalchemy import Connection

from mocks.azure import delegated
from mocks.azure.claims import GRAPH
from mocks.azure.delegated import DEFAULT, Permission
from mocks.azure.directory import (
    app_lifecycle,
    app_registrations,
    permission_grants,
    role_assignments,
    service_principals,
)
from mocks.azure.directory.permission_grants import EVERYBODY, Granted
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
_FAR_REACHING = (".all", ".conditionalaccess")
_FOR_EVERYBODY_S_EYES = {"user.readbasic.all"}


def friendly(unit: Unit, one: Permission) -> str:
    """Return what a page calls a permission."""
    if one.resource == GRAPH:
        return FRIENDLY.get(one.name.lower(), one.sent)
    offer = delegated.offered(delegated.registration(unit, one.resource), one.name)
    named = (offer.user_consent_display_name or offer.admin_consent_display_name) if offer else None
    return named or one.sent


def missing(unit: Unit, user: User, app_id: str, wanted: Iterable[Permission]) -> list[str]:
    """Return the permissions that nobody has granted the application for this person, as they were asked for."""
    known = granted(unit, user, app_id)
    return [one.sent for one in wanted if not (_covered(one, known) or _pre_authorized(unit, one, app_id))]


def granted(unit: Unit, user: User, app_id: str) -> Granted:
    """Return what an application may do for a person."""
    return unit.once("consents", f"{user.tenant_id} {app_id} {user.id}", _granted)


def _covered(one: Permission, granted: Granted) -> bool:
    # `.default` asks for what the registration lists, and prompts only where nothing was granted yet.
    here = granted.get(one.resource, {})
    return bool(here) if one.name == DEFAULT else one.name.lower() in here


def _pre_authorized(unit: Unit, one: Permission, app_id: str) -> bool:
    """Tell whether an API lets an application call it without anybody's consent."""
    api = delegated.registration(unit, one.resource)
    offer = delegated.offered(api, one.name)
    if api is None or offer is None:
        return False
    trusted = api.settings.api.pre_authorized_applications
    return any(app.app_id.lower() == app_id and offer.id in app.delegated_permission_ids for app in trusted)


def needs_administrator(unit: Unit, wanted: Iterable[Permission]) -> bool:
    """Tell whether any of some permissions reaches beyond the person who signs in."""
    return any(_reaches_beyond(unit, one) for one in wanted)


def _reaches_beyond(unit: Unit, one: Permission) -> bool:
    if one.resource != GRAPH:
        offer = delegated.offered(delegated.registration(unit, one.resource), one.name)
        return offer is not None and offer.type == "Admin"
    name = one.name.lower()
    return name.endswith(_FAR_REACHING) and name not in _FOR_EVERYBODY_S_EYES


def is_administrator(unit: Unit, user: User) -> bool:
    return bool(unit.once("directory_roles", user.id, role_assignments.directory_roles))


def give(unit: Unit, user: User, app_id: str, wanted: tuple[Permission, ...], *, for_everybody: bool) -> None:
    """Write down what was consented to, for each resource by itself."""
    principal = EVERYBODY if for_everybody else user.id
    _know(unit, user.tenant_id, app_id)
    for resource in dict.fromkeys(one.resource for one in wanted):
        names = _names(unit, app_id, [one for one in wanted if one.resource == resource])
        if names:
            id = unit.runtime.ids.token()
            permission_grants.grant(unit.db, id, user.tenant_id, app_id, principal, resource, names)


def _names(unit: Unit, app_id: str, wanted: list[Permission]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for one in wanted:
        app = delegated.registration(unit, app_id) if one.name == DEFAULT else None
        offers = delegated.offers_of(unit, one.resource) if app else ()
        names |= dict.fromkeys(delegated.listed(app, one.resource, offers) if app else (one.name,))
    return tuple(names)


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


def _granted(db: Connection, key: str) -> Granted:
    tenant_id, app_id, user_id = key.split(" ")
    return permission_grants.granted(db, tenant_id, app_id, user_id)
