"""Keys around identity providers through the management API. Expectations: Okta fact sheet 3.1 and 3.2."""

import base64
import ssl
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from mocks.azure import app_credentials
from mocks.azure.directory import app_registrations
from mocks.oauth.certificates import self_signed
from mocks.tests import cast, keys
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties

IDP = f"/idps/{cast.AZURE_IDP}"
X5C = base64.b64encode(ssl.PEM_cert_to_DER_cert(keys.CERTIFICATE)).decode()


def by_key(admin: Admin, **signing: str) -> dict[str, Any]:
    """Let the org prove itself to Azure AD by a key; return the provider."""
    idp = admin.get(IDP)
    client = idp["protocol"]["credentials"]["client"]
    client["token_endpoint_auth_method"] = "private_key_jwt"
    client.pop("client_secret", None)
    if signing:
        idp["protocol"]["credentials"]["signing"] = signing
    changed: dict[str, Any] = admin.put(IDP, idp)
    return changed


def register_at_azure(parties: Parties, x5c: str) -> None:
    pem, app_id = ssl.DER_cert_to_PEM_cert(base64.b64decode(x5c)), cast.OKTA_AT_AZURE
    with parties.azure.db() as db:
        app = app_registrations.anywhere(db, app_id)
        assert app
        known = (app_credentials.of_certificate(app_id, pem),)
        app_registrations.configure(db, app_id, msgspec.structs.replace(app.settings, key_credentials=known))


