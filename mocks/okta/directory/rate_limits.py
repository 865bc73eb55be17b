"""How often each part of the org was called in the present window, and what is under way, for all workers together."""

from sqlalchemy import Column, Connection, Float, Index, Integer, String, Table, bindparam, func, select, text

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

RATE_LIMITS = Table(
    "rate_limits",
    METADATA,
    Column("bucket", String(150), primary_key=True),
    Column("window_start", Integer, nullable=False),  # seconds since the epoch
    Column("calls", Integer, nullable=False),
)

REQUESTS = Table(
    "requests_under_way",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("who", String(100), nullable=False),
    Column("started", Float, nullable=False),  # seconds since the epoch
    Index("requests_under_way_who", "who"),
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


_FORGET = Prepared(REQUESTS.delete().where(REQUESTS.c.started < bindparam("before")))
_BEGIN = Prepared(REQUESTS.insert())
_UNDER_WAY = Prepared(select(func.count()).select_from(REQUESTS).where(REQUESTS.c.who == bindparam("who")))
_END = Prepared(REQUESTS.delete().where(REQUESTS.c.id == bindparam("request")))


def begin(db: Connection, id: str, who: str, now: float, longest: float) -> int:
    """Note that a request begins; return how many of `who` are under way with it.

    longest: seconds after which one that never ended is given up, as its worker has died.
    """
    _FORGET.run(db, {"before": now - longest})
    _BEGIN.run(db, {"id": id, "who": who, "started": now})
    row = _UNDER_WAY.first(db, {"who": who})
    return int(row[0]) if row else 0


def end(db: Connection, id: str) -> None:
    _END.run(db, {"request": id})
