"""The tenant's lasting records: one file per kind, tables with their queries beside them."""

from sqlalchemy import MetaData

METADATA = MetaData()
