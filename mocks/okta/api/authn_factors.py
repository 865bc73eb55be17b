"""A further proof on the way in: chosen, asked for, given; or set up first. Source: fact sheet 2.4 and 6.6."""

from collections.abc import Mapping
from typing import Any

import msgspec

from mocks.okta import authenticators
from mocks.okta.api._authn_answer import demanded, here, offers, shown
from mocks.okta.api._authn_call import advanced, current
from mocks.okta.api._call import Call
from mocks.okta.api._factor_proof import activation, asked, enrolled, given_proof, settle
from mocks.okta.api._route import PUBLIC, Api
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.authenticators import Enrollable, _enrolment, _remembered
from mocks.okta.authenticators._demand import Demand
from mocks.okta.authenticators._level import with_proof
from mocks.okta.authn import flow
from mocks.okta.authn.flow import Standing
from mocks.okta.authn.states import ACTIVATE, ENROLL, RESEND, RESEND_ACTIVATION, VERIFY, VERIFY_ANY, Status
from mocks.okta.directory import factors
from mocks.okta.directory.factors import Factor

bp = Api("authn_factors")
_STATE = "stateToken"
_OWN = (_STATE, "rememberDevice", "autoPush")
"""Members of a verification that are no part of the proof."""


class Enrolment(msgspec.Struct, rename="camel"):
    state_token: str
    factor_type: str
    provider: str = "OKTA"
    profile: dict[str, Any] | None = None


@bp.post("/authn/factors", PUBLIC)
def enrol(call: Call) -> dict[str, Any]:
    given = call.body(Enrolment)
    standing, at = current(call, given.state_token, ENROLL), here(call)
    kind = _offered(call, standing, given)
    factor = enrolled(at, standing.user, kind, given.profile or {})
    if factor.status is factors.Status.ACTIVE:
        return _set_up(call, standing, factor)
    told = {"activation": activation(call, at, standing.user, factor)}
    return _waiting(call, standing, factor, Status.MFA_ENROLL_ACTIVATE, told)


@bp.post("/authn/factors/<factor_id>/lifecycle/activate", PUBLIC)
def activate(call: Call, factor_id: str) -> dict[str, Any]:
    given = given_proof(call)
    standing = current(call, given.get(_STATE, ""), ACTIVATE)
    factor = _chosen(call, standing, factor_id)
    settle(_enrolment.activate(here(call), standing.user, factor, given))
    # What a key tells of itself came with the first proof.
    return _set_up(call, standing, factors.by_id(call.db, standing.user.id, factor.id) or factor)


@bp.post("/authn/factors/<factor_id>/lifecycle/resend", PUBLIC)
def resend_activation(call: Call, factor_id: str) -> dict[str, Any]:
    standing = current(call, given_proof(call).get(_STATE, ""), RESEND_ACTIVATION)
    factor = _chosen(call, standing, factor_id)
    activation(call, here(call), standing.user, factor)
    return _waiting(call, standing, factor, Status.MFA_ENROLL_ACTIVATE)


@bp.post("/authn/factors/<factor_id>/verify", PUBLIC)
def verify(call: Call, factor_id: str) -> dict[str, Any]:
    """Take a proof; without one, ask for it."""
    given = given_proof(call)
    standing = current(call, given.get(_STATE, ""), VERIFY_ANY, VERIFY)
    demand = _demand(call, standing)
    factor = next((one for one in demand.asked if one.id == factor_id), None)
    if factor is None:
        raise not_found(factor_id, "UserFactor")
    if not given.keys() - set(_OWN):
        return _challenge(call, standing, factor)
    settle(_enrolment.prove(here(call), standing.user, factor, given))
    if _wants_to_be_remembered(call) and standing.transaction.device and demand.trusts_device_for:
        device = standing.transaction.device
        _remembered.remember(call.unit, device, standing.user.id, demand.trusts_device_for)
    return _proven(call, standing, factor)


@bp.post("/authn/factors/<factor_id>/verify/resend", PUBLIC)
def resend(call: Call, factor_id: str) -> dict[str, Any]:
    standing = current(call, given_proof(call).get(_STATE, ""), RESEND)
    return _challenge(call, standing, _chosen(call, standing, factor_id))


def _challenge(call: Call, standing: Standing, factor: Factor) -> dict[str, Any]:
    told = asked(here(call), standing.user, factor, authenticators.of(factor).challenge)
    return _waiting(call, standing, factor, Status.MFA_CHALLENGE, {"challenge": told} if told else {})


def _waiting(
    call: Call, standing: Standing, factor: Factor, status: Status, told: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    transaction = msgspec.structs.replace(standing.transaction, factor_id=factor.id)
    return shown(call, flow.go(call.unit, transaction, standing.user, status, standing.token), told)


def _set_up(call: Call, standing: Standing, factor: Factor) -> dict[str, Any]:
    return _proven(call, standing, factor, has_enrolled=True)


def _proven(call: Call, standing: Standing, factor: Factor, *, has_enrolled: bool = False) -> dict[str, Any]:
    before = standing.transaction
    if before.proven is None:
        raise RuntimeError("a further proof follows a first")
    stronger = msgspec.structs.replace(
        before, proven=with_proof(before.proven, factor), factor_id="", has_enrolled=has_enrolled
    )
    return advanced(call, stronger, standing.user, standing.token)


def _demand(call: Call, standing: Standing) -> Demand:
    """Return what is still to be proven; raises E0000079 when that is nothing any more."""
    found = demanded(call, standing)
    if found is None:
        raise ApiError("E0000079")
    return found


def _offered(call: Call, standing: Standing, given: Enrolment) -> Enrollable:
    for kind in offers(call, standing):
        if (kind.factor_type, kind.provider) == (given.factor_type, given.provider):
            return kind
    raise invalid("factorType", f"factorType: {given.factor_type[:40]!r} is not offered")


def _chosen(call: Call, standing: Standing, id: str) -> Factor:
    """Return the factor that the transaction is about."""
    factor = factors.by_id(call.db, standing.user.id, id) if id == standing.transaction.factor_id else None
    if factor is None:
        raise not_found(id, "UserFactor")
    return factor


def _wants_to_be_remembered(call: Call) -> bool:
    return call.flag("rememberDevice", default=False) or call.json().get("rememberDevice") is True
