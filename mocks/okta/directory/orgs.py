"""The further orgs of the service: which there are. Only the default org's database has rows here.

Each keeps its people, keys and applications in a database of its own.
"""

from datetime import datetime

from sqlalchemy import Column, Connection, Float, String, Table, bindparam, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

ORGS = Table(
    "orgs",
    METADATA,
    Column("label", String(60), primary_key=True),
    Column("created", Float, nullable=False),
)

_KNOWN = Prepared(select(ORGS.c.label).where(ORGS.c.label == bindparam("org")))


def add(db: Connection, label: str, now: datetime) -> None:
    """Add an org; raises IntegrityError when the label is taken."""
    db.execute(ORGS.insert(), {"label": label, "created": now.timestamp()})


def is_known(db: Connection, label: str) -> bool:
    return _KNOWN.first(db, {"org": label}) is not None


def labels(db: Connection) -> list[str]:
    return list(db.execute(select(ORGS.c.label).order_by(ORGS.c.label)).scalars())
