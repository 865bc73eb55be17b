"""Group rules at work: whoever a rule's expression is true for joins its groups, and leaves them when it no longer is.

Source: fact sheet 4.6.
"""

from mocks.kit.web import Unit
from mocks.okta.directory import group_rules, groups, system_log
from mocks.okta.directory.group_rules import GroupRule
from mocks.okta.directory.system_log import Party
from mocks.okta.directory.users import User
from mocks.okta.provisioning.expressions import ExpressionError, MissingAttribute, Surroundings, value


def apply(unit: Unit, user: User) -> None:
    """Put a user into the groups that active rules say, and take them out of those that rules no longer say."""
    rules = group_rules.active(unit.db)
    before = group_rules.put_in_by_rules(unit.db, user.id) if rules else set()
    if not rules:
        return
    known = groups.of_user(unit.db, user.id)
    here = Surroundings({"user": user.profile}, lambda: [(group.id, group.name) for group in known])
    wanted = {(rule.id, group) for rule in rules if matches(rule, user, here) for group in rule.group_ids}
    live = {rule.id for rule in rules}
    for rule_id, group_id in sorted(wanted - before):
        _join(unit, rule_id, group_id, user)
    for rule_id, group_id in sorted(pair for pair in before - wanted if pair[0] in live):
        _leave(unit, rule_id, group_id, user)


def matches(rule: GroupRule, user: User, here: Surroundings) -> bool:
    """Tell whether a rule is true for a user; one that cannot be told, for want of an attribute, is not."""
    if user.id in rule.excluded:
        return False
    try:
        return value(rule.expression, here) is True
    except (MissingAttribute, ExpressionError):
        return False


def _join(unit: Unit, rule_id: str, group_id: str, user: User) -> None:
    # Who is in the group by hand stays there whatever the rule says later: nothing is noted for them.
    if groups.is_member(unit.db, group_id, user.id):
        return
    groups.add_member(unit.db, group_id, user.id)
    group_rules.note(unit.db, rule_id, group_id, user.id)
    _record(unit, "group.user_membership.add", rule_id, group_id, user)


def _leave(unit: Unit, rule_id: str, group_id: str, user: User) -> None:
    group_rules.unnote(unit.db, rule_id, group_id, user.id)
    if any(group == group_id for _, group in group_rules.put_in_by_rules(unit.db, user.id)):
        return
    groups.remove_member(unit.db, group_id, user.id)
    _record(unit, "group.user_membership.remove", rule_id, group_id, user)


def _record(unit: Unit, event: str, rule_id: str, group_id: str, user: User) -> None:
    groups.note_change_of_members(unit.db, group_id, unit.runtime.clock.now())
    rule = Party(rule_id, "GroupRule", rule_id, rule_id)
    person = Party(user.id, "User", user.login, user.display_name)
    system_log.record(unit, event, rule, [person, Party(group_id, "UserGroup", group_id, group_id)])
