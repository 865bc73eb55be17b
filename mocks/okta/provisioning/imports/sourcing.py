"""Which attributes of a user a source owns: nobody else writes them. Source: fact sheet 9.1, profile source."""

from sqlalchemy import Connection

from mocks.okta.directory import identity_sources, imports
from mocks.okta.directory.identity_sources import IdentitySource


def owned(db: Connection, user_id: str, *, below: IdentitySource | None = None) -> set[str]:
    """Return the attributes that sources write. below: only those of sources that take precedence over this one."""
    names: set[str] = set()
    for told in imports.of_user(db, user_id):
        source = identity_sources.by_id(db, told.source_id)
        if source and told.present and source.profile_source and (below is None or _rank(source) < _rank(below)):
            names |= set(source.mapping)
    return names


def _rank(source: IdentitySource) -> tuple[int, str]:
    return source.priority, source.id
