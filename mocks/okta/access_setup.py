"""What a new custom authorization server begins with: system scopes, the `sub` claim, and for some a default policy."""

from datetime import datetime

from sqlalchemy import Connection

from mocks.kit.ids import Ids
from mocks.okta.directory import authorization_servers
from mocks.okta.directory.access_policies import ACCESS_POLICIES, ACCESS_RULES, AccessPolicy, AccessRule
from mocks.okta.directory.authorization_servers import CustomServer
from mocks.okta.directory.scopes import SCOPES, SYSTEM_SCOPES, Scope
from mocks.okta.directory.token_claims import SUBJECT, TOKEN_CLAIMS, TokenClaim
from mocks.okta.ids import okta_id

DEFAULT = "default"
GRANT_TYPES = (
    *("authorization_code", "implicit", "password", "client_credentials"),
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:ietf:params:oauth:grant-type:saml2-bearer",
    "urn:openid:params:grant-type:ciba",
)
"""Those that an access rule may name."""


def new_version(ids: Ids) -> str:
    return ids.alphanumeric(20)


def note_change(db: Connection, ids: Ids, now: datetime, server_id: str) -> None:
    """Let every worker read a server's scopes, claims, policies and rules anew."""
    authorization_servers.change(db, server_id, now, new_version(ids))


def establish(db: Connection, ids: Ids, now: datetime, *, id: str, name: str, audience: str, description: str) -> None:
    """Write a server as it is when it is new; without a policy it gives nobody anything."""
    moment = now.timestamp()
    server = CustomServer(
        id, name, audience, "ACTIVE", new_version(ids), description, "ORG_URL", "AUTO", moment, moment, moment
    )
    authorization_servers.add(db, server)
    for place, (scope, purpose) in enumerate(SYSTEM_SCOPES.items()):
        record = Scope(okta_id(ids, "scp"), scope, scope, purpose, system=True, published=True)
        SCOPES.add(db, id, record, place)
    subject = TokenClaim(okta_id(ids, "ocl"), "sub", "RESOURCE", "EXPRESSION", SUBJECT, system=True)
    TOKEN_CLAIMS.add(db, id, subject, 0)


def allow_all(db: Connection, ids: Ids, now: datetime, server_id: str) -> None:
    """Add the policy and rule that let every client of assigned people have every scope."""
    policy = AccessPolicy(okta_id(ids, "00p"), "Default Policy", "Default policy description", now, now)
    ACCESS_POLICIES.add(db, server_id, policy, 1)
    rule = AccessRule(okta_id(ids, "0pr"), "Default Policy Rule", now, now, GRANT_TYPES)
    ACCESS_RULES.add(db, policy.id, rule, 1)
