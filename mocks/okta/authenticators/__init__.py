"""Ways to prove who one is: one file for each, exporting `AUTHENTICATOR`.

What several have in common begins with an underscore. A person's own instance of one is a factor (`directory/factors`).
Source: fact sheet 6.5 and 6.6.
"""

import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from mocks.kit.registry import collect
from mocks.kit.web import Unit
from mocks.okta.directory.factors import Factor
from mocks.okta.directory.system_log import Party
from mocks.okta.directory.users import User


@dataclass(frozen=True, slots=True)
class Here:
    """Where a proof is asked for. url: the org's address; org_name: what people call it.

    actor: who acts, unless it is the person themselves; api_token: the id of the token by which they do.
    """

    unit: Unit
    url: str
    org_name: str
    actor: Party | None = None
    api_token: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What setting an authenticator up begins with. profile: what is shown of it. proven: it may be used at once."""

    profile: Mapping[str, Any]
    secret: str = ""
    proven: bool = False


class Verdict(StrEnum):
    """What became of a proof, in the API's words."""

    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    REPLAYED = "PASSCODE_REPLAYED"
    LATE = "TIME_WINDOW_EXCEEDED"
    LOCKED = "LOCKED"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, and what a first proof tells of the factor itself (`profile`, `secret`)."""

    verdict: Verdict
    known: Mapping[str, Any] | None = None


class Unsuitable(Exception):
    """What was given to set an authenticator up cannot be used. field: whose fault it is."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class TooSoon(Exception):
    """Another challenge was sent a moment ago."""


class Authenticator:
    """A way to prove who one is.

    name: the key that the API knows it by. type, method: what the API calls its kind, and how it works. title: what
    people call it. settings: what the API shows of them.
    """

    name: ClassVar[str]
    type: ClassVar[str]
    title: ClassVar[str]
    method: ClassVar[str]
    settings: ClassVar[Mapping[str, Any]] = {}


class Enrollable(Authenticator, ABC):
    """An authenticator that people set up, and what it does unless it says otherwise.

    factor_type, provider, vendor: how the factors API names it. page: of the sign-in, by which it is set up and asked
    for. hint: what it is, in a few words. possession: whether it is something that a person has. sends: whether a
    challenge goes to them. phishing_resistant: whether no other site can use what they give. several: whether they may
    have many.
    """

    factor_type: ClassVar[str]
    page: ClassVar[str]
    hint: ClassVar[str]
    provider: ClassVar[str] = "OKTA"
    vendor: ClassVar[str] = "OKTA"
    id_prefix: ClassVar[str] = "uft"
    possession: ClassVar[bool] = True
    sends: ClassVar[bool] = False
    phishing_resistant: ClassVar[bool] = False
    several: ClassVar[bool] = False

    @abstractmethod
    def begin(self, here: Here, user: User, given: Mapping[str, Any]) -> Draft:
        """Begin to set it up; raises Unsuitable."""

    def activation(self, here: Here, user: User, factor: Factor) -> dict[str, Any]:  # noqa: ARG002
        """Return what a person needs to give the first proof: told while it is set up, and never again."""
        return {}

    def challenge(self, here: Here, user: User, factor: Factor) -> dict[str, Any]:  # noqa: ARG002
        """Ask for a proof: send what has to be sent; raises TooSoon. Return what the answer needs."""
        return {}

    @abstractmethod
    def judge(self, here: Here, factor: Factor, given: Mapping[str, str]) -> Judged:
        """Judge a proof. given: the answer's members by the names of the API."""

    @abstractmethod
    def amr(self, factor: Factor) -> tuple[str, ...]:
        """Return what a proof is called in tokens (RFC 8176)."""


@cache
def known() -> dict[str, Authenticator]:
    """Return every authenticator by its key."""
    return collect(sys.modules[__name__], "AUTHENTICATOR", Authenticator)


@cache
def with_factors() -> dict[str, Enrollable]:
    """Return the authenticators that people set up."""
    return {key: found for key, found in known().items() if isinstance(found, Enrollable)}


def of(factor: Factor) -> Enrollable:
    return with_factors()[factor.authenticator]
