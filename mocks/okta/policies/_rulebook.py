"""What a custom authorization server allows and says, read once and kept until it changes.

A worker keeps what it has read under the server's version, which every request reads anyway: no change made in another
worker is missed, and a sign-in pays for no further query.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from mocks.okta.directory.access_policies import ACCESS_POLICIES, ACCESS_RULES, AccessPolicy, AccessRule
from mocks.okta.directory.authorization_servers import CustomServer
from mocks.okta.directory.scopes import SCOPES, Scope
from mocks.okta.directory.token_claims import TOKEN_CLAIMS, TokenClaim


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Scopes by name; active claims; active policies in their order, each with its active rules."""

    scopes: dict[str, Scope]
    claims: tuple[TokenClaim, ...]
    policies: tuple[tuple[AccessPolicy, tuple[AccessRule, ...]], ...]


class Rulebooks:
    """The rulebooks that a worker has read, one for each server."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, Rulebook]] = {}

    def of(self, db: Connection, server: CustomServer) -> Rulebook:
        version, rulebook = self._kept.get(server.id, ("", None))
        if rulebook is None or version != server.version:
            rulebook = _read(db, server.id)
            self._kept[server.id] = server.version, rulebook
        return rulebook


def _read(db: Connection, server_id: str) -> Rulebook:
    policies = [policy for policy in ACCESS_POLICIES.of(db, server_id) if policy.active]
    return Rulebook(
        {scope.name: scope for scope in SCOPES.of(db, server_id)},
        tuple(claim for claim in TOKEN_CLAIMS.of(db, server_id) if claim.active),
        tuple((policy, tuple(rule for rule in ACCESS_RULES.of(db, policy.id) if rule.active)) for policy in policies),
    )
