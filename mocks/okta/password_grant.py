"""Passwords that applications ask for themselves: who they prove, and whether the policies let that be enough.

Source: fact sheet 1.7 and 6.1. No page can be shown here, so a policy that asks for more refuses.
"""

from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Authentication, Client
from mocks.okta import credentials
from mocks.okta.directory import system_log, users
from mocks.okta.directory.system_log import Party
from mocks.okta.policies import _assurance as assurance
from mocks.okta.policies import _sign_on as sign_on
from mocks.okta.provisioning.jit import user_party


def check(unit: Unit, client: Client, username: str, password: str, event: str) -> Authentication:
    """Return who has this name and password. event: under which a wrong one is logged.

    Raises OAuthError(invalid_grant) that tells neither apart, OAuthError(access_denied) where the policies refuse.
    """
    user = users.by_sign_in_name(unit.db, username)
    refusal = credentials.check(unit, user, password)
    application = Party(client.client_id, "AppInstance", client.client_id, client.name)
    if refusal or user is None or credentials.is_expired(unit, user):
        actor = user_party(user) if user else system_log.UNKNOWN
        system_log.record(unit, event, actor, [application], reason=refusal or "PASSWORD_EXPIRED")
        raise OAuthError("invalid_grant", Reason.BAD_CREDENTIALS)
    proven = Authentication(user.id, ("pwd",), unit.runtime.clock.timestamp())
    verdict = sign_on.evaluate(unit, client.client_id, proven)
    wanted = assurance.demanded(unit, client.client_id, proven)
    short = wanted.factors > 1 or wanted.possession
    sign_on.log(unit, user_party(user), application, verdict, challenged=verdict.allowed and short)
    if short or not verdict.allowed:
        raise OAuthError("access_denied", Reason.NO_MATCHING_POLICY, code="sign_on_denied", status=401)
    return proven
