"""Security keys and passkeys: what a browser's `navigator.credentials` brings back, verified (W3C Web Authentication).

The library is imported when a key is used: it takes longer to load than everything else in a service.
"""

import base64
import json
from dataclasses import dataclass

_MALFORMED = (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)
"""What parsers, the library's among them, raise when their input makes them."""


@dataclass(frozen=True, slots=True)
class SecurityKey:
    """A key that was registered. id, public_key: base64url. uses: its own count. hardware: it cannot be copied."""

    id: str
    public_key: str
    uses: int
    hardware: bool


@dataclass(frozen=True, slots=True)
class Site:
    """Where a key is used. origin: of the page. rp_id: its host. challenge: base64url, what the key has to sign."""

    origin: str
    rp_id: str
    challenge: str


class NotProven(Exception):
    """What came back is no proof: malformed, of another site, for another challenge, or signed by another key."""


def challenge_of(client_data: str) -> str:
    """Return which challenge a key says that it has signed; client_data: base64. Raises NotProven."""
    try:
        said = json.loads(_bytes(client_data))
        challenge = said["challenge"]
    except _MALFORMED as error:
        raise NotProven(str(error)) from error
    if not isinstance(challenge, str):
        raise NotProven("the challenge is no text")
    return challenge


def register(site: Site, attestation: str, client_data: str) -> SecurityKey:
    """Verify a new key; attestation, client_data: base64. Raises NotProven."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url, parse_attestation_object
    from webauthn.helpers.exceptions import WebAuthnException
    from webauthn.helpers.structs import AuthenticatorAttestationResponse, CredentialDeviceType, RegistrationCredential

    try:
        attested = _bytes(attestation)
        data = parse_attestation_object(attested).auth_data.attested_credential_data
        id = data.credential_id if data else b""
        found = verify_registration_response(
            credential=RegistrationCredential(
                bytes_to_base64url(id), id, AuthenticatorAttestationResponse(_bytes(client_data), attested)
            ),
            expected_challenge=_bytes(site.challenge),
            expected_origin=site.origin,
            expected_rp_id=site.rp_id,
        )
    except (WebAuthnException, *_MALFORMED) as error:
        raise NotProven(str(error)) from error
    hardware = found.credential_device_type is CredentialDeviceType.SINGLE_DEVICE
    public_key = bytes_to_base64url(found.credential_public_key)
    return SecurityKey(bytes_to_base64url(found.credential_id), public_key, found.sign_count, hardware)


def check(site: Site, key: SecurityKey, client_data: str, authenticator_data: str, signature: str) -> int:
    """Verify that a registered key was used; all in base64. Return its new count; raises NotProven."""
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException
    from webauthn.helpers.structs import AuthenticationCredential, AuthenticatorAssertionResponse

    try:
        response = AuthenticatorAssertionResponse(_bytes(client_data), _bytes(authenticator_data), _bytes(signature))
        found = verify_authentication_response(
            credential=AuthenticationCredential(key.id, _bytes(key.id), response),
            expected_challenge=_bytes(site.challenge),
            expected_origin=site.origin,
            expected_rp_id=site.rp_id,
            credential_public_key=_bytes(key.public_key),
            credential_current_sign_count=key.uses,
        )
    except (WebAuthnException, *_MALFORMED) as error:
        raise NotProven(str(error)) from error
    return found.new_sign_count


def _bytes(text: str) -> bytes:
    """Read base64 in either alphabet, with or without its padding."""
    plain = text.replace("+", "-").replace("/", "_").rstrip("=")
    return base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
