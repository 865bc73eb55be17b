"""What a token hook may do to a token: JSON Patch, as far as Okta has it. Source: fact sheet 9.4, RFC 6902, RFC 6901.

All commands of an answer work, or none does.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import deepcopy
from datetime import timedelta
from typing import Any

import msgspec

from mocks.oauth.model import Draft, Drafts
from mocks.okta.hooks._inline import Command

IDENTITY, ACCESS = "com.okta.identity.patch", "com.okta.access.patch"
_LIFETIME = "/token/lifetime/expiration"
_SHORTEST, _LONGEST = 300, 86400  # seconds

_BOTH = frozenset({"iss", "jti", "token_type", "ver", "iat", "exp", "nbf", "active", "client_id"})
_RESERVED: Mapping[str, Collection[str]] = {
    ACCESS: _BOTH
    | {"acr", "amr", "as_uri", "auth_time", "cid", "groups", "rpt", "rsi", "scp", "uid", "username", "cnf", "act"},
    IDENTITY: _BOTH
    | {"aud", "sub", "amr", "at_hash", "auth_time", "c_hash", "cnf", "groups", "group", "idp", "nonce", "scope", "sid"}
    | {"aid", "app_id", "app_type", "client_ip", "client_req_id", "client_type", "client_user_agent", "did", "dst"}
    | {"device_compliance", "device_id", "device_known", "device_managed", "device_name", "device_trust", "hotk"}
    | {"idp_iss", "mac_key", "may_act", "oid", "okta_emailVerified", "okta_lastUpdated", "orig", "permissions"}
    | {"purpose", "pwd_exp_days", "pwd_exp_time", "rid", "role", "scopes", "term", "user_ip"},
}
"""Claims that are the system's, by command."""


class PatchError(Exception):
    """A command cannot be carried out; the text is a reason for the log."""


class Operation(msgspec.Struct, frozen=True):
    """One change. path: below `/claims`, or that of the lifetime."""

    op: str
    path: str
    value: Any = msgspec.UNSET


def patched(drafts: Drafts, commands: Iterable[Command]) -> Drafts:
    """Return the tokens as the commands want them; raises PatchError when one of them cannot be carried out."""
    found = {ACCESS: _copy(drafts.access), IDENTITY: _copy(drafts.identity)}
    for command in commands:
        token = found.get(command.type)
        if token is None:
            raise PatchError(f"'{command.type[:60]}' fits none of the tokens that are issued")
        for operation in _operations(command.value):
            token = _changed(token, operation, _RESERVED[command.type])
        found[command.type] = token
    return Drafts(found[ACCESS], found[IDENTITY])


def _copy(draft: Draft | None) -> Draft | None:
    return Draft(deepcopy(draft.claims), draft.lifetime) if draft else None


def _operations(value: Any) -> list[Operation]:
    try:
        return msgspec.convert(value, list[Operation])
    except msgspec.ValidationError as error:
        raise PatchError(f"a command's value is no list of operations: {error}") from error


def _changed(token: Draft, operation: Operation, reserved: Collection[str]) -> Draft:
    if operation.path == _LIFETIME:
        return _with_lifetime(token, operation)
    steps = [step.replace("~1", "/").replace("~0", "~") for step in operation.path.split("/")]
    if len(steps) < 3 or steps[:2] != ["", "claims"] or not steps[2]:
        raise PatchError(f"'{operation.path[:100]}' is not the path of a claim")
    if steps[2] in reserved:
        raise PatchError(f"the claim '{steps[2][:60]}' is reserved")
    change = _CHANGES.get(operation.op)
    if change is None:
        raise PatchError(f"there is no operation '{operation.op[:20]}'")
    change(_place(token.claims, steps[2:-1]), steps[-1], operation.value)
    return token


def _with_lifetime(token: Draft, operation: Operation) -> Draft:
    seconds = operation.value
    if operation.op != "replace" or type(seconds) is not int or not _SHORTEST <= seconds <= _LONGEST:
        raise PatchError(f"a lifetime is replaced by {_SHORTEST} to {_LONGEST} seconds")
    return Draft(token.claims | {"exp": token.claims["iat"] + seconds}, timedelta(seconds=seconds))


def _place(claims: dict[str, Any], steps: Iterable[str]) -> Any:
    """Return the object or array that holds what a path names."""
    place: Any = claims
    for step in steps:
        place = place[_known(place, step)]
    return place


def _known(place: Any, step: str) -> Any:
    """Return the key or index of something that is there."""
    if isinstance(place, dict) and step in place:
        return step
    if isinstance(place, list) and (index := _index(step)) is not None and index < len(place):
        return index
    raise PatchError(f"'{step[:60]}' is not there")


def _index(step: str) -> int | None:
    plain = step.isascii() and step.isdigit() and len(step) < 6 and (step == "0" or step[0] != "0")
    return int(step) if plain else None


def _add(place: Any, step: str, value: Any) -> None:
    if isinstance(place, dict):
        place[step] = _given(value)
        return
    index = len(place) if isinstance(place, list) and step == "-" else _index(step)
    if not isinstance(place, list) or index is None or index > len(place):
        raise PatchError(f"nothing can be added at '{step[:60]}'")
    place.insert(index, _given(value))


def _replace(place: Any, step: str, value: Any) -> None:
    place[_known(place, step)] = _given(value)


def _remove(place: Any, step: str, value: Any) -> None:
    if value is not None and value is not msgspec.UNSET:
        raise PatchError("what is removed has no value")
    del place[_known(place, step)]


def _given(value: Any) -> Any:
    if value is msgspec.UNSET:
        raise PatchError("an operation lacks its value")
    return value


_CHANGES: Mapping[str, Callable[[Any, str, Any], None]] = {"add": _add, "replace": _replace, "remove": _remove}
