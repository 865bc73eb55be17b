"""Which applications a list is asked for: `q` and `filter`, both at once too. Source: fact sheet 5.1."""

from sqlalchemy import ColumnElement, literal, true

from mocks.okta.api._app_object import APP_NAME, signing_kid
from mocks.okta.api._call import Call
from mocks.okta.api._where import EXACT, Field, Fields, starts_with, text, where
from mocks.okta.directory import app_records
from mocks.okta.directory.applications import APPLICATIONS

_C = APPLICATIONS.c


def wanted(call: Call) -> ColumnElement[bool] | None:
    """Return the condition of the applications to list, None for all of them; raises E0000031."""
    q, expression = call.argument("q").lower(), call.argument("filter")
    found: ColumnElement[bool] | None = None
    if q and not APP_NAME.startswith(q):
        found = starts_with(_C.label_key, q)
    if expression:
        found = where(expression, _fields(call)) & (true() if found is None else found)
    return found


def _fields(call: Call) -> Fields:
    return {
        "id": Field(_C.id, EXACT, text),
        "status": Field(_C.status, EXACT, text),
        "name": Field(literal(APP_NAME), EXACT, text),
        "credentials.signing.kid": Field(literal(signing_kid(call)), EXACT, text),
        "user.id": Field(_C.id, EXACT, text, test=app_records.assigned_to_user),
        "group.id": Field(_C.id, EXACT, text, test=app_records.assigned_to_group),
    }.get
