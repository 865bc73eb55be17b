"""Types of identity providers: one file each, exporting `IDP_TYPE` (start: a URL; finish: who it was)."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec

from mocks.kit.artifacts import Kind
from mocks.kit.registry import collect
from mocks.kit.web import Unit
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.directory.users import Provider


class Leg(msgspec.Struct, frozen=True):
    """The org's own round trip to a provider, found again by its `state`.

    transaction: id of the sign-in it belongs to. nonce, verifier: what the answer must fit. started_at, ends_at:
    seconds since the epoch; max_age: how old the provider's sign-in may be at the start, None for any age.
    must_tell: whether a provider that does not say when it was is not believed.
    """

    transaction: str
    idp_id: str
    nonce: str
    verifier: str
    started_at: int
    ends_at: int
    max_age: int | None = None
    must_tell: bool = False


LEG = Kind("idp_leg", Leg)


@dataclass(frozen=True, slots=True)
class ExternalIdentity:
    """What a provider vouches for: verified issuer and subject, the claims, and the ID token itself.

    amr: how the person was authenticated there, as the ID token says.
    """

    issuer: str
    subject: str
    claims: Mapping[str, Any]
    id_token: str
    amr: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What a type needs to send the browser to the provider. scopes: beyond those of its settings."""

    idp: IdentityProvider
    leg: Leg
    state: str
    callback_url: str
    login_hint: str
    prompt: tuple[str, ...]
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IdpType:
    """A type of provider. finish raises OAuthError or PeerUnavailable.

    provider: who checks the credential of people it brought. external_names: attribute of the provider's schema to
    what the provider calls it. default_protocol: what its settings are where nothing is said, by field of Protocol.
    """

    name: str
    start: Callable[[Request], str]
    finish: Callable[[Unit, IdentityProvider, Leg, str, str], ExternalIdentity]
    provider: Provider
    external_names: Mapping[str, str]
    default_template: str = "idpuser.email"
    default_protocol: Mapping[str, Any] = field(default_factory=dict)


@cache
def types() -> dict[str, IdpType]:
    return collect(sys.modules[__name__], "IDP_TYPE", IdpType)


def type_of(idp: IdentityProvider) -> IdpType:
    return types()[idp.type]
