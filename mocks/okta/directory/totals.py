"""How much there is in the org: one query for the administrator's first page."""

from dataclasses import dataclass

from sqlalchemy import Connection, ScalarSelect, Table, func, select

from mocks.okta.directory.applications import APPLICATIONS
from mocks.okta.directory.groups import GROUPS
from mocks.okta.directory.identity_providers import IDENTITY_PROVIDERS
from mocks.okta.directory.users import USERS


@dataclass(frozen=True, slots=True)
class Totals:
    users: int
    groups: int
    applications: int
    identity_providers: int


def count(db: Connection) -> Totals:
    """Count everything, whatever its status."""
    tables = _rows(USERS), _rows(GROUPS), _rows(APPLICATIONS), _rows(IDENTITY_PROVIDERS)
    users, groups, applications, identity_providers = db.execute(select(*tables)).one()
    return Totals(users, groups, applications, identity_providers)


def _rows(table: Table) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).scalar_subquery()
