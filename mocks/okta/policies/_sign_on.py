"""What the policies say to a sign-in: the session's first, then the application's. Source: fact sheet 6.1."""

from dataclasses import dataclass
from datetime import timedelta

from mocks.kit.web import Unit
from mocks.oauth.model import Authentication
from mocks.okta.directory import applications, system_log
from mocks.okta.directory.system_log import Party
from mocks.okta.policies import authentication, global_session
from mocks.okta.policies._conditions import Asking
from mocks.okta.policies.authentication import AppDecision
from mocks.okta.policies.global_session import SessionDecision, SessionTimes

_EVENT = "policy.evaluate_sign_on"
_NO_RULE = "no rule is for this sign-in"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided. app: None for what is no application of the directory, such as the org's own pages.

    app_missing: there is an application, and no rule of its policy is for this person.
    """

    session: SessionDecision | None
    app: AppDecision | None
    app_missing: bool = False

    @property
    def allowed(self) -> bool:
        if self.session is None or self.app_missing:
            return False
        by_app = self.app is None or self.app.rule.actions.app_sign_on.access == "ALLOW"
        return self.session.rule.actions.signon.access == "ALLOW" and by_app

    @property
    def by_the_app(self) -> bool:
        """Whether the application's policy is the one that denies."""
        return self.session is not None and self.session.rule.actions.signon.access == "ALLOW" and not self.allowed

    @property
    def reason(self) -> str:
        said = [decision.reason for decision in (self.session, self.app) if decision]
        missing = self.session is None or self.app_missing
        return "; ".join([*said, *([_NO_RULE] if missing else [])])

    @property
    def times(self) -> SessionTimes:
        return self.session.rule.actions.signon.times if self.session else SessionTimes()

    @property
    def reauthenticate_after(self) -> timedelta | None:
        return self.app.rule.reauthenticate_after if self.app else None

    @property
    def inactivity(self) -> timedelta | None:
        return self.app.rule.inactivity if self.app else None

    @property
    def parties(self) -> list[Party]:
        return [party for decision in (self.session, self.app) if decision for party in decision.parties]


def evaluate(unit: Unit, client_id: str, proven: Authentication) -> Verdict:
    """Ask the policies about somebody who has given a first proof; they are asked once a request."""
    key = f"{client_id} {proven.user_id} {proven.idp}"
    return unit.once("sign_on", key, lambda *_: _evaluate(unit, client_id, proven))


def _evaluate(unit: Unit, client_id: str, proven: Authentication) -> Verdict:
    asking = Asking(unit, proven.user_id, proven.idp)
    session = global_session.decide(asking)
    application = unit.once("application", client_id, applications.active)
    if application is None:
        return Verdict(session, None)
    app = authentication.decide(asking, application.access_policy_id)
    return Verdict(session, app, app is None)


def log(unit: Unit, actor: Party, application: Party | None, verdict: Verdict, *, challenged: bool = False) -> None:
    """Write what was decided to the System Log, with the rules that decided.

    application: None where a session is begun for none in particular. challenged: more is asked for first.
    """
    result = "CHALLENGE" if challenged else "ALLOW" if verdict.allowed else "DENY"
    targets = [*([application] if application else []), *verdict.parties]
    system_log.record(unit, _EVENT, actor, targets, reason=verdict.reason[:255], result=result)
    if verdict.by_the_app:
        system_log.record(unit, "application.policy.sign_on.deny_access", actor, targets, reason=verdict.reason[:255])
