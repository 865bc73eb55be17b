"""Network zones: named ranges of addresses that policies ask about."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from ipaddress import ip_address, ip_network
from typing import Any

import msgspec
from sqlalchemy import Boolean, Column, Connection, Float, String, Table, Text, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import KEY

NETWORK_ZONES = Table(
    "network_zones",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("name", String(128), nullable=False, unique=True),
    Column("status", String(10), nullable=False),
    Column("system", Boolean, nullable=False),
    Column("gateways", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
)
ACTIVE, INACTIVE = "ACTIVE", "INACTIVE"


@dataclass(frozen=True, slots=True)
class NetworkZone:
    """gateways: `10.0.0.0/8`, `10.0.0.1-10.0.0.9` or one address. Moments in seconds since the epoch."""

    id: str
    name: str
    status: str
    system: bool
    gateways: tuple[str, ...]
    created: float
    last_updated: float

    def holds(self, address: str) -> bool:
        """Tell whether an address is in the zone; what is no address is in none."""
        try:
            return any(holds(gateway, address) for gateway in self.gateways)
        except ValueError:
            return False


def holds(gateway: str, address: str) -> bool:
    """Tell whether an address is within a gateway; raises ValueError where either cannot be read."""
    wanted = ip_address(address)
    if "-" in gateway:
        first, last = (ip_address(end.strip()) for end in gateway.split("-", 1))
        return first.version == last.version == wanted.version and int(first) <= int(wanted) <= int(last)
    return wanted in ip_network(gateway, strict=False)


_COLUMNS = [NETWORK_ZONES.c[name] for name in NetworkZone.__slots__]
_IN_FORCE = Prepared(select(*_COLUMNS).where(NETWORK_ZONES.c.status == ACTIVE))


def in_force(db: Connection, _key: str) -> list[NetworkZone]:
    return [_zone(row) for row in _IN_FORCE.rows(db, {})]


def by_id(db: Connection, id: str) -> NetworkZone | None:
    row = db.execute(select(*_COLUMNS).where(NETWORK_ZONES.c.id == id)).first()
    return _zone(row) if row else None


def page(db: Connection, limit: int, after: str | None) -> list[NetworkZone]:
    """Return up to `limit` zones by id, after the given one."""
    query = select(*_COLUMNS).order_by(NETWORK_ZONES.c.id).limit(limit)
    if after is not None:
        query = query.where(NETWORK_ZONES.c.id > after)
    return [_zone(row) for row in db.execute(query)]


def write(db: Connection, zone: NetworkZone) -> None:
    """Store a zone, a new one or one that is there; raises IntegrityError when the name is another's."""
    row = asdict(zone) | {"gateways": msgspec.json.encode(zone.gateways).decode()}
    if by_id(db, zone.id):
        db.execute(NETWORK_ZONES.update().where(NETWORK_ZONES.c.id == zone.id).values(row))
    else:
        db.execute(NETWORK_ZONES.insert(), row)


def remove(db: Connection, id: str) -> None:
    db.execute(NETWORK_ZONES.delete().where(NETWORK_ZONES.c.id == id))


def _zone(row: Sequence[Any]) -> NetworkZone:
    id, name, status, system, gateways, *moments = row
    return NetworkZone(id, name, status, bool(system), msgspec.json.decode(gateways, type=tuple[str, ...]), *moments)
