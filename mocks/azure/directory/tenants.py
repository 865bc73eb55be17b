"""Tenants and their verified domains."""

from dataclasses import asdict, dataclass

from sqlalchemy import Boolean, Column, Connection, Float, ForeignKey, Integer, String, Table, bindparam, select

from mocks.azure.directory import METADATA
from mocks.kit.prepared import Prepared

TENANTS = Table(
    "tenants",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("name", String(256), nullable=False),
    Column("ask_stay_signed_in", Boolean, nullable=False),
    Column("created_at", Float, nullable=False),
)
DOMAINS = Table(
    "domains",
    METADATA,
    Column("name", String(253), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("position", Integer, nullable=False),
)

SHARED = ("common", "organizations")
"""What may stand in the place of a tenant: whose people sign in is known once they have said their name."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A directory. ask_stay_signed_in: whether the "Stay signed in?" page is shown. created_at: since the epoch."""

    id: str
    name: str
    ask_stay_signed_in: bool
    created_at: float = 0.0


_BY_ID = Prepared(select(TENANTS).where(TENANTS.c.id == bindparam("id")))
_BY_DOMAIN = Prepared(select(TENANTS).join(DOMAINS).where(DOMAINS.c.name == bindparam("name")))
_ALL = select(TENANTS).order_by(TENANTS.c.name)
_DOMAINS_OF = select(DOMAINS.c.name).where(DOMAINS.c.tenant_id == bindparam("id")).order_by(DOMAINS.c.position)


def by_segment(db: Connection, segment: str) -> Tenant | None:
    """Find a tenant by what stands in the URL: its GUID or one of its domains, in any case."""
    key = segment.lower()
    if len(key) != 36 or "." in key:
        return by_domain(db, key)
    row = _BY_ID.first(db, {"id": key})
    return Tenant(row[0], row[1], bool(row[2]), row[3]) if row else None


def by_domain(db: Connection, name: str) -> Tenant | None:
    """Find the tenant that has verified a domain, given in lower case."""
    row = _BY_DOMAIN.first(db, {"name": name})
    return Tenant(row[0], row[1], bool(row[2]), row[3]) if row else None


def every(db: Connection) -> list[Tenant]:
    return [Tenant(*row) for row in db.execute(_ALL)]


def domains_of(db: Connection, tenant_id: str) -> list[str]:
    """Return the domains of a tenant, the default one first."""
    return list(db.execute(_DOMAINS_OF, {"id": tenant_id}).scalars())


def add(db: Connection, tenant: Tenant, domains: list[str]) -> None:
    db.execute(TENANTS.insert(), asdict(tenant))
    rows = [{"name": name.lower(), "tenant_id": tenant.id, "position": at} for at, name in enumerate(domains)]
    db.execute(DOMAINS.insert(), rows)
