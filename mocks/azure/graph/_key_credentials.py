"""Certificates of an application as bodies bring them (fact sheet section 7.8)."""

import base64
import uuid
from datetime import datetime
from typing import Any

import msgspec

from mocks.azure import app_credentials
from mocks.azure.directory.app_settings import KeyCredential, Settings
from mocks.azure.graph import _input
from mocks.azure.graph._input import Guid, Moment, Text
from mocks.azure.graph_errors import bad_request
from mocks.oauth import client_keys


class KeyInput(msgspec.Struct, rename="camel"):
    """A certificate: one that is there by its `keyId`, or a new one with `key`, its DER in base64."""

    key_id: Guid | None = None
    key: str | None = None
    type: str = "AsymmetricX509Cert"
    usage: str = "Verify"
    display_name: Text | None = None
    start_date_time: Moment | None = None
    end_date_time: Moment | None = None


def read(before: Settings, given: Any, now: datetime) -> tuple[KeyCredential, ...]:
    """Return the certificates that a body leaves an application; raises GraphError 400."""
    if not isinstance(given, list):
        raise bad_request("Invalid value specified for property 'keyCredentials' of resource.")
    known = {one.key_id: one for one in before.key_credentials}
    found = []
    for one in given:
        asked = _input.read(one if isinstance(one, dict) else {}, KeyInput)
        kept = known.get(asked.key_id or "")
        found.append(kept if kept and asked.key is None else new(asked, now))
    return tuple(found)


def new(asked: KeyInput, now: datetime) -> KeyCredential:
    """Return a certificate that was sent; raises GraphError 400 when it is none or its time is over."""
    if (asked.type, asked.usage) != ("AsymmetricX509Cert", "Verify") or not asked.key:
        raise bad_request("A certificate to verify with is needed: type AsymmetricX509Cert, usage Verify, and its key.")
    try:
        jwk, (begins, ends) = client_keys.of_der(base64.b64decode(asked.key, validate=True))
    except ValueError as error:
        raise bad_request("Invalid value specified for property 'key' of resource.") from error
    end = min(asked.end_date_time or ends, ends)
    if end <= now:
        raise bad_request("The certificate's time is over.")
    return KeyCredential(
        key_id=asked.key_id or str(uuid.uuid5(uuid.NAMESPACE_URL, jwk["x5t#S256"])),
        jwk=jwk,
        display_name=asked.display_name,
        custom_key_identifier=app_credentials.thumbprint(jwk),
        start_date_time=asked.start_date_time or begins,
        end_date_time=end,
    )
