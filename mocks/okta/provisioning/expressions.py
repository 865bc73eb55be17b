"""The part of Okta's expression language that mappings need.

`idpuser.email`, `appuser.firstName`, `"text"`, `a + b`, and `String.` functions over these. Source: Okta
Expression Language overview.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(r"""\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_][\w.]*)|([(),+]))""")
_USERS = ("idpuser", "appuser", "source")


class ExpressionError(Exception):
    """The expression is not well formed, or uses what the lab does not know."""


class MissingAttribute(Exception):
    """The expression refers to an attribute that is absent, empty, or no single value."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _substring_before(value: str, mark: str) -> str:
    return value.partition(mark)[0]


def _substring_after(value: str, mark: str) -> str:
    return value.partition(mark)[2]


_FUNCTIONS: dict[str, Callable[..., str]] = {
    "String.toLowerCase": str.lower,
    "String.toUpperCase": str.upper,
    "String.append": lambda left, right: left + right,
    "String.replace": str.replace,
    "String.removeSpaces": lambda value: value.replace(" ", ""),
    "String.substringBefore": _substring_before,
    "String.substringAfter": _substring_after,
}


def evaluate(expression: str, attributes: Mapping[str, Any]) -> str:
    """Return an expression's value over a person's attributes.

    Raises MissingAttribute naming the attribute, ExpressionError when the expression is wrong.
    """
    parser = _Parser(_tokens(expression), attributes)
    try:
        value = parser.sum()
    except RecursionError as error:
        raise ExpressionError("nested too deeply") from error
    if parser.rest:
        raise ExpressionError(f"{expression!r}: unexpected {parser.rest[0]!r}")
    return value


def _tokens(expression: str) -> list[str]:
    tokens, position = [], 0
    while expression[position:].strip():
        match = _TOKEN.match(expression, position)
        if match is None:
            raise ExpressionError(f"{expression!r}: cannot be read from position {position}")
        tokens.append(match[0].strip())
        position = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[str], attributes: Mapping[str, Any]) -> None:
        self.rest, self._attributes = tokens, attributes

    def sum(self) -> str:
        value = self._term()
        while self.rest and self.rest[0] == "+":
            self.rest.pop(0)
            value += self._term()
        return value

    def _term(self) -> str:
        if not self.rest:
            raise ExpressionError("ends too early")
        token = self.rest.pop(0)
        if token[0] in "\"'":
            return re.sub(r"\\(.)", r"\1", token[1:-1])
        if self.rest and self.rest[0] == "(":
            return self._call(token)
        return self._attribute(token)

    def _attribute(self, token: str) -> str:
        user, _, name = token.partition(".")
        if user not in _USERS or not name:
            raise ExpressionError(f"{token!r} is no attribute; say appuser.NAME or idpuser.NAME")
        value = self._attributes.get(name)
        if isinstance(value, bool):
            return str(value).lower()
        if not isinstance(value, str | int | float) or value == "":
            raise MissingAttribute(name)
        return str(value)

    def _call(self, name: str) -> str:
        if name not in _FUNCTIONS:
            raise ExpressionError(f"{name} is no function known here")
        self.rest.pop(0)
        arguments = [self.sum()]
        while self.rest and self.rest[0] == ",":
            self.rest.pop(0)
            arguments.append(self.sum())
        if not self.rest or self.rest.pop(0) != ")":
            raise ExpressionError(f"{name}: a bracket is not closed")
        try:
            return _FUNCTIONS[name](*arguments)
        except TypeError as error:
            raise ExpressionError(f"{name}: wrong number of arguments") from error
