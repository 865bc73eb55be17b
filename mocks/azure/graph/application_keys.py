"""Certificates that an application rolls over by itself, with a proof that it has the last one's key (fact sheet 7.8).

The proof is a JWT, signed by a certificate that is there: `aud` the directory, `iss` the application's object id, ten
minutes long at most. Who has no certificate yet gets the first by a change of `keyCredentials`.
"""

from typing import Any

import msgspec

from mocks.azure import app_credentials
from mocks.azure.directory.app_settings import Settings
from mocks.azure.directory.objects import Record
from mocks.azure.graph import _credentials, _input, _key_credentials
from mocks.azure.graph._application_object import key, settings_of
from mocks.azure.graph._call import Call
from mocks.azure.graph._input import Guid
from mocks.azure.graph._key_credentials import KeyInput
from mocks.azure.graph._permission import WRITE_OWN_APPLICATIONS
from mocks.azure.graph._route import Api
from mocks.azure.graph.applications import writable
from mocks.azure.graph_errors import GraphError, bad_request
from mocks.oauth import client_assertion
from mocks.oauth.errors import OAuthError
from mocks.oauth.model import Client

bp = Api("application_keys")
_DIRECTORY = "00000002-0000-0000-c000-000000000000"
_LONGEST = 600
_ALGORITHMS = ("RS256", "PS256")


class AddInput(msgspec.Struct, rename="camel"):
    key_credential: KeyInput
    proof: str


class RemoveInput(msgspec.Struct, rename="camel"):
    key_id: Guid
    proof: str


@bp.post("/applications/<id>/addKey", WRITE_OWN_APPLICATIONS)
@bp.post("/applications(<id>)/addKey", WRITE_OWN_APPLICATIONS)
def add(call: Call, id: str) -> dict[str, Any]:
    record, asked = writable(call, id), _input.read(call.body(), AddInput)
    settings = settings_of(record["settings"])
    _check(call, record, settings, asked.proof)
    made = _key_credentials.new(asked.key_credential, call.now)
    _credentials.write(call, record, key_credentials=(*settings.key_credentials, made))
    return {"@odata.context": call.context("microsoft.graph.keyCredential"), **key(made)}


@bp.post("/applications/<id>/removeKey", WRITE_OWN_APPLICATIONS)
@bp.post("/applications(<id>)/removeKey", WRITE_OWN_APPLICATIONS)
def remove(call: Call, id: str) -> None:
    record, asked = writable(call, id), _input.read(call.body(), RemoveInput)
    settings = settings_of(record["settings"])
    _check(call, record, settings, asked.proof)
    left = tuple(one for one in settings.key_credentials if one.key_id != asked.key_id.lower())
    if len(left) == len(settings.key_credentials):
        raise bad_request(f"No key credential found with keyId '{asked.key_id}'.")
    _credentials.write(call, record, key_credentials=left)


def _check(call: Call, record: Record, settings: Settings, proof: str) -> None:
    """Raise GraphError unless one of the application's keys made the proof for now."""
    known = Client(record["app_id"], record["display_name"], (), jwks=app_credentials.keys(settings, call.now))
    try:
        header, claims = client_assertion.unverified(proof)
    except OAuthError as error:
        raise _unproven() from error
    signed = header.get("alg") in _ALGORITHMS and client_assertion.signed(call.unit, proof, header, known)
    about = (claims.get("aud"), claims.get("iss")) == (_DIRECTORY, record["id"])
    if not (signed and about and _is_now(claims, call.now.timestamp())):
        raise _unproven()


def _is_now(claims: dict[str, Any], now: float) -> bool:
    begins, ends = claims.get("nbf"), claims.get("exp")
    if any(isinstance(time, bool) or not isinstance(time, int | float) for time in (begins, ends)):
        return False
    return bool(begins <= now < ends <= begins + _LONGEST)  # type: ignore[operator]


def _unproven() -> GraphError:
    return GraphError(401, "Authentication_MissingOrMalformed", "The proof of possession is missing or not valid.")
