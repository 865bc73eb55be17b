"""The sign-in log: who tried to sign in to what, and the AADSTS number that came of it (fact sheet section 7.9)."""

from dataclasses import asdict, dataclass

from sqlalchemy import Boolean, Column, Connection, Float, ForeignKey, Index, Integer, String, Table, bindparam, select

from mocks.azure.directory import METADATA
from mocks.azure.directory._columns import CASELESS
from mocks.kit.prepared import Prepared, Row

SIGNIN_LOG = Table(
    "signin_log",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("user_id", CASELESS, nullable=False),
    Column("user_principal_name", CASELESS, nullable=False),
    Column("user_display_name", CASELESS, nullable=False),
    Column("app_id", CASELESS, nullable=False),
    Column("app_display_name", CASELESS, nullable=False),
    Column("error_code", Integer, nullable=False),
    Column("failure_reason", String(1000), nullable=False),
    Column("correlation_id", CASELESS, nullable=False),
    Column("ip_address", CASELESS, nullable=False),
    Column("user_agent", String(256), nullable=False),
    Column("is_interactive", Boolean, nullable=False),
    Column("client_app_used", CASELESS, nullable=False),
    Column("conditional_access_status", CASELESS, nullable=False),
)
Index("signin_log_newest", SIGNIN_LOG.c.tenant_id, SIGNIN_LOG.c.created_at)


@dataclass(frozen=True, slots=True)
class Entry:
    """One attempt. error_code: 0 for success; conditional_access_status: `success`, `failure` or `notApplied`.

    user_id, user_principal_name: "" and what was typed, when nobody of that name was found.
    """

    id: str
    tenant_id: str
    created_at: float
    user_id: str
    user_principal_name: str
    user_display_name: str
    app_id: str
    app_display_name: str
    error_code: int
    failure_reason: str
    correlation_id: str
    ip_address: str
    user_agent: str
    is_interactive: bool = True
    client_app_used: str = "Browser"
    conditional_access_status: str = "notApplied"


_COLUMNS = [SIGNIN_LOG.c[name] for name in Entry.__slots__]
_INSERT = Prepared(SIGNIN_LOG.insert())
_NEWEST = Prepared(
    select(*_COLUMNS)
    .where(SIGNIN_LOG.c.tenant_id == bindparam("tenant"))
    .order_by(SIGNIN_LOG.c.created_at.desc(), SIGNIN_LOG.c.id)
    .limit(bindparam("most"))
)


def add(db: Connection, entry: Entry) -> None:
    _INSERT.run(db, asdict(entry))


def newest(db: Connection, tenant_id: str, most: int) -> list[Entry]:
    return [_entry(row) for row in _NEWEST.rows(db, {"tenant": tenant_id, "most": most})]


def _entry(row: Row) -> Entry:
    # SQLite has no booleans.
    return Entry(*row[:13], bool(row[13]), *row[14:])  # type: ignore[call-arg]
