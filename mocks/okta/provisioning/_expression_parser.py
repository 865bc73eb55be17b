"""Reading an expression: one method per level of precedence, closures as result. Source: as `expressions.py`."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from mocks.okta.provisioning import _expression_functions as functions
from mocks.okta.provisioning._expression_functions import ExpressionError, Surroundings

_TOKEN = re.compile(
    r"""\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([0-9]{1,15}(?:\.[0-9]{1,15})?)|([A-Za-z_][\w.]*)"""
    r"""|(==|!=|<=|>=|&&|\|\||[(){},+<>!?:]))"""
)
_WORDS = {"true": True, "false": False, "null": None}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: bool(left == right),
    "!=": lambda left, right: bool(left != right),
    "<": lambda left, right: bool(left < right),
    ">": lambda left, right: bool(left > right),
    "<=": lambda left, right: bool(left <= right),
    ">=": lambda left, right: bool(left >= right),
}

Node = Callable[[Surroundings], Any]


class MissingAttribute(Exception):
    """The expression refers to an attribute that is absent, empty, or no single value."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Absent:
    """An attribute without a value: null to comparisons, an error to whatever needs a value."""

    def __init__(self, name: str) -> None:
        self.name = name


def parse(expression: str) -> Node:
    """Return what computes an expression's value; raises ExpressionError."""
    parser = _Parser(_tokens(expression))
    try:
        node = parser.expression()
    except RecursionError as error:
        raise ExpressionError("nested too deeply") from error
    if parser.peek():
        raise ExpressionError(f"{expression[:200]!r}: unexpected {parser.peek()[:40]!r}")
    return node


def _tokens(expression: str) -> list[str]:
    tokens, position = [], 0
    while expression[position:].strip():
        match = _TOKEN.match(expression, position)
        if match is None:
            raise ExpressionError(f"{expression[:200]!r}: cannot be read from position {position}")
        tokens.append(match[0].strip())
        position = match.end()
    return tokens


class _Parser:
    """The tokens and how far they were read."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at = tokens, 0

    def peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def expression(self) -> Node:
        condition = self._either()
        if not self._take("?"):
            return condition
        yes = self.expression()
        self._expect(":")
        no = self.expression()
        return lambda here: yes(here) if _true(condition(here)) else no(here)

    def _either(self) -> Node:
        nodes = [self._both()]
        while self._take("OR", "or", "||"):
            nodes.append(self._both())
        return nodes[0] if len(nodes) == 1 else lambda here: any(_true(node(here)) for node in nodes)

    def _both(self) -> Node:
        nodes = [self._negation()]
        while self._take("AND", "and", "&&"):
            nodes.append(self._negation())
        return nodes[0] if len(nodes) == 1 else lambda here: all(_true(node(here)) for node in nodes)

    def _negation(self) -> Node:
        if self._take("!", "NOT", "not"):
            inner = self._negation()
            return lambda here: not _true(inner(here))
        return self._comparison()

    def _comparison(self) -> Node:
        left = self._sum()
        if self.peek() not in _COMPARISONS:
            return left
        compare, right = _COMPARISONS[self._next()], self._sum()

        def node(here: Surroundings) -> bool:
            try:
                return compare(_or_null(left(here)), _or_null(right(here)))
            except TypeError as error:
                raise ExpressionError("values of different kinds cannot be compared") from error

        return node

    def _sum(self) -> Node:
        nodes = [self._term()]
        while self._take("+"):
            nodes.append(self._term())
        return nodes[0] if len(nodes) == 1 else lambda here: _add([present(node(here)) for node in nodes])

    def _term(self) -> Node:
        word = self._next()
        if word == "(":
            inner = self.expression()
            self._expect(")")
            return inner
        if word == "{":
            items = self._list("}")
            return lambda here: [present(item(here)) for item in items]
        if word[0] in "\"'":
            return _constant(re.sub(r"\\(.)", r"\1", word[1:-1], flags=re.DOTALL))
        if word[0].isdigit():
            return _constant(float(word) if "." in word else int(word))
        if not (word[0].isalpha() or word[0] == "_"):
            raise ExpressionError(f"unexpected {word!r}")
        if self._take("("):
            return self._call(word)
        return _constant(_WORDS[word]) if word in _WORDS else _attribute(word)

    def _call(self, name: str) -> Node:
        if not functions.known(name):
            raise ExpressionError(f"{name} is no function known here")
        items = self._list(")")
        return lambda here: functions.call(name, here, [present(item(here)) for item in items])

    def _list(self, end: str) -> list[Node]:
        if self._take(end):
            return []
        items = [self.expression()]
        while self._take(","):
            items.append(self.expression())
        self._expect(end)
        return items

    def _take(self, *wanted: str) -> bool:
        if self.peek() not in wanted:
            return False
        self._at += 1
        return True

    def _next(self) -> str:
        token = self.peek()
        if not token:
            raise ExpressionError("ends too early")
        self._at += 1
        return token

    def _expect(self, wanted: str) -> None:
        if not self._take(wanted):
            raise ExpressionError(f"{wanted!r} is missing")


def _constant(value: Any) -> Node:
    return lambda _: value


def _attribute(path: str) -> Node:
    root, _, name = path.partition(".")
    if not all(path.split(".")):
        raise ExpressionError(f"{path!r} is no attribute")

    def node(here: Surroundings) -> Any:
        if root not in here.objects:
            known = ", ".join(f"{object}.NAME" for object in here.objects)
            raise ExpressionError(f"{path!r} is no attribute; there are {known}")
        found: Any = here.objects[root]
        for part in name.split(".") if name else ():
            found = found.get(part) if isinstance(found, Mapping) else None
        return _Absent(name or root) if found is None or found == "" else found

    return node


def _or_null(found: Any) -> Any:
    return None if isinstance(found, _Absent) else found


def present(found: Any) -> Any:
    if isinstance(found, _Absent):
        raise MissingAttribute(found.name)
    return found


def _true(found: Any) -> bool:
    if not isinstance(_or_null(found), bool | None):
        raise ExpressionError("a condition must be true or false")
    return bool(_or_null(found))


def _add(values: list[Any]) -> Any:
    """Add numbers; with a text among them, put texts together."""
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return sum(values)
    try:
        return "".join(functions.text(value) for value in values)
    except TypeError as error:
        raise ExpressionError("only single values can be added") from error
