"""The `okta` package, unmodified, over the keys of identity providers. Source: fact sheet 3.1 and 11."""

import okta.models as wire

from lab.tests.sdk.okta_org import Org

AZURE_IDP = "0oaazuread0000000001"


def test_signing_keys_are_made_and_read(org: Org) -> None:
    made = org.generate_identity_provider_signing_key(AZURE_IDP, 2)
    assert [key.kid for key in org.list_identity_provider_signing_keys(AZURE_IDP)] == [made.kid]
    read = org.get_identity_provider_signing_key(AZURE_IDP, made.kid)
    assert (read.kty, read.use, read.x5c) == ("RSA", "sig", made.x5c)
    assert read.expires_at > read.created


def test_a_trusted_certificate_comes_and_goes(org: Org) -> None:
    """A certificate that the org made for itself serves as somebody else's."""
    x5c = org.generate_identity_provider_signing_key(AZURE_IDP, 2).x5c
    key = org.create_identity_provider_key(wire.IdPCertificateCredential(x5c=x5c))
    assert key.x5c == x5c
    assert key.kid in [one.kid for one in org.list_identity_provider_keys()]
    org.delete_identity_provider_key(key.kid)
    assert key.kid not in [one.kid for one in org.list_identity_provider_keys()]


def test_a_signing_request_is_made_and_withdrawn(org: Org) -> None:
    wanted = wire.CsrMetadata.from_dict({"subject": {"commonName": "okta.example"}})
    made = org.generate_csr_for_identity_provider(AZURE_IDP, wanted)
    assert [one.id for one in org.list_csrs_for_identity_provider(AZURE_IDP)] == [made.id]
    assert org.get_csr_for_identity_provider(AZURE_IDP, made.id).csr == made.csr
    org.revoke_csr_for_identity_provider(AZURE_IDP, made.id)
    assert org.list_csrs_for_identity_provider(AZURE_IDP) == []
