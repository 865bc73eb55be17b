"""The pages on which a person sets an authenticator up, when one is asked for and they have none.

Source: fact sheet 2.1 and 6.6.
"""

from collections.abc import Mapping

from flask import Response

from mocks.oauth.signin import Attempt, save
from mocks.okta.authenticators import Enrollable, Unsuitable, Verdict, _enrolment
from mocks.okta.authenticators._demand import Demand
from mocks.okta.directory import factors
from mocks.okta.directory.factors import Factor, Status
from mocks.okta.signin import _demand
from mocks.okta.signin._authenticator_page import of_everyone, render_authenticator, render_questions
from mocks.okta.signin._page import render
from mocks.okta.signin._proof import WRONG, ask, asks_anew, note_challenge, strengthen, typed

_KIND, _FACTOR = "enrolling", "enrolled_factor"


class Enroll:
    name = "enroll"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        demand = _demand.of(attempt)
        return demand is not None and bool(demand.offered)

    def show(self, attempt: Attempt, error: str | None = None, form: Mapping[str, str] | None = None) -> Response:
        demand = _demand.required(attempt)
        note_challenge(attempt)
        kind = _chosen(attempt, demand)
        common = of_everyone(attempt, demand)
        if kind is None:
            return render(attempt, self.name, offered=demand.offered, **common)
        if kind.factor_type == "question":
            return render_questions(attempt, self.name, form or {}, error=error, **common)
        factor = self._pending(attempt, demand, kind)
        told, late = ask(attempt, demand, factor, kind.activation)
        return render_authenticator(attempt, self.name, factor, told, error=error or late, others=True, **common)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        demand = _demand.required(attempt)
        kind = None if asks_anew(attempt, form, _KIND) else _chosen(attempt, demand)
        if kind is None:
            return self.show(attempt)
        if kind.factor_type == "question":
            return self._answer(attempt, demand, kind, form)
        factor = self._pending(attempt, demand, kind)
        verdict = _enrolment.activate(_demand.here(attempt), demand.user, factor, typed(form))
        if verdict is not Verdict.SUCCESS:
            return self.show(attempt, WRONG[verdict])
        self._done(attempt, factor)
        return None

    def _answer(self, attempt: Attempt, demand: Demand, kind: Enrollable, form: Mapping[str, str]) -> Response | None:
        try:
            factor = _enrolment.enrol(_demand.here(attempt), demand.user, kind, typed(form))
        except Unsuitable as error:
            return self.show(attempt, str(error), form)
        self._done(attempt, factor)
        return None

    def _done(self, attempt: Attempt, factor: Factor) -> None:
        for key in (_KIND, _FACTOR):
            attempt.signin.data.pop(key, None)
        # What a key tells of itself came with the first proof.
        set_up = factors.by_id(attempt.unit.db, factor.user_id, factor.id)
        strengthen(attempt, set_up or factor)

    def _pending(self, attempt: Attempt, demand: Demand, kind: Enrollable) -> Factor:
        """Return the factor that this attempt sets up: the same one however often the page is shown."""
        here, data = _demand.here(attempt), attempt.signin.data
        known = factors.by_id(attempt.unit.db, demand.user.id, data.get(_FACTOR, ""))
        if known and known.authenticator == kind.name and known.status is Status.PENDING:
            return known
        factor = _enrolment.enrol(here, demand.user, kind, {})
        data[_FACTOR] = factor.id
        save(attempt)
        return factor


STEP = Enroll()


def _chosen(attempt: Attempt, demand: Demand) -> Enrollable | None:
    wanted = attempt.signin.data.get(_KIND, "")
    return next((kind for kind in demand.offered if kind.name == wanted), None)
