"""The functions of Okta's expression language. Source: Okta Expression Language overview."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class ExpressionError(Exception):
    """The expression is not well formed, or uses what the lab does not know."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an expression can see.

    objects: `user`, `appuser` and so on with their attributes, None for one that is not there. groups: ids and names
    of the person's groups, asked for only when an expression needs them.
    """

    objects: Mapping[str, Mapping[str, Any] | None]
    groups: Callable[[], Sequence[tuple[str, str]]] = field(default=lambda: ())


Function = Callable[..., Any]

_TEXT: dict[str, Function] = {
    "String.append": lambda left, right: left + right,
    "String.len": len,
    "String.removeSpaces": lambda value: value.replace(" ", ""),
    "String.replace": str.replace,
    "String.replaceFirst": lambda value, old, new: value.replace(old, new, 1),
    "String.startsWith": str.startswith,
    "String.stringContains": lambda value, part: part in value,
    "String.substringAfter": lambda value, mark: value.partition(mark)[2],
    "String.substringBefore": lambda value, mark: value.partition(mark)[0],
    "String.toLowerCase": str.lower,
    "String.toUpperCase": str.upper,
}
"""Those whose arguments are all text."""


def _join(separator: Any, *parts: Any) -> str:
    return str(separator).join(str(part) for part in parts)


def _substring(value: Any, start: Any, end: Any) -> str:
    return str(value)[int(start) : int(end)]


def _switch(value: Any, default: Any, *pairs: Any) -> Any:
    """Return the value that follows the first key contained in the text; `default` when there is none."""
    found = (pairs[at + 1] for at in range(0, len(pairs) - 1, 2) if str(pairs[at]) in str(value))
    return next(found, default)


def _array(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not an array")
    return value


_ANY: dict[str, Function] = {
    "String.join": _join,
    "String.stringSwitch": _switch,
    "String.substring": _substring,
    "Convert.toInt": lambda value: int(float(value)),
    "Convert.toNum": float,
    "Arrays.add": lambda array, value: [*_array(array), value],
    "Arrays.contains": lambda array, value: value in _array(array),
    "Arrays.isEmpty": lambda array: not _array(array),
    "Arrays.remove": lambda array, value: [item for item in _array(array) if item != value],
    "Arrays.size": lambda array: len(_array(array)),
    "Arrays.toCsvString": lambda array: ",".join(str(item) for item in _array(array)),
}


def _filtered(matches: Callable[[str, str], bool]) -> Function:
    """Return `Groups.…(application, text, limit)`: names of the person's groups that match, at most `limit`."""

    def names(here: Surroundings, _application: Any, text: Any, limit: Any) -> list[str]:
        return [name for _, name in here.groups() if matches(name, str(text))][: int(limit)]

    return names


def _member(matches: Callable[[tuple[str, str], str], bool]) -> Function:
    """Return `isMemberOf…(text, …)`: whether one of the person's groups matches one of the texts."""

    def is_member(here: Surroundings, first: Any, *others: Any) -> bool:
        return any(matches(group, str(wanted)) for group in here.groups() for wanted in (first, *others))

    return is_member


def _allowed(here: Surroundings, allowed: Any, attribute: Any, limit: Any) -> list[str]:
    if attribute != "group.name":
        raise ExpressionError("getFilteredGroups: the second argument must be 'group.name'")
    return [name for id, name in here.groups() if id in _array(allowed)][: int(limit)]


_OF_GROUPS: dict[str, Function] = {
    "Groups.contains": _filtered(lambda name, text: text in name),
    "Groups.endsWith": _filtered(str.endswith),
    "Groups.startsWith": _filtered(str.startswith),
    "getFilteredGroups": _allowed,
    "isMemberOfAnyGroup": _member(lambda group, id: group[0] == id),
    "isMemberOfGroup": _member(lambda group, id: group[0] == id),
    "isMemberOfGroupName": _member(lambda group, name: group[1] == name),
    "isMemberOfGroupNameContains": _member(lambda group, text: text in group[1]),
    "isMemberOfGroupNameRegex": _member(lambda group, pattern: bool(re.fullmatch(pattern, group[1]))),
    "isMemberOfGroupNameStartsWith": _member(lambda group, text: group[1].startswith(text)),
}


def known(name: str) -> bool:
    return name in _TEXT or name in _ANY or name in _OF_GROUPS


def call(name: str, here: Surroundings, arguments: Sequence[Any]) -> Any:
    """Call a function; raises ExpressionError when its arguments do not fit."""
    try:
        if name in _TEXT:
            return _TEXT[name](*(text(argument) for argument in arguments))
        if name in _ANY:
            return _ANY[name](*arguments)
        return _OF_GROUPS[name](here, *arguments)
    except (TypeError, ValueError, OverflowError, re.error) as error:
        raise ExpressionError(f"{name}: the arguments do not fit") from error


def text(value: Any) -> str:
    """Return a single value as text, as the language writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        raise TypeError("not a single value")
    return str(value)
