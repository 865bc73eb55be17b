"""Certificates of identity providers that the org trusts. Source: fact sheet 3.1, `IdPKeyCredential` of the API."""

from typing import Any

import msgspec

from mocks.oauth import certificates
from mocks.oauth.certificates import Certificate
from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import Api
from mocks.okta.api_errors import invalid, not_found
from mocks.okta.directory import idp_keys
from mocks.okta.directory.idp_keys import TrustKey
from mocks.okta.directory.system_log import Party

bp = Api("idp_trust_keys")
_READ, _MANAGE = "okta.idps.read", "okta.idps.manage"


class KeyInput(msgspec.Struct):
    """x5c: the certificate in base64 of DER; what a chain has beyond the first is not looked at."""

    x5c: list[str]


@bp.get("/idps/credentials/keys", _READ)
def every(call: Call) -> list[dict[str, Any]]:
    limit = call.limit(20, 200)
    found = idp_keys.trust_keys(call.db, limit + 1, call.cursor_text())
    call.link_self()
    if len(found) > limit:
        call.link_next(found[limit - 1].kid)
    return [_shown(key) for key in found[:limit]]


@bp.post("/idps/credentials/keys", _MANAGE)
def add(call: Call) -> dict[str, Any]:
    now = call.now.timestamp()
    return _write(call, TrustKey(call.unit.runtime.ids.guid(), "", now, now), "create")


@bp.get("/idps/credentials/keys/<kid>", _READ)
def one(call: Call, kid: str) -> dict[str, Any]:
    return _shown(_named(call, kid))


@bp.put("/idps/credentials/keys/<kid>", _MANAGE)
def replace(call: Call, kid: str) -> dict[str, Any]:
    return _write(call, _named(call, kid), "update")


@bp.delete("/idps/credentials/keys/<kid>", _MANAGE)
def delete(call: Call, kid: str) -> None:
    key = _named(call, kid)
    idp_keys.remove_trust_key(call.db, key.kid)
    call.record("system.idp.key.delete", [_party(key)])


def shown(kid: str, certificate: Certificate, created: float, last_updated: float) -> dict[str, Any]:
    """Return a key with its certificate, as both sorts of keys are shown."""
    public = {name: certificate.public[name] for name in ("kty", "e", "n", "x5t#S256")}
    return {
        "kid": kid,
        "created": iso(created),
        "lastUpdated": iso(last_updated),
        "expiresAt": iso(certificate.expires_at),
        "use": "sig",
        "x5c": [certificate.x5c],
        **public,
    }


def _named(call: Call, kid: str) -> TrustKey:
    key = idp_keys.trust_key(call.db, kid)
    if key is None:
        raise not_found(kid, "IdpKey")
    return key


def _write(call: Call, key: TrustKey, event: str) -> dict[str, Any]:
    given = call.body(KeyInput)
    try:
        certificate = certificates.read("".join(given.x5c[:1]).encode())
    except ValueError as error:
        raise invalid("x5c", "x5c: must be a certificate over an RSA key, in base64 of DER") from error
    written = TrustKey(key.kid, certificate.x5c, key.created, call.now.timestamp())
    idp_keys.write_trust_key(call.db, written)
    call.record(f"system.idp.key.{event}", [_party(written)])
    return _shown(written)


def _shown(key: TrustKey) -> dict[str, Any]:
    return shown(key.kid, certificates.read(key.x5c.encode()), key.created, key.last_updated)


def _party(key: TrustKey) -> Party:
    return Party(key.kid, "IdentityProviderKey", key.kid, key.kid)
