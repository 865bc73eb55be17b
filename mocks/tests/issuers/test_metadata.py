"""What an issuer says about itself is true."""

import re
from urllib.parse import urlsplit

import pytest

from mocks.tests.issuers.conftest import Issuer
from mocks.tests.relying_party import RelyingParty


def test_the_issuer_is_the_address_that_was_asked(app: RelyingParty) -> None:
    """OpenID Connect Discovery section 4.3: identical, or the document is not to be used."""
    assert app.metadata["issuer"] == app.issuer


def test_members_that_every_document_must_have_are_there(app: RelyingParty) -> None:
    """OpenID Connect Discovery section 3, REQUIRED; RS256 must be among the algorithms."""
    required = ("authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported")
    assert all(app.metadata[name] for name in required)
    assert app.metadata["subject_types_supported"] in (["public"], ["pairwise"])
    assert "RS256" in app.metadata["id_token_signing_alg_values_supported"]
    assert "openid" in app.metadata["scopes_supported"]


def test_every_endpoint_is_where_the_document_says(app: RelyingParty, issuer: Issuer) -> None:
    """Below the service's own address, and something answers there that knows what it is."""
    found = {name: url for name, url in app.metadata.items() if name.endswith(("_endpoint", "jwks_uri"))}
    # Entra has neither (Azure AD fact sheet 1.2); what its document names beyond has tests of its own.
    extra = ["device_authorization_endpoint"]
    if issuer.form_field == "stateToken":
        extra += ["introspection_endpoint", "revocation_endpoint", "pushed_authorization_request_endpoint"]
        # Okta registers clients for administrators alone.
        assert app.get(found.pop("registration_endpoint")).status_code == 403
    found.pop("kerberos_endpoint", None)
    assert set(found) == {
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "end_session_endpoint",
    } | set(extra)
    statuses = {name: app.get(url).status_code for name, url in found.items()}
    assert statuses == {
        "authorization_endpoint": 400,
        "token_endpoint": 405,
        "userinfo_endpoint": 401,
        "jwks_uri": 200,
        "end_session_endpoint": 200,
        **dict.fromkeys(extra, 405),
    }
    assert all(url.startswith(f"{issuer.party.url}/") for url in found.values())


def test_nothing_depends_on_the_host_header(app: RelyingParty) -> None:
    """RFC 8414 section 2: an issuer is one address, whatever a client calls it by."""
    url = f"{app.issuer}/.well-known/openid-configuration"
    for name in ("Host", "X-Forwarded-Host", "Forwarded"):
        answer = app.get(url, {name: "evil.example" if name != "Forwarded" else "host=evil.example"})
        assert answer.get_json() == app.metadata


def test_the_document_may_be_read_by_scripts_and_kept(app: RelyingParty) -> None:
    """OpenID Connect Discovery section 4: single-page applications read it too."""
    answer = app.get(f"{app.issuer}/.well-known/openid-configuration")
    assert answer.mimetype == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=" in answer.headers["Cache-Control"]


def test_the_key_set_has_public_signing_keys_alone(app: RelyingParty) -> None:
    """RFC 7517 section 4, RFC 7518 section 6.3."""
    keys = app.get(app.metadata["jwks_uri"]).get_json()["keys"]
    assert keys
    for key in keys:
        assert (key["kty"], key["use"], key["e"]) == ("RSA", "sig", "AQAB")
        assert re.fullmatch(r"[A-Za-z0-9_-]{342}", key["n"])
        assert key["kid"]
        assert not {"d", "p", "q", "dp", "dq", "qi"} & set(key)
    assert len({key["kid"] for key in keys}) == len(keys)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_served(app: RelyingParty, issuer: Issuer, method: str) -> None:
    client = app.network.client(issuer.party.url, cookies=False)
    for name, url in app.metadata.items():
        if name.endswith("_endpoint") and name not in ("kerberos_endpoint", "device_authorization_endpoint"):
            answer = client.open(urlsplit(url).path, method=method, base_url=issuer.party.url)
            assert answer.status_code == 405
            assert "POST" in answer.headers["Allow"]
