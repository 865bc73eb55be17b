"""What the System Log tells of sign-ins to applications: sessions, codes, refusals. Source: fact sheet 8.3."""

from collections.abc import Sequence

from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import AuthorizationRequest, Session, SignIn
from mocks.okta.directory import identity_providers, system_log, users
from mocks.okta.directory.system_log import Party
from mocks.okta.errors import wording
from mocks.okta.policies import _sign_on as sign_on
from mocks.okta.provisioning import events
from mocks.okta.provisioning.jit import user_party

_AT_THE_IDP = (Reason.IDP_REFUSED, Reason.IDP_UNAVAILABLE, Reason.USER_CANCELED)


def person(unit: Unit, user_id: str) -> users.User | None:
    """Return a user, asking the database once a request."""
    return unit.once("user", user_id, users.by_id)


def sign_on_decided(unit: Unit, signin: SignIn, *, challenged: bool = False) -> None:
    """Log what the policies say to a sign-in. challenged: they ask for more before they let it through."""
    proven = signin.authentication
    if proven is None:
        raise RuntimeError("policies are asked once somebody has proven who they are")
    verdict = sign_on.evaluate(unit, signin.request.client_id, proven)
    application = _application(signin.request)
    sign_on.log(unit, _actor(unit, proven.user_id), application, verdict, challenged=challenged)


def session_started(unit: Unit, session: Session) -> None:
    """Note a sign-in with its person, and log it."""
    user = person(unit, session.authentication.user_id)
    if user:
        users.note_sign_in(unit.db, user.id, unit.runtime.clock.now())
        system_log.record(unit, "user.session.start", user_party(user), session=session.sid)


def session_ended(unit: Unit, session: Session, told: Sequence[tuple[str, str]], frames: int = 0) -> None:
    """Log the end of a session. told: what came of telling each application; frames: how many the browser tells."""
    failed = "; ".join(f"{client_id}: {outcome}" for client_id, outcome in told if outcome)
    system_log.record(
        unit,
        "user.session.end",
        _actor(unit, session.authentication.user_id),
        session=session.sid,
        logoutRequests=str(len(told) + frames) if told or frames else None,
        logoutFailures=failed,
    )


def code_issued(unit: Unit, signin: SignIn, session: Session, event: str) -> None:
    """Log single sign-on to the application and the code. event: the authorization server's own."""
    actor, application = _actor(unit, session.authentication.user_id), _application(signin.request)
    system_log.record_each(
        unit, {"user.authentication.sso": [application], event: [application]}, actor, session=session.sid
    )


def refused(unit: Unit, request: AuthorizationRequest, error: OAuthError, signin: SignIn | None, event: str) -> None:
    """Log a refusal: as the identity provider's where it was, else as the authorization server's `event`."""
    proven = signin.authentication if signin else None
    actor = _actor(unit, proven.user_id) if proven else system_log.UNKNOWN
    application, reason = _application(request), wording(error).code
    if error.reason in _AT_THE_IDP:
        idp = identity_providers.by_id(unit.db, signin.idp) if signin and signin.idp else None
        events.refused(unit, idp, actor, application, reason)
    else:
        system_log.record(unit, event, actor, [application], reason=reason)


def _actor(unit: Unit, user_id: str) -> Party:
    user = person(unit, user_id)
    return user_party(user) if user else system_log.UNKNOWN


def _application(request: AuthorizationRequest) -> Party:
    return Party(request.client_id, "AppInstance", request.client_id, "")