def test_trusted_certificates_come_and_go(admin: Admin) -> None:
    made = admin.post("/idps/credentials/keys", {"x5c": [X5C]})
    assert set(made) == {
        *("kid", "created", "lastUpdated", "expiresAt", "use", "x5c", "x5t#S256", "kty", "e", "n"),
    }
    assert (made["x5c"], made["kty"], made["use"]) == ([X5C], "RSA", "sig")
    assert made["x5t#S256"] == keys.THUMBPRINTS["x5t#S256"]
    path = f"/idps/credentials/keys/{made['kid']}"
    assert admin.get(path) == made
    assert admin.get("/idps/credentials/keys") == [made]
    other = self_signed("other.example")(_key(), datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
    changed = admin.put(path, {"x5c": [base64.b64encode(other).decode()]})
    assert changed["kid"] == made["kid"]
    assert changed["x5c"] != made["x5c"]
    admin.delete(path)
    assert admin.refused("GET", path) == (404, "E0000007")
    assert admin.get("/idps/credentials/keys") == []


@pytest.mark.parametrize("x5c", [[], [""], ["x"], ["AAAA"], ["ä"], [X5C[:-8]]])
def test_what_is_no_certificate_is_refused(admin: Admin, x5c: list[str]) -> None:
    assert admin.refused("POST", "/idps/credentials/keys", {"x5c": x5c}) == (400, "E0000001")


def test_the_org_proves_itself_to_azure_ad_by_a_key(admin: Admin, parties: Parties) -> None:
    """3.2: `private_key_jwt`; the certificate is registered there, and the secret no longer sent."""
    idp = by_key(admin)
    credentials = idp["protocol"]["credentials"]
    assert "client_secret" not in credentials["client"]
    (key,) = admin.get(f"{IDP}/credentials/keys")
    assert credentials["signing"] == {"kid": key["kid"], "algorithm": "RS256"}
    assert admin.get(f"{IDP}/credentials/keys/active") == [key]
    assert admin.get(f"{IDP}/credentials/keys/{key['kid']}") == key
    app, browser = parties.app_at_okta(), parties.browser()
    refused = app.sign_in(browser, cast.ALICE)
    assert refused.parameters["error"] == "invalid_social_token", "Azure AD does not know the certificate yet"
    register_at_azure(parties, key["x5c"][0])
    assert app.redeem(app.code(parties.browser(), cast.ALICE)).status_code == 200
    sent = next(call.body.decode() for call in reversed(parties.network.calls) if call.caller == "okta" and call.body)
    assert "client_assertion=" in sent
    assert "client_secret" not in sent


def test_another_key_takes_over(admin: Admin, parties: Parties) -> None:
    first = by_key(admin)["protocol"]["credentials"]["signing"]["kid"]
    made = admin.post(f"{IDP}/credentials/keys/generate?validityYears=3")
    assert datetime.fromisoformat(made["expiresAt"]) - datetime.fromisoformat(made["created"]) >= timedelta(days=1090)
    assert by_key(admin)["protocol"]["credentials"]["signing"]["kid"] == first, "until it is chosen"
    assert by_key(admin, kid=made["kid"])["protocol"]["credentials"]["signing"]["kid"] == made["kid"]
    register_at_azure(parties, made["x5c"][0])
    app = parties.app_at_okta()
    assert app.redeem(app.code(parties.browser(), cast.ALICE)).status_code == 200


def test_a_key_may_be_shared_by_two_providers(admin: Admin) -> None:
    key = admin.post(f"{IDP}/credentials/keys/generate?validityYears=2")
    path = f"{IDP}/credentials/keys/{key['kid']}/clone?targetIdpId={cast.CONTRACTORS_IDP}"
    assert admin.post(path)["kid"] == key["kid"]
    assert [one["kid"] for one in admin.get(f"/idps/{cast.CONTRACTORS_IDP}/credentials/keys")] == [key["kid"]]
    assert admin.refused("POST", path) == (400, "E0000001")


@pytest.mark.parametrize("years", ["", "1", "11", "x", "-2", "99999999"])
def test_a_certificate_lives_from_two_to_ten_years(admin: Admin, years: str) -> None:
    path = f"{IDP}/credentials/keys/generate?validityYears={years}"
    assert admin.refused("POST", path) == (400, "E0000001")


def test_a_provider_without_a_key_has_no_active_one(admin: Admin) -> None:
    assert admin.send("GET", f"{IDP}/credentials/keys/active").status_code == 204
    assert admin.refused("GET", f"{IDP}/credentials/keys/nothing") == (404, "E0000007")
    idp = admin.get(IDP)
    idp["protocol"]["credentials"]["signing"] = {"kid": "nobody's"}
    idp["protocol"]["credentials"]["client"]["token_endpoint_auth_method"] = "private_key_jwt"
    assert admin.refused("PUT", IDP, idp) == (400, "E0000001")


def test_an_authority_certifies_a_key(admin: Admin) -> None:
    """3.1: the request goes to an authority, its certificate comes back, and the key can sign."""
    wanted = {
        "subject": {"commonName": "okta.example", "organizationName": "Contoso", "countryName": "DE"},
        "subjectAltNames": {"dnsNames": ["okta.example"]},
    }
    asked = admin.post(f"{IDP}/credentials/csrs", wanted)
    path = f"{IDP}/credentials/csrs/{asked['id']}"
    assert admin.get(path) == asked
    assert admin.get(f"{IDP}/credentials/csrs") == [asked]
    csr = x509.load_der_x509_csr(base64.b64decode(asked["csr"]))
    assert csr.is_signature_valid
    assert "O=Contoso" in csr.subject.rfc4514_string()
    foreign = ssl.PEM_cert_to_DER_cert(keys.CERTIFICATE)
    assert _publish(admin, path, foreign) == 400, "a certificate over another key"
    assert _publish(admin, path, b"x") == 400
    assert _publish(admin, path, _certified(csr)) == 201
    assert [key["kid"] for key in admin.get(f"{IDP}/credentials/keys")] == [asked["id"]]
    assert admin.get(f"{IDP}/credentials/csrs") == []


def test_a_request_can_be_withdrawn(admin: Admin) -> None:
    asked = admin.post(f"{IDP}/credentials/csrs", {"subject": {"commonName": "okta.example"}})
    admin.delete(f"{IDP}/credentials/csrs/{asked['id']}")
    assert admin.refused("DELETE", f"{IDP}/credentials/csrs/{asked['id']}") == (404, "E0000007")
    assert admin.refused("POST", f"{IDP}/credentials/csrs", {"subject": {"countryName": "Germany"}}) == (
        400,
        "E0000001",
    )


def test_a_provider_goes_with_its_keys(admin: Admin, parties: Parties) -> None:
    made = admin.post("/idps", admin.get(IDP) | {"name": "Another"})
    admin.post(f"/idps/{made['id']}/credentials/keys/generate?validityYears=2")
    admin.post(f"/idps/{made['id']}/credentials/csrs", {"subject": {"commonName": "x"}})
    admin.delete(f"/idps/{made['id']}")
    assert parties.okta.rows("idp_signing_keys", "idp_signing_requests") == {
        "idp_signing_keys": [],
        "idp_signing_requests": [],
    }


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _certified(csr: x509.CertificateSigningRequest) -> bytes:
    now = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    builder = x509.CertificateBuilder().subject_name(csr.subject).issuer_name(csr.subject)
    builder = builder.public_key(csr.public_key()).serial_number(1)
    builder = builder.not_valid_before(now).not_valid_after(now + timedelta(days=365))
    return builder.sign(_key(), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _publish(admin: Admin, path: str, certificate: bytes) -> int:
    return admin.raw("POST", f"/api/v1{path}/lifecycle/publish", certificate, {}).status_code
