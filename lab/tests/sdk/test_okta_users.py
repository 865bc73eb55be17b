"""The `okta` package, unmodified, over users and groups. Source: Okta fact sheet section 11."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import okta.models as wire

from lab.tests.sdk.okta_org import Org

PROFILE = {"firstName": "Zoe", "lastName": "Zhang", "email": "zoe@contoso.example", "login": "zoe@contoso.example"}


def _create(org: Org, **profile: str) -> Any:
    body = {"profile": PROFILE | profile, "credentials": {"password": {"value": "Quite-long-7"}}}
    return org.create_user(wire.CreateUserRequest.from_dict(body))


def test_a_user_from_first_to_last(org: Org) -> None:
    user = _create(org)
    assert user.status == wire.UserStatus.ACTIVE
    assert org.get_user(user.id).profile.login == PROFILE["login"]
    changed = org.update_user(user.id, wire.UpdateUserRequest.from_dict({"profile": {"nickName": "Zed"}}))
    assert (changed.profile.nick_name, changed.profile.first_name) == ("Zed", "Zoe")
    org.suspend_user(user.id)
    assert org.get_user(user.id).status == wire.UserStatus.SUSPENDED
    org.unsuspend_user(user.id)
    org.deactivate_user(user.id)
    assert org.get_user(user.id).status == wire.UserStatus.DEPROVISIONED
    org.delete_user(user.id)
    assert "E0000007" in org.error_of("get_user", user.id)


def test_paging_as_the_sdk_reads_it(org: Org) -> None:
    """11.1: of two `Link` lines the SDK keeps the last, so that one must be `next`."""
    for number in range(5):
        login = f"page{number}@contoso.example"
        _create(org, login=login, email=login, lastName="Paged")
    seen: list[str] = []
    after: dict[str, str] = {}
    for _ in range(3):
        users, response = org.answer_of("list_users", search='profile.lastName eq "Paged"', limit=2, **after)
        seen += [user.profile.login for user in users]
        link = response.headers["Link"]
        if 'rel="next"' not in link:
            break
        after = {"after": parse_qs(urlsplit(link[link.index("<") + 1 : link.index(">")]).query)["after"][0]}
    assert sorted(seen) == [f"page{number}@contoso.example" for number in range(5)]


def test_groups_and_members(org: Org) -> None:
    user = _create(org)
    group = org.add_group(wire.AddGroupRequest.from_dict({"profile": {"name": "Sdk", "description": "of a test"}}))
    org.assign_user_to_group(group.id, user.id)
    assert [member.id for member in org.list_group_users(group.id)] == [user.id]
    assert "Sdk" in {found.profile.actual_instance.name for found in org.list_groups(q="Sd")}
    org.unassign_user_from_group(group.id, user.id)
    assert org.list_group_users(group.id) == []
    org.delete_group(group.id)
    assert "E0000007" in org.error_of("get_group", group.id)


def test_schema_types_and_rules(org: Org) -> None:
    assert org.get_user_schema("default").definitions.base.properties.login.title == "Username"
    assert [kind.default for kind in org.list_user_types()] == [True]
    group = org.add_group(wire.AddGroupRequest.from_dict({"profile": {"name": "Sellers"}}))
    rule = {
        "type": "group_rule",
        "name": "sellers",
        "conditions": {"expression": {"value": 'user.department=="Sales"', "type": "urn:okta:expression:1.0"}},
        "actions": {"assignUserToGroups": {"groupIds": [group.id]}},
    }
    made = org.create_group_rule(wire.CreateGroupRuleRequest.from_dict(rule))
    org.activate_group_rule(made.id)
    user = _create(org, department="Sales")
    assert [member.id for member in org.list_group_users(group.id)] == [user.id]


def test_what_is_refused_comes_as_okta_s_error(org: Org) -> None:
    _create(org)
    assert "E0000001" in org.error_of("create_user", wire.CreateUserRequest.from_dict({"profile": PROFILE}))
