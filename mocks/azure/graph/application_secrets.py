"""Secrets and certificates of an application (fact sheet sections 3.2 and 7.8). A secret is told once, and hashed."""

from datetime import timedelta
from typing import Any

import msgspec

from mocks.azure.directory.app_settings import PasswordCredential
from mocks.azure.graph import _credentials, _input
from mocks.azure.graph._application_object import password, settings_of
from mocks.azure.graph._call import Call
from mocks.azure.graph._input import Guid, Moment, Text
from mocks.azure.graph._permission import WRITE_OWN_APPLICATIONS
from mocks.azure.graph._route import Api
from mocks.azure.graph.applications import writable
from mocks.azure.graph_errors import bad_request
from mocks.kit.ids import Ids
from mocks.kit.passwords import hash_secret

bp = Api("application_secrets")
_LIFETIME = timedelta(days=730)


class SecretInput(msgspec.Struct, rename="camel"):
    display_name: Text | None = None
    start_date_time: Moment | None = None
    end_date_time: Moment | None = None


class AddInput(msgspec.Struct, rename="camel"):
    password_credential: SecretInput | None = None


class RemoveInput(msgspec.Struct, rename="camel"):
    key_id: Guid


@bp.post("/applications/<id>/addPassword", WRITE_OWN_APPLICATIONS)
@bp.post("/applications(<id>)/addPassword", WRITE_OWN_APPLICATIONS)
def add(call: Call, id: str) -> dict[str, Any]:
    record = writable(call, id)
    asked = _input.read(call.body(), AddInput).password_credential or SecretInput()
    begins = asked.start_date_time or call.now
    ends = asked.end_date_time or begins + _LIFETIME
    if ends <= begins:
        raise bad_request("Invalid value specified for property 'endDateTime' of resource: it is before the start.")
    secret = _new(call.unit.runtime.ids)
    made = PasswordCredential(
        key_id=call.new_id(),
        secret_hash=hash_secret(secret),
        display_name=asked.display_name,
        hint=secret[:3],
        start_date_time=begins,
        end_date_time=ends,
    )
    before = settings_of(record["settings"]).password_credentials
    _credentials.write(call, record, password_credentials=(*before, made))
    return {"@odata.context": call.context("microsoft.graph.passwordCredential"), **password(made, secret)}


@bp.post("/applications/<id>/removePassword", WRITE_OWN_APPLICATIONS)
@bp.post("/applications(<id>)/removePassword", WRITE_OWN_APPLICATIONS)
def remove(call: Call, id: str) -> None:
    record, key_id = writable(call, id), _input.read(call.body(), RemoveInput).key_id.lower()
    before = settings_of(record["settings"]).password_credentials
    left = tuple(one for one in before if one.key_id != key_id)
    if len(left) == len(before):
        raise bad_request(f"No password credential found with keyId '{key_id}'.")
    _credentials.write(call, record, password_credentials=left)


def _new(ids: Ids) -> str:
    """Return a secret as Entra's look: forty characters, its first three tell which one it is."""
    return f"{ids.alphanumeric(3)}8Q~{ids.alphanumeric(34)}"
