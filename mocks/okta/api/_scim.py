"""The expressions of `filter` and `search`: SCIM's grammar, read into a tree.

    filter  = term *("or" term)      term = factor *("and" factor)
    factor  = "not" factor / "(" filter ")" / attribute "pr" / attribute operator value
Source: RFC 7644 section 3.4.2.2; fact sheet 4.5 and 8.1.
"""

import re
from dataclasses import dataclass

Value = str | bool | float | None

_TOKEN = re.compile(r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<paren>[()])|(?P<word>[^\s()"]+))')
_ESCAPED = re.compile(r"\\(.)")
_DEEPEST = 20
OPERATORS = frozenset({"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"})


class BadExpression(ValueError):
    """The expression is not of the grammar; the text says what was met where."""


@dataclass(frozen=True, slots=True)
class Compare:
    """attribute: as written; operator: lower case."""

    attribute: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Present:
    attribute: str


@dataclass(frozen=True, slots=True)
class Not:
    inner: "Node"


@dataclass(frozen=True, slots=True)
class Both:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    nodes: tuple["Node", ...]


Node = Compare | Present | Not | Both | Either


def parse(expression: str) -> Node:
    """Read an expression; raises BadExpression."""
    reader = _Reader(_tokens(expression))
    node = reader.either(0)
    if reader.peek():
        raise BadExpression(f"'{reader.peek()}' was not expected")
    return node


def _tokens(expression: str) -> list[str]:
    tokens, position, end = [], 0, len(expression.rstrip())
    while position < end:
        match = _TOKEN.match(expression, position)
        if match is None:
            raise BadExpression(f"the text at position {position} is not closed")
        tokens.append(match[match.lastgroup or 0])
        position = match.end()
    return tokens


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at = tokens, 0

    def peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise BadExpression("the expression ends too early")
        self._at += 1
        return token

    def either(self, depth: int) -> Node:
        nodes = [self._both(depth)]
        while self.peek().lower() == "or":
            self.take()
            nodes.append(self._both(depth))
        return nodes[0] if len(nodes) == 1 else Either(tuple(nodes))

    def _both(self, depth: int) -> Node:
        nodes = [self._factor(depth)]
        while self.peek().lower() == "and":
            self.take()
            nodes.append(self._factor(depth))
        return nodes[0] if len(nodes) == 1 else Both(tuple(nodes))

    def _factor(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise BadExpression("the expression is nested too deeply")
        word = self.take()
        if word.lower() == "not":
            return Not(self._factor(depth + 1))
        if word == "(":
            node = self.either(depth + 1)
            if self.take() != ")":
                raise BadExpression("a closing parenthesis is missing")
            return node
        return self._comparison(word)

    def _comparison(self, attribute: str) -> Node:
        if attribute == ")" or attribute.startswith('"'):
            raise BadExpression(f"an attribute was expected instead of {attribute}")
        operator = self.take().lower()
        if operator == "pr":
            return Present(attribute)
        if operator not in OPERATORS:
            raise BadExpression(f"'{operator}' is no operator")
        return Compare(attribute, operator, _value(self.take()))


def _value(token: str) -> Value:
    if token.startswith('"'):
        return _ESCAPED.sub(r"\1", token[1:-1])
    if token.lower() in ("true", "false"):
        return token.lower() == "true"
    if token.lower() == "null":
        return None
    try:
        return float(token)
    except ValueError:
        raise BadExpression(f"'{token}' is neither a number nor a text in double quotes") from None
