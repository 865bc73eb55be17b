"""A client's public keys: registered with it, or published at an address of its own (RFC 7591 section 2)."""

from collections.abc import Collection, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from mocks.kit.http import HttpClient, PeerUnavailable
from mocks.kit.web import Unit
from mocks.oauth.client_keys import of_jwk
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
        known[client.jwks_uri] = _fetch(unit.runtime.http, client.jwks_uri)
    return known[client.jwks_uri]


def _fetch(http: HttpClient, url: str) -> _Keys:
    answer = http.get(url)
    try:
        listed = answer.json()["keys"] if answer.status == 200 else None
    except (ValueError, KeyError, TypeError):
        listed = None
    if not isinstance(listed, list):
        raise PeerUnavailable(f"{url} answered {answer.status} and no key set")
    return tuple(key for jwk in listed if (key := _usable(jwk)))


def _usable(jwk: Any) -> dict[str, str] | None:
    """Return a key; None for what is no key that a client could sign with: a set may hold others beside them."""
    if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig":
        return None
    try:
        return of_jwk(jwk)
    except (ValueError, KeyError, TypeError):
        return None
