"""Where the probe keeps hops, the clock's offset and active faults: apart from the service's own state."""

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text

METADATA = MetaData()

HOPS = Table(
    "hops",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("body", Text, nullable=False),
)
CLOCK = Table(
    "clock",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("offset", Float, nullable=False),
    Column("faults", Integer, nullable=False),
)
"""One row. faults: how many are active, so that the one query of a request tells whether to look for them."""

FAULTS = Table(
    "faults",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(60), nullable=False),
    Column("path", String(200), nullable=False),
    Column("remaining", Integer),
    Column("parameters", Text, nullable=False),
)
