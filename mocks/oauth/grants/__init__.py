"""The ways to get tokens (RFC 6749 section 1.3): one file each, exporting `GRANT`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mocks.kit.web import Unit
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.model import Client, Grant


@dataclass(frozen=True, slots=True)
class GrantType:
    """A `grant_type` and how it is redeemed.

    The token endpoint has authenticated the client and checked that it may use this grant before `redeem` runs.
    """

    name: str
    redeem: Callable[[Unit, AuthorizationServer, Client, Mapping[str, str]], Grant]
