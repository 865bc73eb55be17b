"""The tenant's lasting records: one file per kind, tables with their queries beside them."""

import sys

from sqlalchemy import MetaData

from mocks.kit.registry import import_all

METADATA = MetaData()

# Whoever has the metadata has every table: a database is made from it before anything asks for a record.
import_all(sys.modules[__name__])
