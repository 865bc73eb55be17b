"""The org's own keys at an identity provider, and those that wait for a certificate. Source: fact sheet 3.1."""

from datetime import timedelta
from typing import Any

import msgspec

from mocks.oauth import certificates, own_keys
from mocks.oauth.own_keys import KeyPair
from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import Api
from mocks.okta.api.idp_trust_keys import shown
from mocks.okta.api.idps import named
from mocks.okta.api_errors import invalid, not_found
from mocks.okta.directory import idp_keys
from mocks.okta.directory.idp_keys import SigningKey, SigningRequest
from mocks.okta.idps._client_key import generate
from mocks.okta.provisioning.jit import idp_party

bp = Api("idp_signing_keys")
_READ, _MANAGE = "okta.idps.read", "okta.idps.manage"
_YEAR = timedelta(days=365)
_FEWEST_YEARS, _MOST_YEARS = 2, 10


@bp.get("/idps/<id>/credentials/keys", _READ)
def every(call: Call, id: str) -> list[dict[str, Any]]:
    return [_shown(key) for key in idp_keys.signing_keys(call.db, named(call, id).id)]


@bp.get("/idps/<id>/credentials/keys/active", _READ)
def active(call: Call, id: str) -> list[dict[str, Any]] | None:
    """Return the key that signs, if the provider's settings have one."""
    kid = named(call, id).protocol.signing_kid
    return [_shown(_key(call, id, kid))] if kid else None


@bp.post("/idps/<id>/credentials/keys/generate", _MANAGE)
def make(call: Call, id: str) -> dict[str, Any]:
    idp = named(call, id)
    years = call.argument("validityYears")
    if not (years.isascii() and years.isdigit() and _FEWEST_YEARS <= int(years[:4]) <= _MOST_YEARS):
        raise invalid("validityYears", f"validityYears: must be from {_FEWEST_YEARS} to {_MOST_YEARS}")
    key = generate(call.db, idp, call.now, int(years) * _YEAR)
    call.record("system.idp.key.create", [idp_party(idp)])
    return _shown(key)


@bp.get("/idps/<id>/credentials/keys/<kid>", _READ)
def one(call: Call, id: str, kid: str) -> dict[str, Any]:
    return _shown(_key(call, id, kid))


@bp.post("/idps/<id>/credentials/keys/<kid>/clone", _MANAGE)
def clone(call: Call, id: str, kid: str) -> dict[str, Any]:
    """Give a key to another provider as well."""
    key, target = _key(call, id, kid), named(call, call.argument("targetIdpId"))
    if idp_keys.signing_key(call.db, target.id, kid):
        raise invalid("kid", "kid: the provider has this key already")
    copy = SigningKey(target.id, key.kid, key.pem, key.x5c, call.now.timestamp())
    idp_keys.add_signing_key(call.db, copy)
    call.record("system.idp.key.create", [idp_party(target)])
    call.status = 201
    return _shown(copy)


class SubjectInput(msgspec.Struct, rename="camel", omit_defaults=True):
    country_name: str = ""
    state_or_province_name: str = ""
    locality_name: str = ""
    organization_name: str = ""
    organizational_unit_name: str = ""
    common_name: str = ""


class NamesInput(msgspec.Struct, rename="camel"):
    dns_names: list[str] = []


class RequestInput(msgspec.Struct, rename="camel"):
    subject: SubjectInput = msgspec.field(default_factory=SubjectInput)
    subject_alt_names: NamesInput | None = None


@bp.get("/idps/<id>/credentials/csrs", _READ)
def requests(call: Call, id: str) -> list[dict[str, Any]]:
    return [_asked(call, request) for request in idp_keys.signing_requests(call.db, named(call, id).id)]


@bp.post("/idps/<id>/credentials/csrs", _MANAGE)
def ask(call: Call, id: str) -> dict[str, Any]:
    """Make a key that waits for a certificate, and the request to take to an authority."""
    idp, given = named(call, id), call.body(RequestInput)
    pair, names = own_keys.generate(), given.subject_alt_names or NamesInput()
    try:
        csr = own_keys.signing_request(pair, msgspec.to_builtins(given.subject), names.dns_names)
    except ValueError as error:
        raise invalid("subject", f"subject: {error}") from error
    request = SigningRequest(idp.id, pair.kid, pair.pem, csr, call.now.timestamp())
    idp_keys.add_signing_request(call.db, request)
    call.status = 201
    return _asked(call, request)


@bp.get("/idps/<id>/credentials/csrs/<kid>", _READ)
def request(call: Call, id: str, kid: str) -> dict[str, Any]:
    return _asked(call, _request(call, id, kid))


@bp.delete("/idps/<id>/credentials/csrs/<kid>", _MANAGE)
def withdraw(call: Call, id: str, kid: str) -> None:
    _request(call, id, kid)
    idp_keys.remove_signing_request(call.db, id, kid)


@bp.post("/idps/<id>/credentials/csrs/<kid>/lifecycle/publish", _MANAGE)
def publish(call: Call, id: str, kid: str) -> dict[str, Any]:
    """Take the certificate, in PEM or DER, that an authority made of a request; the key can sign from then on."""
    waiting = _request(call, id, kid)
    try:
        certificate = certificates.read(call.request.get_data())
    except ValueError as error:
        raise invalid("certificate", "certificate: cannot be read") from error
    if not own_keys.fits(KeyPair(waiting.kid, waiting.pem), certificate):
        raise invalid("certificate", "certificate: is not over the key of the request")
    key = SigningKey(waiting.idp_id, waiting.kid, waiting.pem, certificate.x5c, call.now.timestamp())
    idp_keys.remove_signing_request(call.db, id, kid)
    idp_keys.add_signing_key(call.db, key)
    call.record("system.idp.key.create", [idp_party(named(call, id))])
    call.status = 201
    return _shown(key)


def _key(call: Call, id: str, kid: str) -> SigningKey:
    key = idp_keys.signing_key(call.db, named(call, id).id, kid)
    if key is None:
        raise not_found(kid, "IdpKey")
    return key


def _request(call: Call, id: str, kid: str) -> SigningRequest:
    for found in idp_keys.signing_requests(call.db, named(call, id).id, kid):
        return found
    raise not_found(kid, "Csr")


def _shown(key: SigningKey) -> dict[str, Any]:
    return shown(key.kid, certificates.read(key.x5c.encode()), key.created, key.created)


def _asked(call: Call, request: SigningRequest) -> dict[str, Any]:
    href = call.url(f"/idps/{request.idp_id}/credentials/csrs/{request.kid}")
    certificates_taken = {"accept": ["application/x-x509-ca-cert", "application/pkix-cert", "application/x-pem-file"]}
    return {
        "id": request.kid,
        "created": iso(request.created),
        "csr": request.csr,
        "kty": "RSA",
        "_links": {
            "self": {"href": href, "hints": {"allow": ["GET", "DELETE"]}},
            "publish": {"href": f"{href}/lifecycle/publish", "hints": {"allow": ["POST"], **certificates_taken}},
        },
    }
