"""Authentication policies: how surely an application wants to know who it is. Source: fact sheet 6.3.

Each application has one of them, the default policy unless another was given to it.
"""

from datetime import timedelta
from typing import Literal

from sqlalchemy import Connection

from mocks.kit.web import Unit
from mocks.okta.directory.rules_in_force import InForce, in_force
from mocks.okta.policies import PolicyType
from mocks.okta.policies._conditions import Asking, Conditions, complaints
from mocks.okta.policies._decision import Decision, first
from mocks.okta.policies._durations import duration
from mocks.okta.policies._policy import ForGroups, body_complaints
from mocks.okta.policies._wire import Wire

NAME = "ACCESS_POLICY"
Wanted = Literal["REQUIRED", "OPTIONAL"]


class Knowledge(Wire, frozen=True, omit_defaults=True):
    """Something that the person knows."""

    types: tuple[Literal["password", "security_question"], ...] = ()
    reauthenticate_in: str | None = None
    required: bool | None = None


class Possession(Wire, frozen=True, omit_defaults=True):
    """Something that the person has."""

    types: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    device_bound: Wanted | None = None
    hardware_protection: Wanted | None = None
    phishing_resistant: Wanted | None = None
    user_presence: Wanted | None = None
    user_verification: Wanted | None = None
    reauthenticate_in: str | None = None
    required: bool | None = None


class Constraint(Wire, frozen=True, omit_defaults=True):
    knowledge: Knowledge | None = None
    possession: Possession | None = None


class VerificationMethod(Wire, frozen=True, omit_defaults=True):
    """reauthenticate_in: ISO 8601, `PT0S` for each time; constraints: one of them must be met."""

    type: Literal["ASSURANCE"]
    factor_mode: Literal["1FA", "2FA"] | None = None
    reauthenticate_in: str | None = None
    inactivity_period: str | None = None
    constraints: tuple[Constraint, ...] = ()


class AppSignOn(Wire, frozen=True, omit_defaults=True):
    access: Literal["ALLOW", "DENY"]
    verification_method: VerificationMethod | None = None


class Actions(Wire, frozen=True):
    app_sign_on: AppSignOn


class AuthenticationRule(Wire, frozen=True):
    """As the API writes it."""

    actions: Actions
    conditions: Conditions | None = None

    @property
    def factors(self) -> Literal[1, 2]:
        """Two unless one was said to be enough, as Okta has it."""
        method = self.actions.app_sign_on.verification_method
        return 1 if method is None or method.factor_mode == "1FA" else 2

    @property
    def possession(self) -> bool:
        """Whether every constraint, of which one must be met, asks for something that the person has."""
        method = self.actions.app_sign_on.verification_method
        wanted = [constraint.possession for constraint in method.constraints] if method else []
        return bool(wanted) and all(one is not None and one.required is not False for one in wanted)

    @property
    def reauthenticate_after(self) -> timedelta | None:
        """How old the sign-in may be; None for any age. The least that any part of the rule says."""
        method = self.actions.app_sign_on.verification_method
        found = [duration(text) for text in _periods(method)] if method else []
        return min(found, default=None)

    @property
    def inactivity(self) -> timedelta | None:
        """How long the session may have gone unused; None for any time."""
        method = self.actions.app_sign_on.verification_method
        return duration(method.inactivity_period) if method and method.inactivity_period else None


AppDecision = Decision[ForGroups, AuthenticationRule]


def decide(asking: Asking, policy_id: str | None) -> AppDecision | None:
    """Return what an application's policy decides about somebody; None where no rule of it is in force.

    policy_id: None for the default policy.
    """

    def asked(found: InForce) -> bool:
        return found.policy_id == policy_id if policy_id else found.policy_system

    return first(asking, NAME, ForGroups, AuthenticationRule, asked)


def default_id(unit: Unit) -> str:
    """Return the id of the policy that applications have unless another was given to them."""
    return next(found.policy_id for found in in_force(unit, NAME) if found.policy_system)


def _periods(method: VerificationMethod) -> list[str]:
    parts = [part for one in method.constraints for part in (one.knowledge, one.possession) if part]
    return [text for text in (method.reauthenticate_in, *(part.reauthenticate_in for part in parts)) if text]


def _complaints(db: Connection, rule: AuthenticationRule) -> list[str]:
    found, sign_on = complaints(db, rule.conditions), rule.actions.app_sign_on
    method = sign_on.verification_method
    if method is None:
        return found
    for text in (*_periods(method), *([method.inactivity_period] if method.inactivity_period else [])):
        try:
            duration(text)
        except ValueError as error:
            found.append(f"actions.appSignOn.verificationMethod.reauthenticateIn: {error}")
    return found


ONE_FACTOR = AuthenticationRule(Actions(AppSignOn("ALLOW", VerificationMethod("ASSURANCE", "1FA"))))
CATCH_ALL = "Catch-all Rule", ONE_FACTOR
"""Lets in whoever has a session, however old: what a policy comes with."""
LAST = 99
"""The priority of that rule, whatever comes before it."""

POLICY = PolicyType(
    NAME,
    NAME,
    AuthenticationRule,
    ForGroups,
    _complaints,
    body_complaints,
    ordered=False,
    last_rule=CATCH_ALL,
)
