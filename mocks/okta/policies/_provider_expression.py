"""Which provider a dynamic routing rule means: `login.identifier.substringAfter('@')`. Source: fact sheet 3.8."""

import re
from collections.abc import Callable

_CALL = re.compile(r"\.([A-Za-z]+)\((?:'([^']*)'|\"([^\"]*)\")?\)")
_SUBJECT = "login.identifier"
_FUNCTIONS: dict[str, Callable[[str, str], str]] = {
    "substringAfter": lambda value, mark: value.partition(mark)[2],
    "substringBefore": lambda value, mark: value.partition(mark)[0],
    "toLowerCase": lambda value, _: value.lower(),
    "toUpperCase": lambda value, _: value.upper(),
}


def evaluate(expression: str, identifier: str) -> str:
    """Return what an expression makes of a typed identifier; raises ValueError when it cannot be read."""
    if not expression.startswith(_SUBJECT):
        raise ValueError(f"{expression[:100]!r} does not begin with {_SUBJECT}")
    position, value = len(_SUBJECT), identifier
    while position < len(expression):
        call = _CALL.match(expression, position)
        if call is None or call[1] not in _FUNCTIONS:
            raise ValueError(f"{expression[:100]!r} cannot be read from position {position}")
        value = _FUNCTIONS[call[1]](value, call[2] or call[3] or "")
        position = call.end()
    return value
