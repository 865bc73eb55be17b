"""A user's life: activated, suspended, reset, ended. Source: fact sheet 4.4."""

from typing import Any

from mocks.kit.passwords import hash_password
from mocks.okta.api import _user_transitions as transitions
from mocks.okta.api._call import Call
from mocks.okta.api._invitation import mail_is_wanted, reset_link
from mocks.okta.api._route import Api
from mocks.okta.api._user_object import whole
from mocks.okta.api.users import named
from mocks.okta.api_errors import invalid
from mocks.okta.directory import users
from mocks.okta.directory.user_records import Record
from mocks.okta.directory.users import Provider, Status
from mocks.okta.provisioning.invitations import Purpose, invite, link

bp = Api("user_lifecycle")
_MANAGE = "okta.users.manage"


@bp.post("/users/<id>/lifecycle/activate", _MANAGE)
def activate(call: Call, id: str) -> dict[str, Any]:
    record = named(call, id)
    status = transitions.activate(call, record)
    return _activation(call, record) if status is Status.PROVISIONED else {}


@bp.post("/users/<id>/lifecycle/reactivate", _MANAGE)
def reactivate(call: Call, id: str) -> dict[str, Any]:
    """Send the activation link once more; the one before is void."""
    record = named(call, id)
    transitions.check_reactivatable(record)
    return _activation(call, record)


@bp.post("/users/<id>/lifecycle/deactivate", _MANAGE)
def deactivate(call: Call, id: str) -> dict[str, Any]:
    transitions.deactivate(call, named(call, id))
    return {}


@bp.post("/users/<id>/lifecycle/suspend", _MANAGE)
def suspend(call: Call, id: str) -> dict[str, Any]:
    transitions.suspend(call, named(call, id))
    return {}


@bp.post("/users/<id>/lifecycle/unsuspend", _MANAGE)
def unsuspend(call: Call, id: str) -> dict[str, Any]:
    transitions.unsuspend(call, named(call, id))
    return {}


@bp.post("/users/<id>/lifecycle/unlock", _MANAGE)
def unlock(call: Call, id: str) -> dict[str, Any]:
    transitions.unlock(call, named(call, id))
    return {}


@bp.post("/users/<id>/lifecycle/reset_password", _MANAGE)
def reset_password(call: Call, id: str) -> dict[str, Any]:
    record = named(call, id)
    provider = call.argument("provider")
    if provider == "FEDERATION":
        transitions.federate(call, record)
        return {}
    if provider not in ("", "OKTA"):
        raise invalid("provider", "provider: must be 'OKTA' or 'FEDERATION'")
    transitions.recover(call, record)
    return reset_link(call, record)


@bp.post("/users/<id>/lifecycle/expire_password", _MANAGE)
def expire_password(call: Call, id: str) -> dict[str, Any]:
    record = named(call, id)
    transitions.expire_password(call, record)
    if call.flag("tempPassword", default=False):
        return _temporary_password(call, record)
    return whole(call, named(call, record.id))


@bp.post("/users/<id>/lifecycle/expire_password_with_temp_password", _MANAGE)
def expire_password_with_temp_password(call: Call, id: str) -> dict[str, Any]:
    record = named(call, id)
    transitions.expire_password(call, record)
    return _temporary_password(call, record)


def _activation(call: Call, record: Record) -> dict[str, Any]:
    if mail_is_wanted(call, record, Purpose.ACTIVATION):
        return {}
    token = invite(call.unit, record.id, Purpose.ACTIVATION)
    return {"activationUrl": link(call.server.public_url, Purpose.ACTIVATION, token), "activationToken": token}


def _temporary_password(call: Call, record: Record) -> dict[str, Any]:
    """Give a password that the person must change at once; the three marks meet the policy whatever is drawn."""
    password = f"{call.unit.runtime.ids.alphanumeric(10)}aZ7"
    hashed = hash_password(password)
    users.set_credentials(call.db, record.id, password_hash=hashed, provider=Provider.OKTA, now=call.now)
    return {"tempPassword": password}
