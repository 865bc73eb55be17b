"""How sure the org has to be of a person: what the policies ask for, and what the request does by `acr_values`.

Source: fact sheet 1.5 and 6.3.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from mocks.oauth.model import Authentication
from mocks.okta import authenticators
from mocks.okta.authenticators import Enrollable
from mocks.okta.directory.factors import Factor
from mocks.okta.policies._assurance import Assurance

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


def asked_for(acr_values: Sequence[str]) -> str:
    """Return the first value of `acr_values` that means something here, "" for none."""
    return next((value for value in acr_values if value in _ASKED), "")


def with_proof(before: Authentication, factor: Factor) -> Authentication:
    """Return how somebody is authenticated who has proven another factor."""
    methods = (*before.amr, *authenticators.of(factor).amr(factor), MFA)
    return replace(before, amr=tuple(dict.fromkeys(methods)))


@dataclass(frozen=True, slots=True)
class Level:
    """What policies and request ask for together."""

    assurance: Assurance
    acr: str

    @property
    def if_possible(self) -> bool:
        """Return whether the request takes one proof of people who can give no other."""
        return self.acr == _IF_POSSIBLE

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

    def suits(self, kind: Enrollable) -> bool:
        if self.acr in (_RESISTANT, _HARDWARE):
            return kind.phishing_resistant
        return kind.possession or not self.assurance.possession

    def can_be_met_by(self, factor: Factor) -> bool:
        kind = authenticators.of(factor)
        return self.suits(kind) and (self.acr != _HARDWARE or "hwk" in kind.amr(factor))
