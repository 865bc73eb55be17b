"""Browsers of which a person has said that they are theirs: no second proof is asked there, for a while.

The browser is known by its binding cookie, of which only a digest is stored.
"""

from datetime import timedelta

from mocks.kit.artifacts import Kind
from mocks.oauth.signin import Attempt
from mocks.okta.authenticators import _enrolment

_REMEMBERED = Kind("remembered_browser", bool)


def remember(attempt: Attempt, user_id: str, lifetime: timedelta) -> None:
    id = _id(attempt, user_id)
    attempt.unit.artifacts.drop(_REMEMBERED, id)
    attempt.unit.artifacts.put(_REMEMBERED, True, lifetime, family=_enrolment.browsers_of(user_id), id=id)


def is_remembered(attempt: Attempt, user_id: str) -> bool:
    return attempt.unit.artifacts.get(_REMEMBERED, _id(attempt, user_id)) is not None


def _id(attempt: Attempt, user_id: str) -> str:
    return f"{attempt.signin.browser}:{user_id}"
