"""Asking people anew whose sign-in is older than an application's policy allows. Source: fact sheet 6.3.

They are known already: no name is asked for, and whoever came by an identity provider goes back to it, where they
must prove themselves again.
"""

from collections.abc import Mapping
from datetime import timedelta

import msgspec
from flask import Response

from mocks.oauth import signin as transactions
from mocks.oauth.signin import Attempt, authorize_url
from mocks.okta.directory import identity_providers
from mocks.okta.policies import _sign_on as sign_on
from mocks.okta.signin import _person

_WANTED = "reauthenticate"


class Reauthenticate:
    name = "reauthenticate"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        signin, session = attempt.signin, attempt.session
        proven = signin.authentication
        if proven is None or session is None or signin.fresh:
            return False
        verdict = sign_on.evaluate(attempt.unit, signin.request.client_id, proven)
        now = attempt.unit.runtime.clock.now().timestamp()
        too_old = _beyond(verdict.reauthenticate_after, now - proven.auth_time)
        return too_old or _beyond(verdict.inactivity, now - session[1].seen_at)

    def show(self, attempt: Attempt, error: str | None = None) -> Response:  # noqa: ARG002
        """Put the sign-in back to where nothing is proven, and go on with the first proof."""
        signin, proven = attempt.signin, attempt.signin.authentication
        if proven is None or attempt.session is None:
            raise RuntimeError("this step is not needed without a session")
        user = _person.of(attempt)
        idp = attempt.unit.once("idp", proven.idp, identity_providers.active) if proven.idp else None
        signin.identifier, signin.idp = user.login if user else "", idp.id if idp else ""
        signin.authentication, signin.remember = None, attempt.session[1].persistent
        signin.data[_WANTED] = "true"
        return transactions.advance(attempt)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> None:
        """There is no form; one that is posted here changes nothing."""


STEP = Reauthenticate()


def is_wanted(attempt: Attempt) -> bool:
    """Tell whether this attempt is to prove anew who the session says it is."""
    return _WANTED in attempt.signin.data


def restart_url(attempt: Attempt) -> str:
    """Return the address that begins the sign-in anew; from a new proof, with the question who it is."""
    wanted = attempt.signin.request
    return authorize_url(
        attempt.server, msgspec.structs.replace(wanted, prompt=("login",)) if is_wanted(attempt) else wanted
    )


def _beyond(limit: timedelta | None, age: float) -> bool:
    """Tell whether an age is above a limit; a limit of nothing allows none at all, however young."""
    return limit is not None and (not limit or age > limit.total_seconds())
