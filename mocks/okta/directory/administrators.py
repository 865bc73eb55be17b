"""Who may administer the org, and in which role."""

from dataclasses import asdict, dataclass

from sqlalchemy import Column, Connection, Float, ForeignKey, String, Table, bindparam, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

ADMINISTRATORS = Table(
    "administrators",
    METADATA,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("role", String(40), primary_key=True),
    Column("id", String(20), nullable=False, unique=True),
    Column("created", Float, nullable=False),
)
SUPER_ADMIN = "SUPER_ADMIN"
LABELS = {
    SUPER_ADMIN: "Super Administrator",
    "ORG_ADMIN": "Organization Administrator",
    "API_ACCESS_MANAGEMENT_ADMIN": "API Access Management Administrator",
    "APP_ADMIN": "Application Administrator",
    "GROUP_MEMBERSHIP_ADMIN": "Group Membership Administrator",
    "HELP_DESK_ADMIN": "Help Desk Administrator",
    "MOBILE_ADMIN": "Mobile Administrator",
    "READ_ONLY_ADMIN": "Read Only Administrator",
    "REPORT_ADMIN": "Report Administrator",
    "USER_ADMIN": "Group Administrator",
}
READ_ONLY = frozenset({"READ_ONLY_ADMIN", "REPORT_ADMIN"})

_ROLES = Prepared(select(ADMINISTRATORS.c.role).where(ADMINISTRATORS.c.user_id == bindparam("user")))


@dataclass(frozen=True, slots=True)
class Role:
    """A role as somebody has it. id: of the assignment; created: seconds since the epoch."""

    id: str
    user_id: str
    role: str
    created: float


_COLUMNS = [ADMINISTRATORS.c[name] for name in Role.__slots__]


def add(db: Connection, role: Role) -> None:
    """Give a role; raises IntegrityError when the person has it."""
    db.execute(ADMINISTRATORS.insert(), asdict(role))


def roles_of(db: Connection, user_id: str) -> frozenset[str]:
    return frozenset(row[0] for row in _ROLES.rows(db, {"user": user_id}))


def assigned(db: Connection, user_id: str) -> list[Role]:
    here = select(*_COLUMNS).where(ADMINISTRATORS.c.user_id == user_id)
    return [Role(*row) for row in db.execute(here.order_by(ADMINISTRATORS.c.created, ADMINISTRATORS.c.id))]


def drop_role(db: Connection, id: str) -> None:
    db.execute(ADMINISTRATORS.delete().where(ADMINISTRATORS.c.id == id))


def drop(db: Connection, user_id: str) -> None:
    db.execute(ADMINISTRATORS.delete().where(ADMINISTRATORS.c.user_id == user_id))
