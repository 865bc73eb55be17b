"""The rule of an access policy as the API takes and shows it. Source: fact sheet 5.4."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import msgspec

from mocks.okta import access_setup
from mocks.okta.api._authorization_server import Status, check_name, link, status_link
from mocks.okta.api._call import Call, iso
from mocks.okta.api_errors import invalid
from mocks.okta.directory import groups, inline_hooks, users
from mocks.okta.directory.access_policies import ANY_SCOPE, EVERYONE, AccessRule
from mocks.okta.directory.inline_hooks import HookType
from mocks.okta.directory.scopes import SCOPES

_MINUTES_OF_FIVE_YEARS = 5 * 365 * 24 * 60

AccessMinutes = Annotated[int, msgspec.Meta(ge=5, le=24 * 60)]
RefreshMinutes = Annotated[int, msgspec.Meta(ge=0, le=_MINUTES_OF_FIVE_YEARS)]
WindowMinutes = Annotated[int, msgspec.Meta(ge=10, le=_MINUTES_OF_FIVE_YEARS)]


class Named(msgspec.Struct):
    include: list[str] = []
    exclude: list[str] = []


class People(msgspec.Struct):
    users: Named = msgspec.field(default_factory=Named)
    groups: Named = msgspec.field(default_factory=Named)


class Conditions(msgspec.Struct, rename="camel"):
    grant_types: Named
    people: People = msgspec.field(default_factory=lambda: People(groups=Named([EVERYONE])))
    scopes: Named = msgspec.field(default_factory=lambda: Named([ANY_SCOPE]))


class Hook(msgspec.Struct):
    id: str = ""


class Lifetimes(msgspec.Struct, rename="camel"):
    access_token_lifetime_minutes: AccessMinutes = 60
    refresh_token_lifetime_minutes: RefreshMinutes = 0
    refresh_token_window_minutes: WindowMinutes = 10080
    inline_hook: Hook | None = None


class Actions(msgspec.Struct):
    token: Lifetimes = msgspec.field(default_factory=Lifetimes)


class RuleInput(msgspec.Struct):
    name: str
    conditions: Conditions
    type: Literal["RESOURCE_ACCESS"] = "RESOURCE_ACCESS"
    priority: int | None = None
    status: Status = "ACTIVE"
    actions: Actions = msgspec.field(default_factory=Actions)


def checked(call: Call, server_id: str, before: AccessRule) -> tuple[AccessRule, int | None]:
    """Return the rule and the priority that are wanted; raises E0000001."""
    given = call.body(RuleInput)
    wanted, token = given.conditions, given.actions.token
    _check_conditions(call, server_id, wanted)
    longest = token.refresh_token_lifetime_minutes
    if longest and longest < token.access_token_lifetime_minutes:
        what = "refreshTokenLifetimeMinutes"
        raise invalid(what, f"{what}: must not be shorter than the access token's lifetime")
    hook = token.inline_hook.id if token.inline_hook else ""
    if hook and hook != before.inline_hook:
        _check_hook(call, hook)
    rule = msgspec.structs.replace(
        before,
        name=check_name(given.name),
        last_updated=call.now,
        grant_types=tuple(wanted.grant_types.include),
        scopes=tuple(wanted.scopes.include),
        users=tuple(wanted.people.users.include),
        excluded_users=tuple(wanted.people.users.exclude),
        groups=tuple(wanted.people.groups.include),
        excluded_groups=tuple(wanted.people.groups.exclude),
        access_token_lifetime=token.access_token_lifetime_minutes,
        refresh_token_lifetime=longest,
        refresh_token_window=token.refresh_token_window_minutes,
        inline_hook=hook,
        active=given.status == "ACTIVE",
    )
    return rule, given.priority


def _check_conditions(call: Call, server_id: str, wanted: Conditions) -> None:
    if not wanted.grant_types.include:
        raise invalid("grantTypes", "grantTypes: at least one grant type is needed")
    _known("grantTypes", wanted.grant_types.include, access_setup.GRANT_TYPES)
    if not wanted.scopes.include:
        raise invalid("scopes", "scopes: at least one scope, or '*', is needed")
    _known("scopes", wanted.scopes.include, [ANY_SCOPE, *(scope.name for scope in SCOPES.of(call.db, server_id))])
    people = wanted.people
    for id in (*people.users.include, *people.users.exclude):
        if users.by_id(call.db, id) is None:
            raise invalid("users", f"users: '{id[:40]}' is no user of this org")
    for id in (*people.groups.include, *people.groups.exclude):
        if id != EVERYONE and groups.by_id(call.db, id) is None:
            raise invalid("groups", f"groups: '{id[:40]}' is no group of this org")


def _check_hook(call: Call, id: str) -> None:
    hook = inline_hooks.by_id(call.db, id)
    if hook is None or hook.type is not HookType.TOKEN:
        raise invalid("inlineHook", f"inlineHook: '{id[:40]}' is no inline hook for tokens")


def _known(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    there = set(known)
    for name in names:
        if name not in there:
            raise invalid(what, f"{what}: '{name[:100]}' is not known here")


def shown(rule: AccessRule, priority: int, base: str) -> dict[str, Any]:
    """base: the rule's address."""
    people = {
        "users": {"include": list(rule.users), "exclude": list(rule.excluded_users)},
        "groups": {"include": list(rule.groups), "exclude": list(rule.excluded_groups)},
    }
    return {
        "id": rule.id,
        "type": "RESOURCE_ACCESS",
        "name": rule.name,
        "priority": priority,
        "status": "ACTIVE" if rule.active else "INACTIVE",
        "system": rule.system,
        "created": iso(rule.created.timestamp()),
        "lastUpdated": iso(rule.last_updated.timestamp()),
        "conditions": {
            "people": people,
            "grantTypes": {"include": list(rule.grant_types)},
            "scopes": {"include": list(rule.scopes)},
        },
        "actions": {
            "token": {
                "accessTokenLifetimeMinutes": rule.access_token_lifetime,
                "refreshTokenLifetimeMinutes": rule.refresh_token_lifetime,
                "refreshTokenWindowMinutes": rule.refresh_token_window,
                "inlineHook": {"id": rule.inline_hook},
            }
        },
        "_links": {"self": link(base, "GET", "PUT", "DELETE"), **status_link(base, rule.active)},
    }
