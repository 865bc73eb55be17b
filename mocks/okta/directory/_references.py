"""Removing a record with everything that refers to it."""

from sqlalchemy import Connection, Table

from mocks.okta.directory import METADATA


def remove_with_references(db: Connection, table: Table, id: str) -> None:
    """Delete the row with an id, and before it every row of another table whose foreign key names it."""
    for other in METADATA.sorted_tables[::-1]:
        for column in other.c:
            if any(key.column is table.c.id for key in column.foreign_keys):
                db.execute(other.delete().where(column == id))
    db.execute(table.delete().where(table.c.id == id))
