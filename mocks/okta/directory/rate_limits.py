"""How often each part of the API was called in the present window, counted for all workers together."""

from sqlalchemy import Column, Connection, Integer, String, Table, text

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

RATE_LIMITS = Table(
    "rate_limits",
    METADATA,
    Column("bucket", String(150), primary_key=True),
    Column("window_start", Integer, nullable=False),  # seconds since the epoch
    Column("calls", Integer, nullable=False),
)

# Both databases know this form: count in the same window, begin anew in another.
_COUNT = Prepared(
    text(
        "INSERT INTO rate_limits (bucket, window_start, calls) VALUES (:bucket, :start, 1) "
        "ON CONFLICT (bucket) DO UPDATE SET window_start = excluded.window_start, calls = CASE "
        "WHEN rate_limits.window_start = excluded.window_start THEN rate_limits.calls + 1 ELSE 1 END RETURNING calls"
    )
)


def count(db: Connection, bucket: str, window_start: int) -> int:
    """Count a call; return how many there were in its window."""
    row = _COUNT.first(db, {"bucket": bucket, "start": window_start})
    if row is None:
        raise RuntimeError("the statement returns the row that it has written")
    calls: int = row[0]
    return calls
