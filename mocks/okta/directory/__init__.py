"""The org's lasting records: one file per kind, tables with their queries beside them.

One org is one database: nothing here carries an org's id.
"""

from sqlalchemy import MetaData

METADATA = MetaData()
