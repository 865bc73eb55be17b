"""Whose factors a call is about, and who makes it."""

from mocks.okta.api._call import Call
from mocks.okta.api.users import named
from mocks.okta.api_errors import not_found
from mocks.okta.authenticators import Here
from mocks.okta.directory import users
from mocks.okta.directory.users import User

READ, MANAGE = "okta.users.read", "okta.users.manage"


def owner(call: Call, id: str, scope: str) -> User:
    """Return whose factors a path names; people may see to their own."""
    record = named(call, id)
    call.need(scope, about=record.id)
    user = users.by_id(call.db, record.id)
    if user is None:
        raise not_found(id, "User")
    return user


def here(call: Call) -> Here:
    """Return where the call is made, and by whom."""
    unit, server = call.unit, call.server
    return Here(unit, server.public_url, server.display_name, call.actor(), call.principal.token_id)
