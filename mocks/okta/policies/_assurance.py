"""How sure the org must be of a person: what its policies demand of a sign-in, as the steps ask it.

Source: fact sheet 6.2 and 6.3.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from mocks.kit.web import Unit
from mocks.oauth.model import Authentication
from mocks.okta.policies import enrollment
from mocks.okta.policies._conditions import Asking
from mocks.okta.policies._sign_on import evaluate

_REMEMBERED_FOR = timedelta(minutes=15)


class Prompt(StrEnum):
    """How often a second proof is asked for: once a device, once a session, at each sign-in."""

    DEVICE = "DEVICE"
    SESSION = "SESSION"
    ALWAYS = "ALWAYS"


class Enroll(StrEnum):
    """Whether a person sets an authenticator up."""

    NOT_ALLOWED = "NOT_ALLOWED"
    OPTIONAL = "OPTIONAL"
    REQUIRED = "REQUIRED"


@dataclass(frozen=True, slots=True)
class Assurance:
    """What a sign-in has to prove, and the name of the rule that says so.

    possession: one of the factors is something that the person has. reauthenticate_after: how old the sign-in may
    be, None for any age. remembered_for: how long a device is trusted where it is asked once a device.
    """

    reason: str
    factors: Literal[1, 2] = 1
    possession: bool = False
    reauthenticate_after: timedelta | None = None
    prompt: Prompt = Prompt.SESSION
    remembered_for: timedelta = _REMEMBERED_FOR
    remember_by_default: bool = False


def demanded(unit: Unit, client_id: str, authentication: Authentication) -> Assurance:
    """Return what the org demands of a person who has given a first proof, for one application.

    Whether they are let in at all is decided elsewhere: see `signin/sign_on_policy.py`.
    """
    verdict = evaluate(unit, client_id, authentication)
    on_session = verdict.session.rule.actions.signon if verdict.session else None
    by_app = verdict.app.rule if verdict.app else None
    required = bool(on_session and on_session.require_factor)
    lifetime = on_session.factor_lifetime if on_session else None
    return Assurance(
        verdict.reason,
        2 if required or (by_app and by_app.factors == 2) else 1,
        bool(by_app and by_app.possession),
        verdict.reauthenticate_after,
        Prompt((on_session and on_session.factor_prompt_mode) or Prompt.SESSION),
        _REMEMBERED_FOR if lifetime is None else timedelta(minutes=lifetime),
        bool(on_session and on_session.remember_device_by_default),
    )


def enrolment(unit: Unit, user_id: str, key: str) -> Enroll:
    """Tell whether a person sets an authenticator up. key: of the authenticator, such as `google_otp`."""
    decision = unit.once("enrolment", user_id, lambda *_: enrollment.decide(Asking(unit, user_id)))
    if decision is None or decision.rule.actions.enroll.self == "NEVER":
        return Enroll.NOT_ALLOWED
    listed: dict[str, str] = {one.key: one.enroll.self for one in decision.policy.settings.authenticators}
    wanted = Enroll(listed.get(key, Enroll.NOT_ALLOWED))
    if wanted is Enroll.REQUIRED and decision.rule.actions.enroll.self == "CHALLENGE":
        # It has to be set up, yet not before something is asked for.
        return Enroll.OPTIONAL
    return wanted
