"""What a resource looks like: properties with their names and types, and a record as JSON.

Columns are named as Graph names its properties, so `job_title` is `jobTitle` and no list says so twice.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import msgspec
from sqlalchemy import Boolean, Column, Float, Integer, String

from mocks.azure.directory.objects import Kind, Record
from mocks.azure.graph_errors import bad_request

_json = msgspec.json.Decoder().decode


def camel(column: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), column)


@dataclass(frozen=True)
class Computed:
    """A property that no column holds. needs: the columns that it is made of."""

    value: Callable[[Record], Any]
    needs: tuple[str, ...] = ()


NULL = Computed(lambda _: None)
NOTHING = Computed(lambda _: [])
"""What the lab never has: null, or an empty collection."""


@dataclass(frozen=True)
class Shape:
    """A resource over a table.

    collection: its name in addresses. defaults: what is shown without $select, all when empty. hidden: columns that
    are nobody's to see. lists, objects: columns that hold JSON. orderable: what a list can be sorted by, never null.
    paths: of properties within properties that a filter may name, with their columns.
    """

    kind: Kind
    collection: str
    defaults: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    lists: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    orderable: tuple[str, ...] = ("displayName",)
    computed: Mapping[str, Computed] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, Column[Any]]:
        """Return the columns by the names of their properties."""
        hidden = self.hidden | {"tenant_id"}
        named = {camel(column.name): column for column in self.kind.table.c if column.name not in hidden}
        return named | {path: self.kind.table.c[name] for path, name in self.paths.items()}

    @cached_property
    def names(self) -> dict[str, str]:
        """Return every property's name by its lower-case form: clients are not strict about it."""
        return {name.lower(): name for name in (*self.columns, *self.computed)}

    def named(self, name: str) -> str:
        """Return a property's name as Graph spells it; raises GraphError 400 for an unknown one."""
        if found := self.names.get(name.strip().lower()):
            return found
        text = f"Could not find a property named '{name[:80]}' on type 'microsoft.graph.{self.kind.name}'."
        raise bad_request(text)

    def selected(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the properties that `$select` names, () for the usual ones; raises GraphError 400."""
        return tuple(dict.fromkeys(self.named(name) for name in names if name != "*"))

    @cached_property
    def usual(self) -> tuple[str, ...]:
        return self.defaults or tuple(name for name in self.columns if name not in self.paths)

    def needed(self, names: Iterable[str]) -> list[Column[Any]]:
        """Return the columns that showing some properties takes, the id always among them."""
        wanted = dict.fromkeys(("id", *(column for name in names for column in self.sources[name])))
        return [self.kind.table.c[name] for name in wanted]

    @cached_property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """Return the columns that each property is made of."""
        own = {name: (column.name,) for name, column in self.columns.items()}
        return own | {name: computed.needs for name, computed in self.computed.items()}

    def show(self, record: Record, names: Iterable[str]) -> dict[str, Any]:
        """Return a record as JSON; names: as `named` gave them."""
        readers = self._readers
        return {name: readers[name](record) for name in names}

    @cached_property
    def _readers(self) -> dict[str, Callable[[Record], Any]]:
        readers = {name: self._reader(column) for name, column in self.columns.items()}
        return readers | {name: computed.value for name, computed in self.computed.items()}

    def _reader(self, column: Column[Any]) -> Callable[[Record], Any]:
        name = column.name
        if name in self.lists:
            return lambda record: _json(record[name]) if record[name] else []
        if name in self.objects:
            return lambda record: _json(record[name]) if record[name] else None
        if isinstance(column.type, Float):
            return lambda record: None if record[name] is None else moment(record[name])
        return lambda record: record[name]

    def is_list(self, name: str) -> bool:
        return name in self.columns and self.columns[name].name in self.lists

    def is_moment(self, name: str) -> bool:
        return name in self.columns and isinstance(self.columns[name].type, Float)

    def is_flag(self, name: str) -> bool:
        return name in self.columns and isinstance(self.columns[name].type, Boolean)

    def is_number(self, name: str) -> bool:
        return name in self.columns and isinstance(self.columns[name].type, Integer)

    def is_text(self, name: str) -> bool:
        there = name in self.columns and self.columns[name].name not in (*self.lists, *self.objects)
        return there and isinstance(self.columns[name].type, String)


def moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def seconds(text: str) -> float:
    """Read an Edm.DateTimeOffset; raises GraphError 400."""
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError) as error:
        raise bad_request(f"'{text[:40]}' is no date and time.") from error
