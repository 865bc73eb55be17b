"""Where a sign-in goes: computed from the transaction, so that steps need not tell each other."""

from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.signin import Attempt
from mocks.okta.directory import identity_providers
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.policies import routing


def choices(attempt: Attempt) -> list[IdentityProvider]:
    """Return the identity providers that may sign this person in; none means Okta itself.

    `idp=` on the request goes before the rules, what the person picked before that. The `login_hint` stands for
    the identifier while nothing was typed.
    """
    signin, db = attempt.signin, attempt.unit.db
    chosen = signin.idp or signin.request.extra.get("idp", "")
    if chosen:
        idp = identity_providers.active(db, chosen)
        if idp is None:
            raise OAuthError("invalid_request", Reason.IDP_UNKNOWN, chosen)
        return [idp]
    identifier = signin.identifier or signin.request.login_hint
    decision = routing.decide(attempt.unit, attempt.client.client_id, identifier)
    return _active(attempt.unit, decision.provider_ids)


def _active(unit: Unit, ids: tuple[str, ...]) -> list[IdentityProvider]:
    return [idp for id in ids if (idp := identity_providers.active(unit.db, id))]
