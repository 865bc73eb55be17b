"""Another party's signing keys: fetched once, again when a token names one that is not there (rollover)."""

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from mocks.kit.http import HttpClient, PeerUnavailable
from mocks.oauth.verify import KeyFinder

# 2048 bits in base64url: RFC 7518 section 3.3 allows no smaller key.
_SHORTEST_MODULUS = 342

_Keys = dict[str | None, RSAKey]
_cached: "WeakKeyDictionary[HttpClient, dict[str, _Keys]]" = WeakKeyDictionary()
"""Per client and JWKS URL. Only a cache: every worker may have its own."""


def key_finder(http: HttpClient, url: str) -> KeyFinder:
    """Return a function from `kid` to the key published at a JWKS URL; it raises PeerUnavailable."""
    by_url = _cached.setdefault(http, {})

    def find(kid: str | None) -> RSAKey | None:
        if kid not in by_url.get(url, {}):
            by_url[url] = _fetch(http, url)
        return by_url[url].get(kid)

    return find


def published(http: HttpClient, url: str) -> list[Any]:
    """Return the members of a key set (RFC 7517 section 5), whatever they are; raises PeerUnavailable."""
    answer = http.get(url)
    try:
        listed = answer.json()["keys"] if answer.status == 200 else None
    except (ValueError, KeyError, TypeError):
        listed = None
    if not isinstance(listed, list):
        raise PeerUnavailable(f"{url} answered {answer.status} and no key set")
    return listed


def _fetch(http: HttpClient, url: str) -> _Keys:
    keys: _Keys = {}
    for jwk in published(http, url):
        if isinstance(jwk, dict) and jwk.get("kty") == "RSA" and jwk.get("use", "sig") == "sig":
            _add(keys, jwk)
    if len(keys) == 1:
        # A single key may be named by no `kid` at all (OpenID Connect Core section 10.1).
        keys[None] = next(iter(keys.values()))
    return keys


def _add(keys: _Keys, jwk: Mapping[str, Any]) -> None:
    if len(str(jwk.get("n"))) < _SHORTEST_MODULUS:
        return
    try:
        key = RSAKey.import_key({"kty": "RSA", "n": jwk["n"], "e": jwk["e"]})
        key.public_key  # noqa: B018 (a key that cannot be used is left out now, not at a signature)
    except (JoseError, KeyError, TypeError, ValueError):
        return
    keys[str(jwk["kid"]) if "kid" in jwk else None] = key
