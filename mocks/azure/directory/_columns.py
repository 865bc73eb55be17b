"""Column types that several tables use."""

from sqlalchemy import String

CASELESS = String().with_variant(String(collation="C"), "postgresql")
"""Text that is compared byte by byte on every database: `lower()` and ranges mean the same everywhere."""
