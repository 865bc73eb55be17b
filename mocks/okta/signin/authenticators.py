"""The page for a further proof: a code, an answer, a key. Source: fact sheet 2.1 and 6.6."""

from collections.abc import Mapping

from flask import Response

from mocks.oauth.signin import Attempt, authorize_url
from mocks.okta import authenticators
from mocks.okta.authenticators import Verdict, _enrolment, _remembered
from mocks.okta.authenticators._demand import A_YEAR, Demand
from mocks.okta.directory import users
from mocks.okta.directory.factors import Factor
from mocks.okta.lengths import length
from mocks.okta.signin import _demand
from mocks.okta.signin._authenticator_page import render_authenticator
from mocks.okta.signin._page import render
from mocks.okta.signin._proof import WRONG, ask, ask_again, note_challenge, strengthen, typed

_CHOSEN = "factor"


class AuthenticatorsStep:
    name = "authenticators"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        demand = _demand.of(attempt)
        return demand is not None and bool(demand.asked)

    def show(self, attempt: Attempt, error: str | None = None) -> Response:
        demand = _required(attempt)
        note_challenge(attempt)
        factor = _chosen(attempt, demand)
        if factor is None:
            choices = [(one.id, authenticators.of(one), _told(one)) for one in demand.asked]
            return render(attempt, self.name, choices=choices, **_common(attempt, demand))
        challenge, late = ask(attempt, demand, factor, authenticators.of(factor).challenge)
        return render_authenticator(
            attempt,
            self.name,
            factor,
            challenge,
            error=error or late,
            others=len(demand.asked) > 1,
            remember_text=_remember_text(demand),
            remember=demand.assurance.remember_by_default,
            **_common(attempt, demand),
        )

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        demand, data = _required(attempt), attempt.signin.data
        if "authenticator" in form or "resend" in form:
            data[_CHOSEN] = form.get("authenticator", data.get(_CHOSEN, ""))
            ask_again(attempt)
            return self.show(attempt)
        factor = _chosen(attempt, demand)
        user = users.by_id(attempt.unit.db, demand.user.id)
        if factor is None or user is None:
            return self.show(attempt)
        verdict = _enrolment.prove(_demand.here(attempt), user, factor, typed(form))
        if verdict is not Verdict.SUCCESS:
            return self.show(attempt, WRONG[verdict])
        strengthen(attempt, factor)
        if "rememberDevice" in form and demand.trusts_device_for:
            _remembered.remember(attempt.unit, attempt.signin.browser, user.id, demand.trusts_device_for)
        return None


STEP = AuthenticatorsStep()


def _required(attempt: Attempt) -> Demand:
    demand = _demand.of(attempt)
    if demand is None:
        raise RuntimeError("this step is not needed when nothing is to be proven")
    return demand


def _chosen(attempt: Attempt, demand: Demand) -> Factor | None:
    """Return the factor that was picked, or the only one; None while the person has the choice."""
    if len(demand.asked) == 1:
        return demand.asked[0]
    wanted = attempt.signin.data.get(_CHOSEN, "")
    return next((factor for factor in demand.asked if factor.id == wanted), None)


def _told(factor: Factor) -> str:
    """Return what tells one factor from another of its kind."""
    return str(factor.profile.get("email") or factor.profile.get("authenticatorName") or "")


def _remember_text(demand: Demand) -> str:
    """Return what the person can ask for: not to be asked again in this browser; "" when they cannot."""
    lifetime = demand.trusts_device_for
    if lifetime is None:
        return ""
    until = "again" if lifetime == A_YEAR else f"for {length(lifetime)}"
    return f"Do not ask me on this device {until}"


def _common(attempt: Attempt, demand: Demand) -> dict[str, str]:
    return {"username": demand.user.login, "restart_url": authorize_url(attempt.server, attempt.signin.request)}
