"""The end of a user: deprovisioned first, then gone. Source: fact sheet 4.4."""

from mocks.okta.api._call import Call
from mocks.okta.directory import user_records, users
from mocks.okta.directory.user_records import Record
from mocks.okta.directory.users import Status
from mocks.okta.provisioning.jit import user_party
from mocks.okta.sessions import end_all


def deprovision(call: Call, record: Record) -> None:
    """End everything a person may do here; their record stays, and keeps their login taken."""
    user = users.by_id(call.db, record.id)
    users.set_status(call.db, record.id, Status.DEPROVISIONED, call.now)
    user_records.drop_assignments(call.db, record.id)
    if user:
        call.record("user.lifecycle.deactivate", [user_party(user)])
    end_all(call.unit, call.server, record.id)


def remove(call: Call, record: Record) -> None:
    """Take a deprovisioned user out of the directory."""
    user = users.by_id(call.db, record.id)
    if user:
        call.record("user.lifecycle.delete.initiated", [user_party(user)])
    user_records.remove(call.db, record.id)
    if user:
        call.record("user.lifecycle.delete.completed", [user_party(user)])
