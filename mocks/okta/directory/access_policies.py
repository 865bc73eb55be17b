"""Access policies of the custom authorization servers, and their rules. Source: fact sheet 5.4."""

from datetime import datetime

import msgspec

from mocks.okta.directory._records import Records

ALL_CLIENTS, EVERYONE, ANY_SCOPE = "ALL_CLIENTS", "EVERYONE", "*"


class AccessPolicy(msgspec.Struct, frozen=True):
    """A policy for some clients, or for all of them."""

    id: str
    name: str
    description: str
    created: datetime
    last_updated: datetime
    clients: tuple[str, ...] = (ALL_CLIENTS,)
    active: bool = True
    system: bool = False


class AccessRule(msgspec.Struct, frozen=True):
    """Who of a policy's clients gets which scopes by which grant, and for how long.

    users, groups: ids of those it is for; both empty means that nobody is, EVERYONE among the groups that all are.
    Minutes: refresh_token_lifetime of 0 has no end; refresh_token_window is how long one may lie unused.
    """

    id: str
    name: str
    created: datetime
    last_updated: datetime
    grant_types: tuple[str, ...]
    scopes: tuple[str, ...] = (ANY_SCOPE,)
    users: tuple[str, ...] = ()
    excluded_users: tuple[str, ...] = ()
    groups: tuple[str, ...] = (EVERYONE,)
    excluded_groups: tuple[str, ...] = ()
    access_token_lifetime: int = 60
    refresh_token_lifetime: int = 0
    refresh_token_window: int = 10080
    inline_hook: str = ""
    active: bool = True
    system: bool = False


ACCESS_POLICIES = Records("access_policies", "authorization_servers.id", AccessPolicy)
ACCESS_RULES = Records("access_rules", "access_policies.id", AccessRule)
