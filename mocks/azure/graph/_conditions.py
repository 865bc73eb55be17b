"""Comparisons of a resource's properties as conditions in SQL. Texts compare in any case, as in the directory."""

import operator
import re
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, func, or_

from mocks.azure.graph._shape import Shape, seconds
from mocks.azure.graph._words import Literal
from mocks.azure.graph_errors import GraphError, bad_request

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "ge": operator.ge,
    "le": operator.le,
    "gt": operator.gt,
    "lt": operator.lt,
}
_NUMBER = re.compile(r"-?[0-9]{1,9}")
_HIGHEST = "\U0010ffff"


def compare(shape: Shape, name: str, word: str, value: Literal) -> ColumnElement[bool]:
    """Return `<property> <operator> <value>`."""
    if value is None:
        return _null(shape, name, word)
    if shape.is_flag(name):
        if not isinstance(value, bool) or word not in ("eq", "ne"):
            raise _unfit(name)
        column = shape.columns[name]
        return column.is_(value) if word == "eq" else column.is_not(value)
    if not isinstance(value, str):
        raise _unfit(name)
    if shape.is_moment(name):
        return _with_null(word, shape.columns[name], OPERATORS[word](shape.columns[name], seconds(value)))
    if shape.is_number(name):
        return _with_null(word, shape.columns[name], OPERATORS[word](shape.columns[name], _number(name, value)))
    text = _text(shape, name)
    if name == "id":
        # Ids are kept in lower case, and found by their key.
        return _with_null(word, text, OPERATORS[word](text, lowered(value)))
    return _with_null(word, text, OPERATORS[word](func.lower(text), lowered(value)))


def begins(shape: Shape, name: str, value: Literal) -> ColumnElement[bool]:
    column = func.lower(_text(shape, name))
    start = lowered(_as_text(name, value))
    # A range, which an index can answer.
    return and_(column >= start, column < start + _HIGHEST)


def ends(shape: Shape, name: str, value: Literal) -> ColumnElement[bool]:
    pattern = f"%{escaped(lowered(_as_text(name, value)))}"
    return func.lower(_text(shape, name)).like(pattern, escape="/")


def holds(shape: Shape, name: str, value: Literal, *, whole: bool) -> ColumnElement[bool]:
    """Tell whether a collection has a text. whole: or one that begins with it."""
    quoted = msgspec.json.encode(lowered(_as_text(name, value))).decode()
    pattern = escaped(quoted if whole else quoted[:-1])
    return func.lower(shape.columns[name]).like(f"%{pattern}%", escape="/")


def lowered(text: str) -> str:
    """Lower-case ASCII alone, as both databases do."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def escaped(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _null(shape: Shape, name: str, word: str) -> ColumnElement[bool]:
    if word not in ("eq", "ne") or name not in shape.columns:
        raise _unfit(name)
    column = shape.columns[name]
    return column.is_(None) if word == "eq" else column.is_not(None)


def _with_null(word: str, column: ColumnElement[Any], condition: Any) -> ColumnElement[bool]:
    """What has no value is not equal to one."""
    return or_(condition, column.is_(None)) if word == "ne" else condition


def _text(shape: Shape, name: str) -> ColumnElement[str]:
    if not shape.is_text(name):
        raise bad_request(f"Unsupported or invalid query filter clause specified for property '{name}' of resource.")
    return shape.columns[name]


def _number(name: str, value: str) -> int:
    if not _NUMBER.fullmatch(value):
        raise _unfit(name)
    return int(value)


def _as_text(name: str, value: Literal) -> str:
    if not isinstance(value, str):
        raise _unfit(name)
    return value


def _unfit(name: str) -> GraphError:
    return bad_request(f"Invalid filter clause: property '{name}' cannot be compared like that.")
