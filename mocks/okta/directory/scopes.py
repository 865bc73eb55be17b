"""Scopes of the custom authorization servers. Source: fact sheet 5.4."""

from typing import Literal

import msgspec

from mocks.okta.directory._records import Records

Consent = Literal["IMPLICIT", "REQUIRED", "FLEXIBLE"]


class Scope(msgspec.Struct, frozen=True):
    """A scope. system: of OpenID Connect, there from the beginning. default: given to who asks for none.

    optional: the person may leave it out when asked for consent. published: shown in the metadata.
    """

    id: str
    name: str
    display_name: str
    description: str
    system: bool = False
    default: bool = False
    optional: bool = False
    consent: Consent = "IMPLICIT"
    published: bool = False


SYSTEM_SCOPES = {
    "openid": "Signals that a request is an OpenID request.",
    "profile": "Allows this application to see the name and other details of a profile.",
    "email": "Allows this application to see an email address.",
    "address": "Allows this application to see a postal address.",
    "phone": "Allows this application to see a phone number.",
    "offline_access": "Allows this application to have access while nobody is signed in.",
    "device_sso": "Allows this application to share a sign-in with others on the same device.",
}
"""Name -> what it is for."""

SCOPES = Records("scopes", "authorization_servers.id", Scope)
