"""Registration of new orgs, as the Okta CLI asks for them. Source: fact sheet 10.2, `register`.

Served by the default org for the whole service. The person becomes the new org's administrator, without a password
until they follow the link of their invitation.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import msgspec
from flask import Flask, current_app

from mocks.kit.artifacts import ArtifactGone, Kind
from mocks.kit.web import Unit
from mocks.okta.api._call import Call
from mocks.okta.api._route import PUBLIC, Api
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import api_tokens, orgs, users
from mocks.okta.directory.users import User
from mocks.okta.ids import okta_id
from mocks.okta.orgs import Orgs
from mocks.okta.provisioning.invitations import Purpose, invite_by_mail
from mocks.okta.seed import OktaSeed, UserSeed

bp = Api("registration")
_LIFETIME = timedelta(hours=1)
_TOKEN_NAME = "Okta CLI"  # noqa: S105 (what it is called)


class Registered(msgspec.Struct, frozen=True):
    """An org whose API token nobody has fetched yet."""

    label: str
    login: str


_REGISTERED = Kind("registered_org", Registered)


class ProfileInput(msgspec.Struct, rename="camel"):
    email: str
    first_name: str
    last_name: str


class RegistrationInput(msgspec.Struct, rename="camel"):
    user_profile: ProfileInput


@bp.post("//api/v1/registration/<id>/register", PUBLIC)
def register(call: Call, id: str) -> dict[str, str]:  # noqa: ARG001 (of a form of the real service; the lab has one)
    """Found an org with one administrator."""
    service, profile = _orgs(), call.body(RegistrationInput).user_profile
    if "@" not in profile.email.strip("@"):
        raise invalid("email", "email: does not match the pattern of an e-mail address")
    label = _free_label(call)
    # Making an org's keys takes a while; nobody waits for the default org's database meanwhile.
    call.unit.commit()
    names = profile.first_name, profile.last_name
    person = UserSeed(profile.email, *names, administrator=True)
    _invite(service.app(label, OktaSeed(label, users=[person])), service.url(label), profile.email)
    orgs.add(call.db, label, call.now)
    token = call.unit.artifacts.put(_REGISTERED, Registered(label, profile.email), _LIFETIME)
    return {"developerOrgCliToken": token}


@bp.get("//api/internal/v1/developer/redeem/<token>", PUBLIC)
def redeem(call: Call, token: str) -> dict[str, str]:
    """Return where the org is, with a token for its API: once."""
    service = _orgs()
    try:
        registered = call.unit.artifacts.consume(_REGISTERED, token).payload
    except ArtifactGone as error:
        raise ApiError("E0000007", token) from error
    value = api_tokens.new_value(call.unit.runtime.ids)
    with _working_in(service.app(registered.label)) as org:
        owner = _founder(org, registered.login)
        api_tokens.add(org.db, okta_id(call.unit.runtime.ids, "00T"), _TOKEN_NAME, owner.id, value, call.now)
    return {"status": "ACTIVE", "orgUrl": service.url(registered.label), "apiToken": value}


def _invite(app: Flask, public_url: str, login: str) -> None:
    """Let the founder choose a password."""
    with _working_in(app) as org:
        invite_by_mail(org, public_url, _founder(org, login).id, login, Purpose.ACTIVATION)


@contextmanager
def _working_in(app: Flask) -> Iterator[Unit]:
    """Do something in another org than the one that was called."""
    here: Unit = app.extensions["open_unit"]()
    try:
        yield here
    except BaseException:
        here.abandon()
        raise
    here.close()


def _founder(org: Unit, login: str) -> User:
    found = users.by_login(org.db, login)
    if found is None:
        raise not_found(login, "User")
    return found


def _orgs() -> Orgs:
    """Return the service's orgs; raises E0000008 at an org that is not the default one."""
    service: Orgs | None = current_app.extensions.get("orgs")
    if service is None:
        raise ApiError("E0000008")
    return service


def _free_label(call: Call) -> str:
    while True:
        label = f"dev-{int(call.unit.runtime.ids.guid()[:8], 16) % 10**8:08}"
        if not orgs.is_known(call.db, label):
            return label
