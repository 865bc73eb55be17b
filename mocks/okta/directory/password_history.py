"""The passwords that somebody had before the present one, hashed; `users.set_credentials` adds to them."""

from sqlalchemy import Connection, select

from mocks.okta.directory.users import PASSWORD_HISTORY


def latest(db: Connection, user_id: str, limit: int) -> list[str]:
    """Return up to `limit` hashes, the newest first."""
    here = PASSWORD_HISTORY.c
    query = select(here.password_hash).where(here.user_id == user_id).order_by(here.id.desc()).limit(limit)
    return list(db.execute(query).scalars())
