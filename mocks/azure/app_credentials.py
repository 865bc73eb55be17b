"""How an application proves itself: its secrets and certificates as long as they are good (fact sheet 3.2)."""

import base64
import uuid
from datetime import datetime

from mocks.azure.directory.app_settings import KeyCredential, PasswordCredential, Settings, is_live, is_over
from mocks.kit.passwords import hash_secret
from mocks.oauth import client_keys


def secrets(settings: Settings, now: datetime, *, over: bool = False) -> tuple[str, ...]:
    """Return the stored forms of the secrets that are good, or of those that were. over: the latter."""
    wanted = is_over if over else is_live
    return tuple(one.secret_hash for one in settings.password_credentials if wanted(one, now))


def keys(settings: Settings, now: datetime) -> tuple[dict[str, str], ...]:
    return tuple(one.jwk for one in settings.key_credentials if is_live(one, now))


def auth_methods(settings: Settings) -> frozenset[str]:
    """Return how an application may prove itself on any of its platforms; `platforms` holds it to the one in use."""
    methods = {"private_key_jwt"} if settings.key_credentials else set()
    if settings.password_credentials:
        methods |= {"client_secret_basic", "client_secret_post"}
    without = settings.is_fallback_public_client or settings.spa.redirect_uris or settings.public_client.redirect_uris
    return frozenset(methods | ({"none"} if without else set()))


def response_types(settings: Settings) -> frozenset[str]:
    flags = settings.web.implicit_grant_settings
    implicit = {"id_token": flags.enable_id_token_issuance, "token": flags.enable_access_token_issuance}
    return frozenset({"code", *(name for name, enabled in implicit.items() if enabled)})


def of_seed(app_id: str, secret: str) -> PasswordCredential:
    """Return the secret of a seeded application, which never ends."""
    return PasswordCredential(str(uuid.uuid5(uuid.NAMESPACE_URL, f"secrets/{app_id}")), hash_secret(secret))


def of_certificate(app_id: str, pem: str) -> KeyCredential:
    """Return a certificate in PEM as a credential; raises ValueError when it is none."""
    jwk = client_keys.of_certificate(pem)
    id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"certificates/{app_id}/{jwk['x5t#S256']}"))
    return KeyCredential(id, jwk, custom_key_identifier=thumbprint(jwk))


def thumbprint(jwk: dict[str, str]) -> str:
    """Return the SHA-1 thumbprint of a certificate as administrators read it."""
    return base64.urlsafe_b64decode(jwk["x5t"] + "=").hex().upper()
