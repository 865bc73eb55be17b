"""What a person may set up to prove who they are. Source: fact sheet 6.6."""

from typing import Any

from mocks.okta.api._call import Call
from mocks.okta.api._factor_object import not_set_up, questions
from mocks.okta.api._factor_owner import READ, here, owner
from mocks.okta.api._route import SELF, Api
from mocks.okta.authenticators import _enrolment
from mocks.okta.directory import factors
from mocks.okta.policies import _assurance

bp = Api("factor_catalog")


@bp.get("/users/<id>/factors/catalog", SELF)
def catalog(call: Call, id: str) -> list[dict[str, Any]]:
    """Return what the person may set up, with what became of it."""
    user = owner(call, id, READ)
    mine = {factor.authenticator: factor for factor in factors.of_user(call.db, user.id)}
    rules = {kind: _assurance.enrolment(call.unit, user.id, kind.name) for kind in _enrolment.offered(here(call))}
    wanted = {kind: rule for kind, rule in rules.items() if rule is not _assurance.Enroll.NOT_ALLOWED}
    return [not_set_up(call, user.id, kind, rule, mine.get(kind.name)) for kind, rule in wanted.items()]


@bp.get("/users/<id>/factors/questions", SELF)
def every_question(call: Call, id: str) -> list[dict[str, str]]:
    owner(call, id, READ)
    return questions()
