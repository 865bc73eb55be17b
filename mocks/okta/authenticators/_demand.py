"""Whether a person owes a further proof, and by which authenticators they can give it.

They set up their first authenticator after one proof, and any other after two: else whoever knows a password could add
one. The same for every way in: pages of a sign-in and `/api/v1/authn`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Authentication
from mocks.okta import authenticators
from mocks.okta.authenticators import Enrollable, Here, _enrolment
from mocks.okta.authenticators._level import MFA, Level, asked_for
from mocks.okta.directory.factors import Factor
from mocks.okta.directory.users import User
from mocks.okta.policies import _assurance
from mocks.okta.policies._assurance import Assurance, Enroll, Prompt

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Demand:
    """asked: what the person can prove themselves with. offered: what they are to set up, when there is nothing."""

    user: User
    assurance: Assurance
    asked: tuple[Factor, ...] = ()
    offered: tuple[Enrollable, ...] = ()

    @property
    def trusts_device_for(self) -> timedelta | None:
        """Return how long a device can be told from others, so that it is not asked there again; None for not at all.

        Where the policy asks once a device, there is no end to it but that of the browser's cookie.
        """
        match self.assurance.prompt:
            case Prompt.ALWAYS:
                return None
            case Prompt.DEVICE:
                return A_YEAR
            case Prompt.SESSION:
                return self.assurance.remembered_for or None


def of(
    at: Here,
    user: User,
    client_id: str,
    proven: Authentication,
    acr_values: Sequence[str] = (),
    remembered: Callable[[], bool] = lambda: False,
) -> Demand | None:
    """Return what a person has yet to prove or to set up; None when nothing is missing.

    remembered: whether their device stands for the proof that a policy wants. Raises OAuthError(access_denied) when
    they can neither prove nor set up what it takes.
    """
    level = Level(_assurance.demanded(at.unit, client_id, proven), asked_for(acr_values))
    missing = not level.is_met(proven.amr) and not _is_excused(level, proven, remembered)
    required = _unmet_enrolment(at, user)
    return _demand(at, user, proven, level, missing=missing, required=required) if missing or required else None


def _is_excused(level: Level, proven: Authentication, remembered: Callable[[], bool]) -> bool:
    """Tell whether the device stands for the proof; an application that asks for one itself gets it."""
    if level.assurance.prompt is Prompt.ALWAYS or not level.satisfies_request(proven.amr):
        return False
    return remembered()


def _demand(
    at: Here,
    user: User,
    proven: Authentication,
    level: Level,
    *,
    missing: bool,
    required: tuple[Enrollable, ...],
) -> Demand | None:
    mine = tuple(_enrolment.usable(at, user.id))
    suitable = tuple(factor for factor in mine if level.can_be_met_by(factor))
    if missing and suitable:
        return Demand(user, level.assurance, asked=suitable)
    if not required and level.if_possible and level.satisfies_policy(proven.amr):
        return None
    if mine and MFA not in proven.amr:
        return Demand(user, level.assurance, asked=mine)
    offered = required or tuple(kind for kind in _allowed(at, user) if level.suits(kind))
    if not offered:
        raise OAuthError("access_denied", Reason.NO_AUTHENTICATOR)
    return Demand(user, level.assurance, offered=offered)


def further(at: Here, user: User) -> tuple[Enrollable, ...]:
    """Return what a person may set up beside what they have."""
    mine = {factor.authenticator for factor in _enrolment.usable(at, user.id)}
    return tuple(kind for kind in _allowed(at, user) if kind.name not in mine)


def _allowed(at: Here, user: User) -> list[Enrollable]:
    """Return what the person may set up; what the policy wants comes first."""
    rules = {kind: _assurance.enrolment(at.unit, user.id, kind.name) for kind in _enrolment.offered(at)}
    allowed = [kind for kind, rule in rules.items() if rule is not Enroll.NOT_ALLOWED]
    return sorted(allowed, key=lambda kind: rules[kind] is not Enroll.REQUIRED)


def _unmet_enrolment(at: Here, user: User) -> tuple[Enrollable, ...]:
    """Return what the policy wants everybody to set up and this person has not."""
    kinds = authenticators.with_factors().values()
    required = [kind for kind in kinds if _assurance.enrolment(at.unit, user.id, kind.name) is Enroll.REQUIRED]
    if not required:
        return ()
    switched_on, mine = _enrolment.offered(at), {factor.authenticator for factor in _enrolment.usable(at, user.id)}
    return tuple(kind for kind in required if kind in switched_on and kind.name not in mine)
