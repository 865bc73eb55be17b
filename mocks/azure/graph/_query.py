"""Which objects a list is of, and in which order: `$filter`, `$search`, `$orderby` (fact sheet section 7.2)."""

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_

from mocks.azure.directory.objects import Order, Record
from mocks.azure.graph._conditions import begins, escaped, lowered
from mocks.azure.graph._filter import Filter
from mocks.azure.graph._options import Options, skiptoken
from mocks.azure.graph._shape import Shape
from mocks.azure.graph_errors import bad_request, unsupported

_TERM = re.compile(r'\s*"(\w+):([^"]*)"\s*(AND|OR|$)', re.IGNORECASE)
_SEARCHED_BY_WORD = ("displayName", "description")


@dataclass(frozen=True, slots=True)
class Query:
    """where: conditions of the query. order_by: the property that sorts, "" for the id. counted: with the total."""

    where: tuple[ColumnElement[bool], ...]
    order: Order
    order_by: str
    counted: bool

    def token_behind(self, shape: Shape, record: Record) -> str:
        """Return the `$skiptoken` of the page after a record."""
        if not self.order_by:
            return skiptoken(record["id"])
        return skiptoken(lowered(record[shape.columns[self.order_by].name]), record["id"])


def read(options: Options, shape: Shape) -> Query:
    """Read the options of a list; raises GraphError 400 for what is wrong or needs an advanced query."""
    where, advanced = conditions(options, shape)
    name, descending = _order(options, shape)
    if (advanced or (name and options["filter"])) and not options.counted:
        raise unsupported("This $filter, or one together with $orderby,")
    by = func.lower(shape.columns[name]) if name else None
    order = Order(by, descending, options.position(2 if name else 1))
    return Query(where, order, name, options.counted)


def conditions(options: Options, shape: Shape) -> tuple[tuple[ColumnElement[bool], ...], bool]:
    """Return what filter and search ask for, and whether the filter is an advanced one."""
    where, advanced = [], False
    if options["filter"]:
        filter = Filter(options["filter"], shape)
        where.append(filter.condition)
        advanced = filter.advanced
    if options["search"]:
        if not options.eventual:
            raise unsupported("$search")
        where.append(_search(options["search"], shape))
    return tuple(where), advanced


def _order(options: Options, shape: Shape) -> tuple[str, bool]:
    text = options["orderby"].strip()
    if not text:
        return "", False
    path, _, direction = text.partition(" ")
    name, direction = shape.named(path), direction.strip().lower()
    if name not in shape.orderable or direction not in ("", "asc", "desc"):
        raise bad_request(f"Sorting by '{text[:60]}' is not supported.", "Request_UnsupportedQuery")
    return name, direction == "desc"


def _search(text: str, shape: Shape) -> ColumnElement[bool]:
    """Words of names begin with what is searched; everything else begins with it as a whole."""
    groups: list[list[ColumnElement[bool]]] = [[]]
    at, more = 0, True
    while more:
        match = _TERM.match(text, at)
        if match is None:
            raise bad_request('$search takes terms such as "displayName:ann", joined by AND and OR.', "BadRequest")
        groups[-1].append(_term(shape, shape.named(match[1]), match[2].strip()))
        at, more = match.end(), bool(match[3])
        if match[3].upper() == "OR":
            groups.append([])
    return or_(*(and_(*group) for group in groups))


def _term(shape: Shape, name: str, value: str) -> ColumnElement[bool]:
    beginning = begins(shape, name, value)
    if name not in _SEARCHED_BY_WORD:
        return beginning
    later = func.lower(shape.columns[name]).like(f"% {escaped(lowered(value))}%", escape="/")
    return or_(beginning, later)
