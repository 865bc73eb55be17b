"""Browsers of which a person has said that they are theirs: no second proof is asked there, for a while.

A browser is known by the digest of its binding cookie, or of the token that a trusted application has for it.
"""

from datetime import timedelta

from mocks.kit.artifacts import Kind
from mocks.kit.web import Unit
from mocks.okta.authenticators import _enrolment

_REMEMBERED = Kind("remembered_browser", bool)


def remember(unit: Unit, browser: str, user_id: str, lifetime: timedelta) -> None:
    id, family = _id(browser, user_id), _enrolment.browsers_of(user_id)
    if not unit.artifacts.claim(_REMEMBERED, id, True, lifetime, family=family):
        unit.artifacts.extend(_REMEMBERED, id, True, lifetime)


def is_remembered(unit: Unit, browser: str, user_id: str) -> bool:
    """Tell whether a person is not asked with this browser. browser: "" for one that is not known."""
    return bool(browser) and unit.artifacts.get(_REMEMBERED, _id(browser, user_id)) is not None


def _id(browser: str, user_id: str) -> str:
    return f"{browser}:{user_id}"
