"""Where a sign-in goes: computed from the transaction, so that steps need not tell each other."""

from dataclasses import dataclass

from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.signin import Attempt
from mocks.okta.directory import identity_providers, org
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.policies import routing
from mocks.okta.policies._routing_rule import LOCAL


@dataclass(frozen=True, slots=True)
class Route:
    """providers: those that may sign this person in. local: whether Okta itself may."""

    providers: tuple[IdentityProvider, ...]
    local: bool

    @property
    def forced(self) -> IdentityProvider | None:
        """The only way there is, when it leads to a provider."""
        return self.providers[0] if len(self.providers) == 1 and not self.local else None


def of(attempt: Attempt) -> Route:
    """Return where the sign-in may go.

    `idp=` on the request goes before the rules, what the person picked before that. The `login_hint` stands for
    the identifier while nothing was typed.
    """
    signin, unit = attempt.signin, attempt.unit
    chosen = signin.idp or signin.request.extra.get("idp", "")
    if chosen:
        idp = unit.once("idp", chosen, identity_providers.active)
        if idp:
            return Route((idp,), False)
        if chosen in (LOCAL, org.load(unit.db).id):
            return Route((), True)
        raise OAuthError("invalid_request", Reason.IDP_UNKNOWN, chosen)
    identifier = signin.identifier or signin.request.login_hint
    decision = routing.decide(unit, attempt.client.client_id, identifier)
    return Route(decision.providers, decision.local)
