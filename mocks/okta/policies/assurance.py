"""How surely a sign-in must prove who somebody is: what the session's policy and the application's ask for together.

The steps of a sign-in ask here and nowhere else. Source: fact sheet 6.1 to 6.3.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from mocks.kit.web import Unit
from mocks.oauth.model import Authentication


@dataclass(frozen=True, slots=True)
class Assurance:
    """factors: how many. possession: whether one of them must be something that the person has.

    reauthenticate_after: how old the proof may be, None for any age. reason: policies and rules that say so.
    """

    factors: Literal[1, 2]
    possession: bool
    reauthenticate_after: timedelta | None
    reason: str


def required(unit: Unit, client_id: str, authentication: Authentication) -> Assurance:  # noqa: ARG001
    """Return what the policies demand of a person at a client; raises OAuthError(access_denied) where they deny it."""
    return Assurance(1, False, None, "no policy asks for more")
