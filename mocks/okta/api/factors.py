"""What a person has set up to prove who they are: set up, proven, removed. Source: fact sheet 6.6."""

from typing import Any

import msgspec
from flask import Response

from mocks.kit.qr_code import png
from mocks.oauth.session import SESSION
from mocks.okta import authenticators
from mocks.okta.api._call import Call
from mocks.okta.api._factor_object import shown
from mocks.okta.api._factor_owner import MANAGE, READ, here, owner
from mocks.okta.api._factor_proof import QR_CODE, activation, asked, enrolled, given_proof, settle
from mocks.okta.api._route import PUBLIC, SELF, Api
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.authenticators import Enrollable, Here, Verdict, _enrolment
from mocks.okta.authenticators._totp import account_uri
from mocks.okta.directory import factors
from mocks.okta.directory.factors import Factor, Status
from mocks.okta.directory.users import User
from mocks.okta.policies import _assurance
from mocks.okta.policies._assurance import Enroll
from mocks.okta.provisioning.jit import user_party

bp = Api("factors")


class FactorInput(msgspec.Struct, rename="camel"):
    """What is sent to set an authenticator up."""

    factor_type: str
    provider: str = "OKTA"
    profile: dict[str, Any] = {}


@bp.get("/users/<id>/factors", SELF)
def every(call: Call, id: str) -> list[dict[str, Any]]:
    return [shown(call, factor) for factor in factors.of_user(call.db, owner(call, id, READ).id)]


@bp.post("/users/<id>/factors", SELF)
def enrol(call: Call, id: str) -> dict[str, Any]:
    user, given, at = _changed(call, id), call.body(FactorInput), here(call)
    kind = _kind(at, given)
    if not call.principal.may(MANAGE) and _assurance.enrolment(call.unit, user.id, kind.name) is Enroll.NOT_ALLOWED:
        raise ApiError("E0000006")
    # An administrator's word is enough for an address; whoever has an app or a key has to show it.
    trusted = kind.sends and call.flag("activate", default=False) and call.principal.may(MANAGE)
    factor = enrolled(at, user, kind, given.profile, trusted=trusted)
    return shown(call, factor, activation(call, at, user, factor) if factor.status is Status.PENDING else None)


@bp.get("/users/<id>/factors/<factor_id>", SELF)
def one(call: Call, id: str, factor_id: str) -> dict[str, Any]:
    return shown(call, _named(call, owner(call, id, READ), factor_id))


@bp.delete("/users/<id>/factors/<factor_id>", SELF)
def delete(call: Call, id: str, factor_id: str) -> None:
    user = _changed(call, id)
    _enrolment.remove(here(call), user, _named(call, user, factor_id))


@bp.post("/users/<id>/factors/<factor_id>/lifecycle/activate", SELF)
def activate(call: Call, id: str, factor_id: str) -> dict[str, Any]:
    user = owner(call, id, MANAGE)
    factor = _named(call, user, factor_id)
    if factor.status is Status.ACTIVE:
        raise ApiError("E0000038")
    settle(_enrolment.activate(here(call), user, factor, given_proof(call)))
    return shown(call, _named(call, user, factor.id))


@bp.post("/users/<id>/factors/<factor_id>/verify", SELF)
def verify(call: Call, id: str, factor_id: str) -> dict[str, Any]:
    """Take a proof; an empty body asks for a challenge where the authenticator has one."""
    user = owner(call, id, MANAGE)
    factor = _named(call, user, factor_id)
    if factor not in _enrolment.usable(here(call), user.id):
        raise ApiError("E0000038")
    given = given_proof(call) if call.request.content_length else {}
    if not given:
        return _challenge(call, user, factor)
    settle(_enrolment.prove(here(call), user, factor, given))
    return {"factorResult": Verdict.SUCCESS}


@bp.post("/users/<id>/factors/<factor_id>/resend", SELF)
def resend(call: Call, id: str, factor_id: str) -> dict[str, Any]:
    user = owner(call, id, MANAGE)
    factor = _named(call, user, factor_id)
    _challenge(call, user, factor)
    return shown(call, factor)


@bp.post("/users/<id>/lifecycle/reset_factors", MANAGE)
def reset(call: Call, id: str) -> dict[str, Any]:
    """Let the person begin anew: everything they have set up is gone."""
    user = owner(call, id, MANAGE)
    factors.remove_of(call.db, user.id)
    call.unit.artifacts.drop_family(_enrolment.browsers_of(user.id))
    call.record("user.mfa.factor.reset_all", [user_party(user)])
    return {}


@bp.get("/users/<id>/factors/<factor_id>/qr/<token>", PUBLIC)
def qr_code(call: Call, id: str, factor_id: str, token: str) -> Response:
    """Draw the QR code of a factor that is being set up. token: told to whoever began that."""
    kept = call.unit.artifacts.get(QR_CODE, token)
    factor = factors.by_id(call.db, id, factor_id) if kept and kept.payload == factor_id else None
    if factor is None or factor.status is Status.ACTIVE:
        raise not_found(factor_id, "UserFactor")
    at = Here(call.unit, call.server.public_url, call.server.display_name)
    return Response(png(account_uri(at, factor)), mimetype="image/png")


def _changed(call: Call, id: str) -> User:
    """Return whose factors are to change. A session without a second proof may set up the first factor, no other."""
    user, principal = owner(call, id, MANAGE), call.principal
    session = call.unit.artifacts.get(SESSION, principal.session_id) if principal.session_id else None
    weak = session is not None and "mfa" not in session.payload.authentication.amr
    if weak and user.id == principal.user_id and _enrolment.usable(here(call), user.id):
        raise ApiError("E0000006")
    return user


def _named(call: Call, user: User, id: str) -> Factor:
    factor = factors.by_id(call.db, user.id, id)
    if factor is None:
        raise not_found(id, "UserFactor")
    return factor


def _kind(at: Here, given: FactorInput) -> Enrollable:
    wanted = given.factor_type, given.provider
    for kind in _enrolment.offered(at):
        if (kind.factor_type, kind.provider) == wanted:
            return kind
    raise invalid("factorType", f"factorType: {given.factor_type[:40]!r} of {given.provider[:40]!r} is not offered")


def _challenge(call: Call, user: User, factor: Factor) -> dict[str, Any]:
    challenge = asked(here(call), user, factor, authenticators.of(factor).challenge)
    answer = {"factorResult": "CHALLENGE", "profile": dict(factor.profile), "_links": shown(call, factor)["_links"]}
    return answer | ({"_embedded": {"challenge": challenge}} if challenge else {})
