"""Passwords that are with whoever knew the person before, taken over at the first sign-in (fact sheet 9.3)."""

from datetime import datetime

from sqlalchemy import Connection

from mocks.okta.directory.users import USERS, Provider


def keep(db: Connection, id: str, password_hash: str, now: datetime) -> bool:
    """Store a password that was found right; tell whether this call took it over, and no other before it."""
    moment = now.timestamp()
    values = {"password_hash": password_hash, "provider": Provider.OKTA.value, "failed_attempts": 0}
    values |= {"last_updated": moment, "password_changed": moment}
    there = (USERS.c.id == id, USERS.c.provider == Provider.IMPORT.value)
    return db.execute(USERS.update().where(*there).values(values)).rowcount > 0
