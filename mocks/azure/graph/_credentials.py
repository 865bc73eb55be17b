"""Writing an application's secrets and certificates, whichever way they changed."""

from typing import Any

import msgspec

from mocks.azure.directory import objects
from mocks.azure.directory.app_registrations import APPLICATION, encode
from mocks.azure.directory.objects import Record
from mocks.azure.graph import _audit
from mocks.azure.graph._application_object import settings_of
from mocks.azure.graph._call import Call

_ACTIVITY = "Update application: Certificates and secrets management"


def write(call: Call, record: Record, **credentials: tuple[Any, ...]) -> None:
    """Put `password_credentials` or `key_credentials` in the place of what was."""
    settings = msgspec.structs.replace(settings_of(record["settings"]), **credentials)
    objects.update(call.db, APPLICATION, record, {"settings": encode(settings)}, call.moment)
    _audit.note(call, _ACTIVITY, _audit.APPLICATIONS, _audit.target("Application", record))
