"""Key pairs by which a service proves itself elsewhere. Source: RFC 7523 section 3, RFC 7515, RFC 2986."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from joserfc import jwt
from joserfc.jwk import RSAKey

from mocks.oauth import own_keys
from mocks.oauth.certificates import read
from mocks.tests import keys

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def pair() -> own_keys.KeyPair:
    return own_keys.generate()


def test_a_statement_says_who_to_whom_and_for_how_long(pair: own_keys.KeyPair) -> None:
    """RFC 7523 section 3; the header names the key, by its id and by its certificate."""
    certificate = own_keys.certified(pair, "okta.example", NOW, timedelta(days=10))
    moment = int(NOW.timestamp())
    text = own_keys.assertion(pair, certificate, "client", "https://as.example/token", moment, "jti-1", "RS384")
    found = jwt.decode(text, RSAKey.import_key(pair.pem), algorithms=["RS384"])
    named = {name: certificate.public[name] for name in ("x5t", "x5t#S256")}
    assert found.header == {"alg": "RS384", "kid": pair.kid, **named}
    assert found.claims == {
        **{"iss": "client", "sub": "client", "aud": "https://as.example/token"},
        **{"iat": moment, "exp": moment + 300, "jti": "jti-1"},
    }


def test_a_certificate_is_over_one_key(pair: own_keys.KeyPair) -> None:
    certificate = own_keys.certified(pair, "okta.example", NOW, timedelta(days=10))
    assert own_keys.fits(pair, certificate)
    assert not own_keys.fits(own_keys.generate(), certificate)
    assert certificate.expires_at == (NOW + timedelta(days=10)).timestamp()


def test_a_request_names_what_was_asked_for(pair: own_keys.KeyPair) -> None:
    text = own_keys.signing_request(pair, {"commonName": "okta.example", "countryName": "DE"}, ["a.example"])
    csr = x509.load_der_x509_csr(base64.b64decode(text))
    assert csr.subject.rfc4514_string() == "C=DE,CN=okta.example"
    names = csr.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["a.example"]


def test_certificates_are_read_in_every_form() -> None:
    pem = keys.CERTIFICATE.encode()
    text = read(pem).x5c
    der = base64.b64decode(text)
    assert read(pem) == read(der) == read(text.encode()) == read(text[:64].encode() + b"\n" + text[64:].encode())


@pytest.mark.parametrize("data", [b"", b"x", b"-----BEGIN CERTIFICATE-----", b"AAAA", b"\xff\xfe", "ä".encode()])
def test_what_is_no_certificate_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        read(data)
