"""What an expression or words ask of an event. Source: fact sheet 8.1.

The parts of an expression that the table's columns can answer become SQL, the rest is asked of each event that the
SQL leaves.
"""

import operator
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement

from mocks.okta.api._scim import BadExpression, Both, Compare, Either, Node, Not, Present, parse
from mocks.okta.api._where import EXACT, TEXT, Field, clause, fields, text
from mocks.okta.api_errors import invalid
from mocks.okta.directory.system_log import SYSTEM_LOG

Event = dict[str, Any]
Predicate = Callable[[Event], bool]

_C = SYSTEM_LOG.c
_IN_SQL = fields(
    {
        "uuid": Field(_C.uuid, EXACT, text),
        "eventType": Field(_C.event_type, TEXT - {"co"}, text),
        "outcome.result": Field(_C.result, EXACT, text),
        "actor.id": Field(_C.actor_id, EXACT, text),
        "transaction.id": Field(_C.transaction_id, EXACT, text),
    }
)
_KNOWN = frozenset(
    [
        "uuid",
        "version",
        "eventType",
        "legacyEventType",
        "displayMessage",
        "severity",
        "actor",
        "client",
        "device",
        "authenticationContext",
        "outcome",
        "securityContext",
        "debugContext",
        "transaction",
        "request",
        "target",
    ]
)
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "co": lambda value, wanted: wanted in value,
    "sw": lambda value, wanted: value.startswith(wanted),
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_NOT_SEARCHABLE = tuple(f"debugContext.debugData.{name}" for name in ("url", "requestUri"))
_MOST_WORDS, _LONGEST_WORD = 10, 40


def read(expression: str) -> tuple[list[ColumnElement[bool]], list[Predicate]]:
    """Return what the database and what each event must be asked; raises ApiError E0000001."""
    try:
        node = parse(expression)
        _check(node)
    except BadExpression as wrong:
        raise invalid("filter", f"filter: {wrong}") from wrong
    asked, rest = [], []
    for part in node.nodes if isinstance(node, Both) else (node,):
        try:
            asked.append(clause(part, _IN_SQL))
        except BadExpression:  # a part that no column can answer
            rest.append(_predicate(part))
            asked.extend(_hint(part))
    return asked, rest


def words(q: str) -> list[Predicate]:
    """Return the predicate of a search for words, all of which must stand in some value; raises ApiError."""
    wanted = q.lower().split()
    if len(wanted) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in wanted):
        raise invalid("q", f"q: at most {_MOST_WORDS} words of at most {_LONGEST_WORD} characters")
    return [_has(word) for word in wanted]


def _has(word: str) -> Predicate:
    return lambda event: any(word in value.lower() for value in _texts(event))


def _check(node: Node) -> None:
    if isinstance(node, Not):
        _check(node.inner)
    elif isinstance(node, Both | Either):
        for inner in node.nodes:
            _check(inner)
    else:
        _check_attribute(node)


def _check_attribute(node: Compare | Present) -> None:
    if node.attribute.partition(".")[0] not in _KNOWN or "[" in node.attribute:
        raise BadExpression(f"'{node.attribute}' cannot be asked for here")
    if isinstance(node, Present):
        return
    if node.operator not in _OPERATORS or (node.operator == "co" and node.attribute in _NOT_SEARCHABLE):
        raise BadExpression(f"'{node.operator}' is not supported for '{node.attribute}'")


def _hint(node: Node) -> list[ColumnElement[bool]]:
    """Return what the stored text of every event has that can meet this part: most need not be read then."""
    if not isinstance(node, Compare) or node.operator != "eq" or not node.attribute.startswith("target."):
        return []
    plain = isinstance(node.value, str) and node.value.isascii() and node.value.isprintable()
    if not plain or any(sign in str(node.value) for sign in '"\\'):
        return []
    return [_C.body.contains(str(node.value), autoescape=True)]


def _predicate(node: Node) -> Predicate:
    if isinstance(node, Both):
        every = [_predicate(inner) for inner in node.nodes]
        return lambda event: all(met(event) for met in every)
    if isinstance(node, Either):
        some = [_predicate(inner) for inner in node.nodes]
        return lambda event: any(met(event) for met in some)
    if isinstance(node, Not):
        inner = _predicate(node.inner)
        return lambda event: not inner(event)
    path = node.attribute.split(".")
    if isinstance(node, Present):
        return lambda event: any(True for _ in _values(event, path))
    return lambda event: any(_meets(value, node) for value in _values(event, path))


def _meets(value: Any, node: Compare) -> bool:
    wanted = node.value
    # A text is compared to texts only, true and false to nothing but themselves.
    if isinstance(value, str) is not isinstance(wanted, str) or isinstance(value, bool) is not isinstance(wanted, bool):
        return False
    if node.operator in ("co", "sw") and not isinstance(value, str):
        return False
    return wanted is not None and _OPERATORS[node.operator](value, wanted)


def _values(found: Any, path: list[str]) -> Iterator[Any]:
    """Yield every value at a path, through lists; nothing for what is null."""
    if isinstance(found, list):
        for item in found:
            yield from _values(item, path)
    elif not path:
        if found is not None and not isinstance(found, dict):
            yield found
    elif isinstance(found, dict):
        yield from _values(found.get(path[0]), path[1:])


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, dict | list):
        for item in found.values() if isinstance(found, dict) else found:
            yield from _texts(item)
    elif isinstance(found, str):
        yield found
