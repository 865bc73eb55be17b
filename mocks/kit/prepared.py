"""Statements written in SQLAlchemy, compiled once per dialect, run by the driver itself.

What a sign-in runs a hundred times pays for SQLAlchemy's result and event machinery at each run: 34 us against 6
(`bench/statements.py`). A prepared statement keeps SQLAlchemy's SQL and leaves the machinery out. The price: values
and columns are what the driver takes and gives (text, numbers, None), without type conversion.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import ClauseElement

Row = tuple[Any, ...]


class Conflict(Exception):
    """A row with that key is there already, or one it refers to is not."""


class Prepared:
    """A statement with named parameters."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, Mapping[str, Any], list[str] | None]] = {}

    def run(self, db: Connection, values: Mapping[str, Any]) -> None:
        self._execute(db, values)

    def run_each(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run once for each set of values, in one go; every set has the same names."""
        sql, defaults, order = self._compiled.get(db.dialect.name) or self._compile(db.dialect)
        given = [{**defaults, **values} for values in rows]
        try:
            db.connection.cursor().executemany(
                sql, [[values[name] for name in order] for values in given] if order is not None else given
            )
        except _integrity_error(db) as error:
            raise Conflict(str(error)) from error

    def first(self, db: Connection, values: Mapping[str, Any]) -> Row | None:
        """Return the first row, None when there is none."""
        rows = self._execute(db, values).fetchall()
        return rows[0] if rows else None

    def rows(self, db: Connection, values: Mapping[str, Any]) -> list[Row]:
        rows: list[Row] = self._execute(db, values).fetchall()
        return rows

    def _execute(self, db: Connection, values: Mapping[str, Any]) -> Any:
        compiled = self._compiled.get(db.dialect.name)
        sql, defaults, order = compiled or self._compile(db.dialect)
        given = {**defaults, **values}
        cursor = db.connection.cursor()
        try:
            cursor.execute(sql, [given[name] for name in order] if order is not None else given)
        except _integrity_error(db) as error:
            raise Conflict(str(error)) from error
        return cursor

    def _compile(self, dialect: Dialect) -> tuple[str, Mapping[str, Any], list[str] | None]:
        compiled: Any = self._statement.compile(dialect=dialect)
        # Parameters that the statement itself brings (LIMIT, a compared constant) have their values here.
        defaults = {name: value for name, value in compiled.params.items() if value is not None}
        result = str(compiled), defaults, compiled.positiontup
        self._compiled[dialect.name] = result
        return result


def _integrity_error(db: Connection) -> type[Exception]:
    error: type[Exception] = db.dialect.loaded_dbapi.IntegrityError
    return error
