"""Types of identity providers: one file each, exporting `IDP_TYPE` (start: a URL; finish: who it was)."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from mocks.kit.artifacts import Kind
from mocks.kit.registry import collect
from mocks.kit.web import Unit
from mocks.okta.directory.identity_providers import IdentityProvider


class Leg(msgspec.Struct, frozen=True):
    """The org's own round trip to a provider, found again by its `state`.

    transaction: id of the sign-in it belongs to. nonce, verifier: what the answer must fit.
    """

    transaction: str
    idp_id: str
    nonce: str
    verifier: str


LEG = Kind("idp_leg", Leg)


@dataclass(frozen=True, slots=True)
class ExternalIdentity:
    """What a provider vouches for: verified issuer and subject, the claims, and the ID token itself."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]
    id_token: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a type needs to send the browser to the provider."""

    idp: IdentityProvider
    leg: Leg
    state: str
    callback_url: str
    login_hint: str
    prompt: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdpType:
    """A type of provider. finish raises OAuthError or PeerUnavailable."""

    name: str
    start: Callable[[Request], str]
    finish: Callable[[Unit, IdentityProvider, Leg, str, str], ExternalIdentity]


@cache
def types() -> dict[str, IdpType]:
    return collect(sys.modules[__name__], "IDP_TYPE", IdpType)
