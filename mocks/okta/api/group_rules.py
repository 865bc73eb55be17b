"""Group rules: made, edited while inactive, activated for everybody at once. Source: fact sheet 4.6."""

from dataclasses import replace as changed
from typing import Any, Literal

import msgspec
from sqlalchemy.exc import IntegrityError

from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import Api
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import group_rules, groups, user_records, users
from mocks.okta.directory.group_rules import ACTIVE, INACTIVE, GroupRule
from mocks.okta.directory.system_log import Party
from mocks.okta.provisioning import rules
from mocks.okta.provisioning.expressions import ExpressionError, compiled

bp = Api("group_rules")
_READ, _MANAGE = "okta.groups.read", "okta.groups.manage"
_AT_ONCE = 500


class Excluded(msgspec.Struct):
    exclude: list[str] = []


class People(msgspec.Struct):
    users: Excluded = msgspec.field(default_factory=Excluded)


class Expression(msgspec.Struct):
    value: str
    type: Literal["urn:okta:expression:1.0"] = "urn:okta:expression:1.0"


class Conditions(msgspec.Struct):
    expression: Expression
    people: People = msgspec.field(default_factory=People)


class Assignment(msgspec.Struct):
    groupIds: list[str]  # noqa: N815 (as on the wire)


class Actions(msgspec.Struct):
    assignUserToGroups: Assignment  # noqa: N815


class RuleInput(msgspec.Struct):
    name: str
    conditions: Conditions
    actions: Actions
    type: Literal["group_rule"] = "group_rule"


@bp.get("/groups/rules", _READ)
def every(call: Call) -> list[dict[str, Any]]:
    limit = call.limit(50, 200)
    found = group_rules.page(call.db, limit + 1, call.cursor_text())
    call.link_self()
    if len(found) > limit:
        call.link_next(found[limit - 1].id)
    return [_shown(rule) for rule in found[:limit]]


@bp.post("/groups/rules", _MANAGE)
def add(call: Call) -> dict[str, Any]:
    moment = call.now.timestamp()
    return _write(call, GroupRule(call.new_id("0pr"), "", INACTIVE, "", (), (), moment, moment), "add")


@bp.get("/groups/rules/<id>", _READ)
def one(call: Call, id: str) -> dict[str, Any]:
    return _shown(_named(call, id))


@bp.put("/groups/rules/<id>", _MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    rule = _named(call, id)
    if rule.status == ACTIVE:
        raise invalid("status", "A rule must be inactive to be edited")
    return _write(call, rule, "update")


@bp.delete("/groups/rules/<id>", _MANAGE)
def delete(call: Call, id: str) -> None:
    rule = _named(call, id)
    group_rules.remove(call.db, rule.id)
    call.record("group.rule.delete", [_party(rule)])
    call.status = 202


@bp.post("/groups/rules/<id>/lifecycle/activate", _MANAGE)
def activate(call: Call, id: str) -> None:
    """Activate a rule and put everybody it is true for into its groups."""
    rule = _named(call, id)
    group_rules.write(call.db, changed(rule, status=ACTIVE, last_updated=call.now.timestamp()))
    call.record("group.rule.activate", [_party(rule)])
    _apply_to_everybody(call)


@bp.post("/groups/rules/<id>/lifecycle/deactivate", _MANAGE)
def deactivate(call: Call, id: str) -> None:
    """Stop a rule; its people stay where they are until it is active again and no longer true for them."""
    rule = _named(call, id)
    group_rules.write(call.db, changed(rule, status=INACTIVE, last_updated=call.now.timestamp()))
    call.record("group.rule.deactivate", [_party(rule)])


def _apply_to_everybody(call: Call) -> None:
    after = None
    while True:
        records, after = user_records.page(call.db, None, _AT_ONCE, after)
        for record in records:
            if user := users.by_id(call.db, record.id):
                rules.apply(call.unit, user)
        if after is None:
            return


def _named(call: Call, id: str) -> GroupRule:
    rule = group_rules.by_id(call.db, id)
    if rule is None:
        raise not_found(id, "GroupRule")
    return rule


def _write(call: Call, rule: GroupRule, event: str) -> dict[str, Any]:
    given = call.body(RuleInput)
    _check(call, given)
    written = changed(
        rule,
        name=given.name,
        expression=given.conditions.expression.value,
        group_ids=tuple(dict.fromkeys(given.actions.assignUserToGroups.groupIds)),
        excluded=tuple(given.conditions.people.users.exclude),
        last_updated=call.now.timestamp(),
    )
    try:
        group_rules.write(call.db, written)
    except IntegrityError as taken:
        raise invalid("name", "name: An object with this field already exists in the current organization") from taken
    call.record(f"group.rule.{event}", [_party(written)])
    return _shown(written)


def _check(call: Call, given: RuleInput) -> None:
    if not 0 < len(given.name.strip()) <= 50:
        raise invalid("name", "name: must have between 1 and 50 characters")
    try:
        compiled(given.conditions.expression.value)
    except (ExpressionError, RecursionError) as error:
        raise invalid("conditions.expression", f"Invalid property expression: {error}") from error
    ids = given.actions.assignUserToGroups.groupIds
    if not ids:
        raise invalid("actions", "groupIds: must name at least one group")
    for id in ids:
        group = groups.by_id(call.db, id)
        if group is None:
            raise not_found(id, "UserGroup")
        if group.type != groups.OKTA_GROUP:
            raise ApiError("E0000111")


def _party(rule: GroupRule) -> Party:
    return Party(rule.id, "GroupRule", rule.name, rule.name)


def _shown(rule: GroupRule) -> dict[str, Any]:
    return {
        "type": "group_rule",
        "id": rule.id,
        "status": rule.status,
        "name": rule.name,
        "created": iso(rule.created),
        "lastUpdated": iso(rule.last_updated),
        "conditions": {
            "people": {"users": {"exclude": list(rule.excluded)}, "groups": {"exclude": []}},
            "expression": {"value": rule.expression, "type": "urn:okta:expression:1.0"},
        },
        "actions": {"assignUserToGroups": {"groupIds": list(rule.group_ids)}},
    }
