"""Changes that a token hook commands. Source: Okta fact sheet 9.4, RFC 6902 section 4."""

from datetime import timedelta
from typing import Any

import pytest

from mocks.oauth.model import Draft, Drafts
from mocks.okta.hooks._inline import Command
from mocks.okta.hooks._patch import ACCESS, IDENTITY, PatchError, patched

CLAIMS = {"iat": 1000, "exp": 4600, "iss": "i", "sub": "s", "aud": "a", "list": ["a", "b"], "map": {"x": 1}, "a/b~": 1}


def drafts() -> Drafts:
    return Drafts(*(Draft({**CLAIMS, "list": ["a", "b"], "map": {"x": 1}}, timedelta(hours=1)) for _ in range(2)))


def command(*operations: Any, type: str = ACCESS) -> Command:
    return Command(type, list(operations))


def operation(op: str, path: str, *value: Any) -> dict[str, Any]:
    return {"op": op, "path": path} | ({"value": value[0]} if value else {})


@pytest.mark.parametrize(
    ("change", "name", "wanted"),
    [
        (operation("add", "/claims/new", {"deep": [1]}), "new", {"deep": [1]}),
        (operation("add", "/claims/nothing", None), "nothing", None),
        (operation("add", "/claims/list", "over it"), "list", "over it"),
        (operation("add", "/claims/map/y", 2), "map", {"x": 1, "y": 2}),
        (operation("add", "/claims/list/0", "c"), "list", ["c", "a", "b"]),
        (operation("add", "/claims/list/2", "c"), "list", ["a", "b", "c"]),
        (operation("add", "/claims/list/-", "c"), "list", ["a", "b", "c"]),
        (operation("replace", "/claims/map/x", 2), "map", {"x": 2}),
        (operation("replace", "/claims/list/1", "c"), "list", ["a", "c"]),
        (operation("replace", "/claims/a~1b~0", 2), "a/b~", 2),
        (operation("replace", "/claims/sub", "other"), "sub", "other"),
        (operation("replace", "/claims/aud", "other"), "aud", "other"),
        (operation("remove", "/claims/list/0"), "list", ["b"]),
        (operation("remove", "/claims/map/x", None), "map", {}),
    ],
    ids=str,
)
def test_what_a_change_does(change: dict[str, Any], name: str, wanted: Any) -> None:
    """To the token that the command is for, and to no other."""
    before = drafts()
    after = patched(before, [command(change)])
    assert after.access
    assert after.access.claims[name] == wanted
    assert after.identity == before.identity == drafts().identity
    assert before == drafts()


def test_a_claim_is_removed() -> None:
    after = patched(drafts(), [command(operation("remove", "/claims/map"))])
    assert after.access
    assert "map" not in after.access.claims


def test_commands_work_in_their_order() -> None:
    first, second = operation("add", "/claims/new", {}), operation("add", "/claims/new/y", 2)
    after = patched(drafts(), [command(first), command(second)])
    assert after.access
    assert after.access.claims["new"] == {"y": 2}


@pytest.mark.parametrize("seconds", [300, 86400])
def test_a_lifetime_is_replaced(seconds: int) -> None:
    after = patched(drafts(), [command(operation("replace", "/token/lifetime/expiration", seconds), type=IDENTITY)])
    assert after.identity
    assert (after.identity.lifetime, after.identity.claims["exp"]) == (timedelta(seconds=seconds), 1000 + seconds)


@pytest.mark.parametrize(
    "change",
    [
        operation("replace", "/token/lifetime/expiration", 299),
        operation("replace", "/token/lifetime/expiration", 86401),
        operation("replace", "/token/lifetime/expiration", "3600"),
        operation("replace", "/token/lifetime/expiration", True),
        operation("add", "/token/lifetime/expiration", 3600),
        operation("replace", "/claims/new", 1),
        operation("remove", "/claims/new"),
        operation("remove", "/claims/map", "a value"),
        operation("add", "/claims/new"),
        operation("replace", "/claims/map"),
        operation("add", "/claims/new/x", 1),
        operation("add", "/claims/sub/x", 1),
        operation("add", "/claims/list/3", 1),
        operation("add", "/claims/list/01", 1),
        operation("add", "/claims/list/x", 1),
        operation("replace", "/claims/list/2", 1),
        operation("replace", "/claims/list/-", 1),
        operation("remove", "/claims/list/-1"),
        operation("replace", "/claims/iss", "https://evil.example"),
        operation("remove", "/claims/iss"),
        operation("add", "/claims/ver", 2),
        operation("add", "/claims/exp", 99999),
        operation("add", "/claims/groups", ["admins"]),
        operation("add", "/claims/uid", "other"),
        operation("copy", "/claims/new", 1),
        operation("add", "/claims/", 1),
        operation("add", "/claims", {}),
        operation("add", "claims/new", 1),
        operation("add", "/scopes/new", 1),
        operation("add", "", {}),
        {"path": "/claims/new", "value": 1},
        "add",
    ],
    ids=str,
)
def test_what_cannot_be_done(change: Any) -> None:
    """It takes every other change of the answer with it."""
    before = drafts()
    with pytest.raises(PatchError):
        patched(before, [command(operation("add", "/claims/good", 1)), command(change)])
    assert before == drafts()


@pytest.mark.parametrize("name", ["sub", "aud", "nonce", "at_hash", "sid", "idp"])
def test_an_id_token_has_its_own_reserved_claims(name: str) -> None:
    with pytest.raises(PatchError, match="reserved"):
        patched(drafts(), [command(operation("add", f"/claims/{name}", 1), type=IDENTITY)])


@pytest.mark.parametrize("given", [Command("com.okta.assertion.patch", []), Command(ACCESS, "x"), Command(ACCESS)])
def test_what_is_no_command(given: Command) -> None:
    with pytest.raises(PatchError):
        patched(drafts(), [given])


def test_a_command_for_a_token_that_is_not_issued() -> None:
    with pytest.raises(PatchError, match="fits none"):
        patched(Drafts(drafts().access, None), [command(operation("add", "/claims/new", 1), type=IDENTITY)])
