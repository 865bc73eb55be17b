"""Browsers of which a person has said that they are theirs: no second proof is asked there, for a while.

A browser is known by the digest of its binding cookie, or of the token that a trusted application has for it.
"""

from datetime import timedelta

from mocks.kit.artifacts import Kind
from mocks.kit.web import Unit
from mocks.okta.authenticators import _enrolment

_REMEMBERED = Kind("remembered_browser", bool)


def remember(unit: Unit, browser: str, user_id: str, lifetime: timedelta) -> None:
    id = _id(browser, user_id)
    unit.artifacts.drop(_REMEMBERED, id)
    unit.artifacts.put(_REMEMBERED, True, lifetime, family=_enrolment.browsers_of(user_id), id=id)


def is_remembered(unit: Unit, browser: str, user_id: str) -> bool:
    """Tell whether a person is not asked with this browser. browser: "" for one that is not known."""
    return bool(browser) and unit.artifacts.get(_REMEMBERED, _id(browser, user_id)) is not None


def _id(browser: str, user_id: str) -> str:
    return f"{browser}:{user_id}"
