"""A client's public keys: registered with it, or published at an address of its own (RFC 7591 section 2)."""

from collections.abc import Collection, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from mocks.kit.http import HttpClient
from mocks.kit.web import Unit
from mocks.oauth.client_keys import of_jwk
from mocks.oauth.jwks import published
from mocks.oauth.model import Client

_Keys = tuple[dict[str, str], ...]
_cached: "WeakKeyDictionary[HttpClient, dict[str, _Keys]]" = WeakKeyDictionary()
"""By address. Only a cache: every worker may have its own."""


def keys_of(unit: Unit, client: Client, kid: object) -> Collection[Mapping[str, str]]:
    """Return a client's keys, fetched again when none is called `kid`; raises PeerUnavailable.

    May end the transaction: nobody waits for the database while we wait for the client.
    """
    if not client.jwks_uri:
        return client.jwks
    known = _cached.setdefault(unit.runtime.http, {})
    if not any(key.get("kid") == kid for key in known.get(client.jwks_uri, ())):
        unit.commit()
        listed = published(unit.runtime.http, client.jwks_uri)
        known[client.jwks_uri] = tuple(key for jwk in listed if (key := _usable(jwk)))
    return known[client.jwks_uri]


def _usable(jwk: Any) -> dict[str, str] | None:
    """Return a key; None for what is no key that a client could sign with: a set may hold others beside them."""
    if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig":
        return None
    try:
        return of_jwk(jwk)
    except (ValueError, KeyError, TypeError):
        return None
