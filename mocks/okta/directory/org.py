"""The org itself."""

from dataclasses import dataclass

from sqlalchemy import Column, Connection, String, Table, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

ORG = Table("org", METADATA, Column("id", String(20), primary_key=True), Column("name", String(100), nullable=False))


@dataclass(frozen=True, slots=True)
class Org:
    """id: `00o…`, the `idp` claim of local sign-ins."""

    id: str
    name: str


_ONLY = Prepared(select(ORG))


def load(db: Connection) -> Org:
    row = _ONLY.first(db, {})
    if row is None:
        raise RuntimeError("the directory has no org")
    return Org(*row)


def add(db: Connection, org: Org) -> None:
    db.execute(ORG.insert(), {"id": org.id, "name": org.name})
