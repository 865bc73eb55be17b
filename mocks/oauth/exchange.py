"""What an authorization server goes by when tokens are exchanged there. Source: RFC 8693."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from mocks.kit.web import Unit
from mocks.oauth.model import Authentication, Client, Grant

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange"
_TYPES = "urn:ietf:params:oauth:token-type"
ACCESS_TOKEN, ID_TOKEN = f"{_TYPES}:access_token", f"{_TYPES}:id_token"


@dataclass(frozen=True, slots=True)
class Subject:
    """On whose behalf a token is wanted. family: of the tokens that the person's own authorization earned.

    sid: of the device's session, where a device secret was sent.
    """

    authentication: Authentication
    family: str
    sid: str = ""


class Exchange(Protocol):
    """A vendor's side of token exchange, for one authorization server and one request."""

    issuers: Mapping[str, str]
    """Whose tokens may be exchanged: issuer to the server's key."""
    audiences: frozenset[str]
    """What `audience` and `resource` may name."""
    device_secret_type: str
    """The vendor's word for device secrets."""

    def authenticated(self, claims: Mapping[str, Any]) -> Authentication:
        """Return whom a verified ID token is about."""
        ...

    def grant(self, unit: Unit, client: Client, subject: Subject, wanted: tuple[str, ...]) -> Grant:
        """Decide what a client gets on a person's behalf; wanted: scope. Raises OAuthError."""
        ...
