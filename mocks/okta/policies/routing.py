"""Routing: which identity provider a sign-in goes to (fact sheet 3.8)."""

import re
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from mocks.kit.web import Unit
from mocks.okta.directory import applications, identity_providers, users
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.directory.rules_in_force import in_force
from mocks.okta.policies import PolicyType
from mocks.okta.policies._conditions import Asking, Conditions, inside
from mocks.okta.policies._conditions import complaints as network_complaints
from mocks.okta.policies._provider_expression import evaluate
from mocks.okta.policies._routing_rule import Apps, Idp, Pattern, RoutingRule, UserIdentifier

_MOST_PROVIDERS = 10
_NAME = "IDP_DISCOVERY"


@dataclass(frozen=True, slots=True)
class Decision:
    """providers: where the sign-in may go. local: whether Okta itself may sign the person in. reason: the rule."""

    providers: tuple[IdentityProvider, ...]
    local: bool
    reason: str


_DEFAULT = Decision((), True, "no rule matches: Okta")
_decode = msgspec.json.Decoder(RoutingRule).decode


def decide(unit: Unit, client_id: str, identifier: str | None) -> Decision:
    """Return the first active rule's decision for a client and what the person typed.

    identifier: None while it is unknown; rules that depend on it do not match then. A rule none of whose providers
    is active is passed over. Several steps of a sign-in ask the same in one request: the rules are asked once.
    """
    return unit.once("routed", f"{client_id} {identifier!r}", lambda *_: _decide(unit, client_id, identifier))


def _decide(unit: Unit, client_id: str, identifier: str | None) -> Decision:
    for name, rule in _rules(unit):
        if _matches(unit, rule, client_id, identifier):
            idp = rule.actions.idp
            chosen = _providers(unit, idp, identifier)
            local = any(provider.local for provider in idp.providers)
            if chosen or local:
                return Decision(chosen, local, f"rule {name!r}")
    return _DEFAULT


def _rules(unit: Unit) -> list[tuple[str, RoutingRule]]:
    found = in_force(unit, _NAME)
    return unit.once("routing_rules", _NAME, lambda *_: [(rule.name, _decode(rule.body)) for rule in found])


def _matches(unit: Unit, rule: RoutingRule, client_id: str, identifier: str | None) -> bool:
    conditions = rule.conditions
    if not _is_for(conditions.app, client_id) or not inside(conditions.network, Asking(unit, "")):
        return False
    if rule.actions.idp.idp_selection_type == "DYNAMIC" and identifier is None:
        return False
    wanted = conditions.user_identifier
    if not wanted.patterns:
        return True
    if identifier is None:
        return False
    value = identifier if wanted.type == "IDENTIFIER" else _attribute(unit, wanted, identifier)
    return value is not None and any(_fits(pattern, value.lower(), wanted.type) for pattern in wanted.patterns)


def _is_for(apps: Apps, client_id: str) -> bool:
    if any(app.id == client_id for app in apps.exclude):
        return False
    return not apps.include or any(app.id == client_id for app in apps.include)


def _attribute(unit: Unit, wanted: UserIdentifier, identifier: str) -> str | None:
    user = unit.once("user_by_sign_in_name", identifier, users.by_sign_in_name)
    value = user.profile.get(wanted.attribute or "") if user else None
    return value if isinstance(value, str) else None


def _fits(pattern: Pattern, value: str, type: str) -> bool:
    wanted = pattern.value.lower()
    match pattern.match_type:
        case "SUFFIX" if type == "IDENTIFIER":
            return "@" in value and value.rpartition("@")[2] == wanted
        case "SUFFIX":
            return value.endswith(wanted)
        case "EQUALS":
            return value == wanted
        case "STARTS_WITH":
            return value.startswith(wanted)
        case "CONTAINS":
            return wanted in value
        case "EXPRESSION":
            return re.fullmatch(pattern.value, value, re.IGNORECASE) is not None


def _providers(unit: Unit, action: Idp, identifier: str | None) -> tuple[IdentityProvider, ...]:
    if action.idp_selection_type == "SPECIFIC":
        found = [
            unit.once("idp", provider.id, identity_providers.active) for provider in action.providers if provider.id
        ]
    else:
        found = [
            _LOOK_UP[criterion.property_name](unit.db, evaluate(criterion.provider_expression, identifier or ""))
            for criterion in action.match_criteria
        ]
    return tuple(idp for idp in found if idp and idp.status == "ACTIVE")


_LOOK_UP = {"name": identity_providers.by_name, "id": identity_providers.by_id}


def complaints(db: Connection, rule: RoutingRule) -> list[str]:
    """Return what is wrong with a rule that its types do not say."""
    found = [*_identifier_complaints(rule.conditions.user_identifier), *_action_complaints(db, rule.actions.idp)]
    found += network_complaints(db, Conditions(network=rule.conditions.network))
    apps = rule.conditions.app
    unknown = [app.id for app in (*apps.include, *apps.exclude) if applications.active(db, app.id) is None]
    return found + [f"conditions.app: there is no application {id[:40]!r}" for id in unknown]


def _identifier_complaints(wanted: UserIdentifier) -> list[str]:
    found = []
    if wanted.type == "ATTRIBUTE" and not wanted.attribute:
        found.append("conditions.userIdentifier.attribute: The field cannot be left blank")
    for pattern in wanted.patterns:
        try:
            re.compile(pattern.value if pattern.match_type == "EXPRESSION" else "")
        except re.error as error:
            found.append(f"conditions.userIdentifier.patterns: {pattern.value[:100]!r} is not valid: {error}")
    return found


def _action_complaints(db: Connection, action: Idp) -> list[str]:
    if action.idp_selection_type == "DYNAMIC":
        return _criteria_complaints(action)
    if not 1 <= len(action.providers) <= _MOST_PROVIDERS:
        return [f"actions.idp.providers: must be 1 to {_MOST_PROVIDERS}"]
    named = [provider for provider in action.providers if not provider.local]
    unknown = [provider for provider in named if identity_providers.by_id(db, provider.id or "") is None]
    return [f"actions.idp.providers: there is no identity provider {str(item.id)[:40]!r}" for item in unknown]


def _criteria_complaints(action: Idp) -> list[str]:
    if len(action.match_criteria) != 1 or action.providers:
        return ["actions.idp: a dynamic rule has one of matchCriteria and no providers"]
    try:
        evaluate(action.match_criteria[0].provider_expression, "")
    except ValueError as error:
        return [f"actions.idp.matchCriteria: {error}"]
    return []


POLICY = PolicyType(_NAME, _NAME, RoutingRule, complaints=complaints, several=False, changeable=False)
