"""The page for a further proof: a code, an answer, a key. Source: fact sheet 2.1 and 6.6."""

from collections.abc import Mapping

from flask import Response

from mocks.oauth.signin import Attempt
from mocks.okta import authenticators
from mocks.okta.authenticators import Verdict, _enrolment, _remembered
from mocks.okta.authenticators._demand import A_YEAR, Demand
from mocks.okta.directory.factors import Factor
from mocks.okta.lengths import length
from mocks.okta.signin import _demand
from mocks.okta.signin._authenticator_page import of_everyone, render_authenticator
from mocks.okta.signin._page import render
from mocks.okta.signin._proof import WRONG, ask, asks_anew, note_challenge, strengthen, typed

_CHOSEN = "factor"


class AuthenticatorsStep:
    name = "authenticators"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        demand = _demand.of(attempt)
        return demand is not None and bool(demand.asked)

    def show(self, attempt: Attempt, error: str | None = None) -> Response:
        demand = _demand.required(attempt)
        note_challenge(attempt)
        factor = _chosen(attempt, demand)
        if factor is None:
            choices = [(one.id, authenticators.of(one), _told(one)) for one in demand.asked]
            return render(attempt, self.name, choices=choices, **of_everyone(attempt, demand))
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
            **of_everyone(attempt, demand),
        )

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        demand = _demand.required(attempt)
        factor = None if asks_anew(attempt, form, _CHOSEN) else _chosen(attempt, demand)
        if factor is None:
            return self.show(attempt)
        verdict = _enrolment.prove(_demand.here(attempt), demand.user, factor, typed(form))
        if verdict is not Verdict.SUCCESS:
            return self.show(attempt, WRONG[verdict])
        strengthen(attempt, factor)
        if "rememberDevice" in form and demand.trusts_device_for:
            _remembered.remember(attempt.unit, attempt.signin.browser, demand.user.id, demand.trusts_device_for)
        return None


STEP = AuthenticatorsStep()


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
