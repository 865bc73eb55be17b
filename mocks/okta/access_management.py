"""What makes a custom authorization server differ from the org's own: its scopes, claims and access policies."""

from collections.abc import Collection, Sequence
from typing import Any, Literal

from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Grant
from mocks.okta import custom_claims
from mocks.okta.directory import groups
from mocks.okta.directory.access_policies import AccessPolicy, AccessRule
from mocks.okta.directory.authorization_servers import CustomServer
from mocks.okta.directory.scopes import Scope
from mocks.okta.directory.users import User
from mocks.okta.policies import _access as access
from mocks.okta.policies._access import Asked
from mocks.okta.policies._rulebook import Rulebook


class AccessManagement:
    """A custom authorization server's own rules, for one request."""

    def __init__(self, server: CustomServer, rulebook: Rulebook) -> None:
        self.server, self._rulebook = server, rulebook
        self._known: dict[tuple[str, str, str, tuple[str, ...]], tuple[AccessPolicy, AccessRule]] = {}

    @property
    def scopes(self) -> dict[str, Scope]:
        """By name."""
        return self._rulebook.scopes

    def default_scopes(self) -> tuple[str, ...]:
        return tuple(scope.name for scope in self.scopes.values() if scope.default)

    def published_scopes(self) -> list[str]:
        return [scope.name for scope in self.scopes.values() if scope.published]

    def rule(self, unit: Unit, client_id: str, user_id: str, grant_type: str, scope: tuple[str, ...]) -> AccessRule:
        """Return the rule that allows a request; raises OAuthError(access_denied). user_id: "" for a client itself."""
        return self._decided(unit, client_id, user_id, grant_type, scope)[1]

    def rule_of(self, unit: Unit, grant: Grant) -> AccessRule:
        return self.placed(unit, grant)[1]

    def placed(self, unit: Unit, grant: Grant) -> tuple[AccessPolicy, AccessRule]:
        """Return the rule that allows a grant, and the policy that it stands in."""
        user_id = grant.authentication.user_id if grant.authentication else ""
        scope = grant.refresh_scope or grant.scope
        return self._decided(unit, grant.client.client_id, user_id, grant.grant_type, scope)

    def _decided(
        self, unit: Unit, client_id: str, user_id: str, grant_type: str, scope: tuple[str, ...]
    ) -> tuple[AccessPolicy, AccessRule]:
        asked = (client_id, user_id, grant_type, scope)
        if asked not in self._known:
            self._known[asked] = self._decide(unit, client_id, user_id, grant_type, scope)
        return self._known[asked]

    def _decide(
        self, unit: Unit, client_id: str, user_id: str, grant_type: str, scope: tuple[str, ...]
    ) -> tuple[AccessPolicy, AccessRule]:
        def ids() -> Collection[str]:
            return [id for id, _ in groups_of(unit, user_id)]

        decision = access.decide(self._rulebook.policies, Asked(client_id, grant_type, scope, user_id, ids))
        if decision.placed is None:
            raise OAuthError("access_denied", Reason.NO_MATCHING_POLICY, status=401)
        return decision.placed

    def claims(
        self, unit: Unit, grant: Grant, user: User | None, kind: Literal["RESOURCE", "IDENTITY"], *, full: bool = True
    ) -> dict[str, Any]:
        """Return the server's own claims for a grant. full: those too that ID tokens leave to userinfo."""
        wanted = [claim for claim in self._rulebook.claims if claim.claim_type == kind and (full or claim.always)]
        if not wanted:
            return {}

        def mine() -> Sequence[tuple[str, str]]:
            return groups_of(unit, user.id) if user else ()

        here = custom_claims.surroundings(user, grant.client.client_id, grant.client.name, mine)
        return custom_claims.evaluate(wanted, grant.scope, here)


def groups_of(unit: Unit, user_id: str) -> list[tuple[str, str]]:
    """Return ids and names of a person's groups, asked for once a request."""
    return unit.once("groups", user_id, groups.names_of_user)
