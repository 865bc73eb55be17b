"""The part of Okta's expression language that mappings and claims need.

`idpuser.email`, `"text"`, `42`, `null`, `a + b`, comparisons, `AND`, `OR`, `NOT`, `c ? a : b`, `{'a', 'b'}` and the
functions beside this file. Source: Okta Expression Language overview.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mocks.okta.provisioning import _expression_functions as functions
from mocks.okta.provisioning._expression_functions import ExpressionError, Surroundings
from mocks.okta.provisioning._expression_parser import MissingAttribute, Node, parse, present

__all__ = ["ExpressionError", "MissingAttribute", "Surroundings", "compiled", "evaluate", "value"]

_MAPPED = ("idpuser", "appuser", "source")


def evaluate(expression: str, attributes: Mapping[str, Any]) -> str:
    """Return an expression's value over a person's attributes, as text.

    Raises MissingAttribute naming the attribute, ExpressionError when the expression is wrong.
    """
    single = {name: item for name, item in attributes.items() if isinstance(item, str | int | float)}
    found = value(expression, Surroundings(dict.fromkeys(_MAPPED, single)))
    try:
        return functions.text(found)
    except TypeError as error:
        raise ExpressionError(f"{expression[:200]!r} yields no single value") from error


def value(expression: str, here: Surroundings) -> Any:
    """Return an expression's value: text, number, boolean or list. Raises as `evaluate` does."""
    try:
        return present(compiled(expression)(here))
    except RecursionError as error:
        raise ExpressionError("nested too deeply") from error


@lru_cache(maxsize=500)
def compiled(expression: str) -> Node:
    """Read an expression once; raises ExpressionError."""
    return parse(expression)
