"""From a `filter` or `search` to a WHERE clause: each list says which attributes it has and what may be asked."""

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_

from mocks.okta.api._scim import BadExpression, Both, Compare, Either, Node, Not, Present, Value, parse
from mocks.okta.api_errors import ApiError, invalid

TEXT = frozenset({"eq", "co", "sw"})
EXACT = frozenset({"eq"})
ORDERED = frozenset({"eq", "gt", "ge", "lt", "le"})


@dataclass(frozen=True, slots=True)
class Field:
    """A column that may be asked for.

    key: what the value becomes before it is compared (lower case where case does not count, a moment in seconds).
    test: the condition for a value where it is more than a comparison, such as what another table says.
    """

    column: ColumnElement[Any]
    operators: frozenset[str] = EXACT
    key: Callable[[Value], Any] = lambda value: value
    test: Callable[[Any], ColumnElement[bool]] | None = None


Fields = Callable[[str], Field | None]


def folded(value: Value) -> str:
    """Return a text without case; for columns that hold such keys."""
    if not isinstance(value, str):
        raise BadExpression("a text in double quotes was expected")
    return value.lower()


def text(value: Value) -> str:
    if not isinstance(value, str):
        raise BadExpression("a text in double quotes was expected")
    return value


def lowered(value: Value) -> ColumnElement[str]:
    """Return a text without case, in the database's own way; for columns that the database lowers itself."""
    return func.lower(text(value))


def moment(value: Value) -> float:
    """Return an ISO 8601 date as seconds since the epoch."""
    try:
        return datetime.fromisoformat(text(value)).timestamp()
    except (ValueError, OverflowError) as error:
        raise BadExpression(f"'{value}' is no date") from error


def fields(table: Mapping[str, Field]) -> Fields:
    """Return a look-up for a list whose attributes are fixed."""
    return table.get


def where(expression: str, known: Fields, *, error: str = "E0000031") -> ColumnElement[bool]:
    """Translate an expression; raises ApiError with what is wrong in it."""
    try:
        return clause(parse(expression), known)
    except BadExpression as wrong:
        raise (invalid("filter", str(wrong)) if error == "E0000001" else ApiError(error, "", [str(wrong)])) from wrong


def starts_with(column: ColumnElement[Any], value: str | ColumnElement[str]) -> ColumnElement[bool]:
    """Compare the beginning of a text as a range, which an index serves; the column compares byte by byte."""
    return and_(column >= value, column < value + "\U0010ffff")


def clause(node: Node, known: Fields) -> ColumnElement[bool]:
    """Translate an expression that was read; raises BadExpression for what the table cannot answer."""
    if isinstance(node, Both):
        return and_(*(clause(inner, known) for inner in node.nodes))
    if isinstance(node, Either):
        return or_(*(clause(inner, known) for inner in node.nodes))
    if isinstance(node, Not):
        return not_(clause(node.inner, known))
    field = known(node.attribute)
    if field is None:
        raise BadExpression(f"'{node.attribute}' cannot be asked for here")
    if isinstance(node, Present):
        return field.column.is_not(None)
    if node.operator not in field.operators:
        raise BadExpression(f"'{node.operator}' is not supported for '{node.attribute}'")
    return _comparison(node, field)


def _anywhere(value: Value) -> str:
    escaped = text(value).replace("/", "//").replace("%", "/%").replace("_", "/_")
    return f"%{escaped}%"


def _comparison(node: Compare, field: Field) -> ColumnElement[bool]:
    value = field.key(node.value)
    if isinstance(value, float) and not math.isfinite(value):
        raise BadExpression("a number was expected")
    if field.test:
        return field.test(value)
    column = field.column
    match node.operator:
        case "eq":
            return column.is_(None) if value is None else column == value
        case "sw":
            return starts_with(column, value)
        case "co":
            return column.like(field.key(_anywhere(node.value)), escape="/")
    compare: Callable[[Any, Any], ColumnElement[bool]] = getattr(operator, node.operator)
    return compare(column, value)
