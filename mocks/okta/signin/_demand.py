"""Whether a sign-in needs a further proof, and by which authenticators it can be given.

The policies say how sure the org must be; `acr_values` of the request may ask for more (fact sheet 1.5). A person sets
up their first authenticator after one proof, and any other after two: else whoever knows a password could add one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mocks.oauth import parameters
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Authentication
from mocks.oauth.signin import Attempt
from mocks.okta import authenticators
from mocks.okta.authenticators import Authenticator, Here, _enrolment
from mocks.okta.directory import users
from mocks.okta.directory.factors import Factor
from mocks.okta.directory.users import User
from mocks.okta.policies import _assurance
from mocks.okta.policies._assurance import Assurance, Enroll, Prompt
from mocks.okta.signin import _remembered

MFA = "mfa"
_IF_POSSIBLE, _RESISTANT, _HARDWARE = "urn:okta:loa:2fa:any:ifpossible", "phr", "phrh"
_ANY_TWO = frozenset({MFA})
_KEYS = frozenset({"hwk", "swk"})
_POSSESSED = _KEYS | {"otp", "email", "sms", "tel", "sc", "pop"}
_ASKED: dict[str, frozenset[str] | None] = {
    "urn:okta:loa:1fa:any": None,
    "urn:okta:loa:1fa:pwd": None,
    "urn:okta:loa:2fa:any": _ANY_TWO,
    _IF_POSSIBLE: _ANY_TWO,
    _RESISTANT: _KEYS,
    _HARDWARE: frozenset({"hwk"}),
}
"""What each value of `acr_values` wants to see one of in `amr`; None: whatever there is will do."""


@dataclass(frozen=True, slots=True)
class Demand:
    """asked: what the person can prove themselves with. offered: what they are to set up, when there is nothing."""

    user: User
    assurance: Assurance
    asked: tuple[Factor, ...] = ()
    offered: tuple[Authenticator, ...] = ()


@dataclass(frozen=True, slots=True)
class _Level:
    """What policies and request ask for together."""

    assurance: Assurance
    acr: str

    def is_met(self, amr: Iterable[str]) -> bool:
        return self.satisfies_policy(amr) and self.satisfies_request(amr)

    def satisfies_policy(self, amr: Iterable[str]) -> bool:
        given, wanted = frozenset(amr), self.assurance
        if wanted.factors == 2 and MFA not in given:
            return False
        # A provider that says `mfa` vouches for more than what people know.
        return not wanted.possession or bool(given & _POSSESSED) or (MFA in given and "kba" not in given)

    def satisfies_request(self, amr: Iterable[str]) -> bool:
        wanted = _ASKED.get(self.acr)
        return wanted is None or not wanted.isdisjoint(amr)

    def suits(self, kind: Authenticator) -> bool:
        if self.acr in (_RESISTANT, _HARDWARE):
            return kind.phishing_resistant
        return kind.possession or not self.assurance.possession

    def can_be_met_by(self, factor: Factor) -> bool:
        kind = authenticators.of(factor)
        return self.suits(kind) and (self.acr != _HARDWARE or "hwk" in kind.amr(factor))


def here(attempt: Attempt) -> Here:
    return Here(attempt.unit, attempt.server.public_url, attempt.server.display_name)


def of(attempt: Attempt) -> Demand | None:
    """Return what the person has yet to prove or to set up; None when nothing is missing.

    Raises OAuthError(access_denied) when they can neither.
    """
    proven = attempt.signin.authentication
    user = attempt.unit.once("user", proven.user_id, users.by_id) if proven else None
    if user is None or proven is None:
        return None
    wanted = parameters.words(attempt.signin.request.extra.get("acr_values"))
    acr = next((value for value in wanted if value in _ASKED), "")
    level = _Level(_assurance.demanded(attempt.unit, attempt.signin.request.client_id, proven), acr)
    missing = not level.is_met(proven.amr) and not _is_excused(attempt, level, proven)
    required = _unmet_enrolment(attempt, user)
    return _demand(attempt, user, level, missing=missing, required=required) if missing or required else None


def _is_excused(attempt: Attempt, level: _Level, proven: Authentication) -> bool:
    """Tell whether the browser stands for the proof; an application that asks for one itself gets it."""
    if level.assurance.prompt is Prompt.ALWAYS or not level.satisfies_request(proven.amr):
        return False
    return _remembered.is_remembered(attempt, proven.user_id)


def _demand(
    attempt: Attempt, user: User, level: _Level, *, missing: bool, required: tuple[Authenticator, ...]
) -> Demand | None:
    at, amr = here(attempt), attempt.signin.authentication.amr if attempt.signin.authentication else ()
    mine = tuple(_enrolment.usable(at, user.id))
    suitable = tuple(factor for factor in mine if level.can_be_met_by(factor))
    if missing and suitable:
        return Demand(user, level.assurance, asked=suitable)
    if not required and level.acr == _IF_POSSIBLE and level.satisfies_policy(amr):
        return None
    if mine and MFA not in amr:
        return Demand(user, level.assurance, asked=mine)
    offered = required or tuple(kind for kind in _allowed(at, user) if level.suits(kind))
    if not offered:
        raise OAuthError("access_denied", Reason.NO_AUTHENTICATOR)
    return Demand(user, level.assurance, offered=offered)


def _allowed(at: Here, user: User) -> list[Authenticator]:
    """Return what the person may set up; what the policy wants comes first."""
    rules = {kind: _assurance.enrolment(at.unit, user.id, kind.name) for kind in _enrolment.offered(at)}
    allowed = [kind for kind, rule in rules.items() if rule is not Enroll.NOT_ALLOWED]
    return sorted(allowed, key=lambda kind: rules[kind] is not Enroll.REQUIRED)


def _unmet_enrolment(attempt: Attempt, user: User) -> tuple[Authenticator, ...]:
    """Return what the policy wants everybody to set up and this person has not."""
    unit, kinds = attempt.unit, authenticators.with_factors().values()
    required = [kind for kind in kinds if _assurance.enrolment(unit, user.id, kind.name) is Enroll.REQUIRED]
    if not required:
        return ()
    at = here(attempt)
    switched_on, mine = _enrolment.offered(at), {factor.authenticator for factor in _enrolment.usable(at, user.id)}
    return tuple(kind for kind in required if kind in switched_on and kind.name not in mine)
