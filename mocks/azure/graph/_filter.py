"""`$filter` as a condition of a query: the part of OData 4.01 section 5.1.1 that the directory answers."""

from sqlalchemy import ColumnElement, and_, false, func, not_, or_

from mocks.azure.graph import _conditions as conditions
from mocks.azure.graph._shape import Shape
from mocks.azure.graph._words import Words, unexpected
from mocks.azure.graph_errors import bad_request

_ADVANCED = ("ne", "gt", "lt")
_DEEPEST = 30
_LONGEST_CHAIN = 100


class Filter:
    """Reads a filter once. condition: for the query; advanced: whether the default engine would refuse it."""

    def __init__(self, text: str, shape: Shape) -> None:
        self._shape, self._words, self._depth, self._compared = shape, Words(text), 0, 0
        self.advanced = False
        self.condition = self._any_of()
        if self._words.left:
            raise unexpected(self._words.next())

    def _any_of(self) -> ColumnElement[bool]:
        self._deeper()
        found = [self._all_of()]
        while self._words.take("or"):
            found.append(self._all_of())
        self._depth -= 1
        return or_(*found) if len(found) > 1 else found[0]

    def _all_of(self) -> ColumnElement[bool]:
        found = [self._one()]
        while self._words.take("and"):
            found.append(self._one())
        return and_(*found) if len(found) > 1 else found[0]

    def _one(self) -> ColumnElement[bool]:
        if self._words.take("not"):
            self.advanced = True
            self._deeper()
            condition = self._one()
            self._depth -= 1
            # What is not known to hold does not hold: SQL's third answer is no answer here.
            return not_(func.coalesce(condition, false()))
        if self._words.take("("):
            inner = self._any_of()
            self._words.expect(")")
            return inner
        self._compared += 1
        if self._compared > _LONGEST_CHAIN:
            raise bad_request("Invalid filter clause: it compares too much.")
        return self._comparison(self._words.next())

    def _comparison(self, word: str) -> ColumnElement[bool]:
        if word.lower() in ("startswith", "endswith") and self._words.take("("):
            return self._affix(word.lower())
        if word.lower().endswith("/any") and self._words.take("("):
            return self._lambda(self._shape.named(word[:-4]))
        name = self._shape.named(word)
        operator = self._words.next().lower()
        if operator == "in":
            values = self._words.literals()
            return or_(*(conditions.compare(self._shape, name, "eq", value) for value in values))
        if operator not in conditions.OPERATORS:
            raise unexpected(operator)
        self.advanced = self.advanced or operator in _ADVANCED
        return conditions.compare(self._shape, name, operator, self._words.literal())

    def _affix(self, function: str) -> ColumnElement[bool]:
        name = self._shape.named(self._words.next())
        self._words.expect(",")
        value = self._words.literal()
        self._words.expect(")")
        if function == "startswith":
            return conditions.begins(self._shape, name, value)
        self.advanced = True
        return conditions.ends(self._shape, name, value)

    def _lambda(self, name: str) -> ColumnElement[bool]:
        """Read `x:x eq 'text'` or `x:startswith(x,'text')`, of a collection of texts."""
        words = self._words
        if not self._shape.is_list(name):
            raise bad_request(f"Invalid filter clause: '{name}' is no collection of texts.")
        variable = words.next()
        words.expect(":")
        whole = not words.take("startswith")
        if not whole:
            words.expect("(")
        words.expect(variable)
        words.expect("eq" if whole else ",")
        condition = conditions.holds(self._shape, name, words.literal(), whole=whole)
        if not whole:
            words.expect(")")
        words.expect(")")
        return condition

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise bad_request("Invalid filter clause: it is nested too deeply.")
