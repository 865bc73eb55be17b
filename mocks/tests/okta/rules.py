"""Routing rules as the tests write them: straight into the directory."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from mocks.okta.directory import policies
from mocks.okta.directory.policies import RULES, Rule, Status
from mocks.okta.policies._routing_rule import (
    Actions,
    App,
    Apps,
    Conditions,
    Idp,
    Pattern,
    RoutingRule,
    RuleProvider,
    UserIdentifier,
)


def rule(
    providers: Sequence[str],
    patterns: Sequence[tuple[str, str]] = (),
    clients: Sequence[str] = (),
    excluded: Sequence[str] = (),
    attribute: str | None = None,
) -> RoutingRule:
    """Return a rule; providers: ids, or `OKTA`; patterns: match type and value."""
    wanted = UserIdentifier(
        "ATTRIBUTE" if attribute else "IDENTIFIER",
        attribute,
        tuple(Pattern(kind, value) for kind, value in patterns),  # type: ignore[arg-type]
    )
    apps = Apps(tuple(map(App, clients)), tuple(map(App, excluded)))
    named = [RuleProvider(id) if id == "OKTA" else RuleProvider("OIDC", id) for id in providers]
    return RoutingRule(Conditions(user_identifier=wanted, app=apps), Actions(Idp(tuple(named))))


def set_rules(db: Connection, *rules: RoutingRule | tuple[RoutingRule, Status]) -> None:
    """Replace the org's routing rules, the default one too; they are named by their places, from 1 on."""
    (policy,) = policies.of_type(db, "IDP_DISCOVERY")
    db.execute(RULES.delete().where(RULES.c.policy_id == policy.id))
    for place, given in enumerate(rules, 1):
        rule, status = given if isinstance(given, tuple) else (given, "ACTIVE")
        body = msgspec.json.encode(rule).decode()
        policies.add_rule(db, Rule(f"0pr{place:017}", policy.id, str(place), status, place, False, body, 0.0, 0.0))
