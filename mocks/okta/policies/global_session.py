"""The global session policy: who may begin a session, by what, and how long it lasts. Source: fact sheet 6.2."""

from typing import Annotated, Literal

import msgspec
from sqlalchemy import Connection

from mocks.okta.policies import PolicyType
from mocks.okta.policies._conditions import Asking, Conditions, complaints
from mocks.okta.policies._decision import Decision, first
from mocks.okta.policies._policy import ForGroups, body_complaints
from mocks.okta.policies._wire import Wire

NAME = "OKTA_SIGN_ON"
_NINETY_DAYS = 90 * 24 * 60
Minutes = Annotated[int, msgspec.Meta(ge=0, le=_NINETY_DAYS)]
SomeMinutes = Annotated[int, msgspec.Meta(ge=1, le=_NINETY_DAYS)]


class SessionTimes(Wire, frozen=True):
    """use_persistent_cookie: whether those who want it stay signed in after the browser was closed.

    max_session_idle_minutes: without being used; max_session_lifetime_minutes: however much it is used, 0 for no end.
    """

    use_persistent_cookie: bool = False
    max_session_idle_minutes: SomeMinutes = 120
    max_session_lifetime_minutes: Minutes = 0


class SignOn(Wire, frozen=True, omit_defaults=True):
    """factor_prompt_mode, factor_lifetime (in minutes), remember_device_by_default: of the second factor."""

    access: Literal["ALLOW", "DENY"]
    require_factor: bool | None = None
    primary_factor: Literal["PASSWORD_IDP", "PASSWORD_IDP_ANY_FACTOR"] | None = None
    factor_prompt_mode: Literal["DEVICE", "SESSION", "ALWAYS"] | None = None
    remember_device_by_default: bool | None = None
    factor_lifetime: Minutes | None = None
    session: SessionTimes | None = None

    @property
    def times(self) -> SessionTimes:
        return self.session or SessionTimes()


class Actions(Wire, frozen=True):
    signon: SignOn


class GlobalSessionRule(Wire, frozen=True):
    """As the API writes it."""

    actions: Actions
    conditions: Conditions | None = None


SessionDecision = Decision[ForGroups, GlobalSessionRule]


def decide(asking: Asking) -> SessionDecision | None:
    """Return what is decided about somebody's session; None where the org has no rule left that is for them."""
    return first(asking, NAME, ForGroups, GlobalSessionRule)


def _complaints(db: Connection, rule: GlobalSessionRule) -> list[str]:
    sign_on, found = rule.actions.signon, complaints(db, rule.conditions)
    times = sign_on.times
    if 0 < times.max_session_lifetime_minutes < times.max_session_idle_minutes:
        found.append("actions.signon.session: maxSessionIdleMinutes must not be above maxSessionLifetimeMinutes")
    if sign_on.require_factor and sign_on.factor_prompt_mode is None:
        found.append("actions.signon.factorPromptMode: The field cannot be left blank")
    return found


POLICY = PolicyType(NAME, "SIGN_ON", GlobalSessionRule, ForGroups, _complaints, body_complaints)
