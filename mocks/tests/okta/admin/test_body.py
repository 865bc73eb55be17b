"""What a form says, as the API wants to be told."""

from mocks.okta.admin._body import nested


def test_paths_become_members() -> None:
    given = {"name": "x", "policy.subject.filter": "y", "policy.subject.matchType": "EMAIL"}
    assert nested(given) == {"name": "x", "policy": {"subject": {"filter": "y", "matchType": "EMAIL"}}}


def test_what_is_blank_is_left_out_but_no_is_said() -> None:
    assert nested({"a.b": "", "c": None, "d": False, "e": []}) == {"d": False, "e": []}
