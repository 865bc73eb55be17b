"""How the org proves itself to a provider without a secret: `private_key_jwt`. Source: fact sheet 3.2, RFC 7523."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection

from mocks.kit.web import Unit
from mocks.oauth import certificates, own_keys
from mocks.oauth.client_assertion import TYPE
from mocks.oauth.own_keys import KeyPair
from mocks.okta.directory import idp_keys
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.directory.idp_keys import SigningKey

_VALID_FOR = timedelta(days=2 * 365)


def generate(db: Connection, idp: IdentityProvider, now: datetime, valid_for: timedelta = _VALID_FOR) -> SigningKey:
    """Make a key for a provider, with a certificate to register there."""
    pair = own_keys.generate()
    certificate = own_keys.certified(pair, idp.id, now, valid_for)
    key = SigningKey(idp.id, pair.kid, pair.pem, certificate.x5c, now.timestamp())
    idp_keys.add_signing_key(db, key)
    return key


def provide(db: Connection, idp: IdentityProvider, now: datetime) -> IdentityProvider:
    """Return the provider with a key to sign with, where its settings need one; makes the first."""
    if idp.protocol.token_endpoint_auth_method is None or idp.protocol.signing_kid:
        return idp
    kid = next((key.kid for key in idp_keys.signing_keys(db, idp.id)), "") or generate(db, idp, now).kid
    return msgspec.structs.replace(idp, protocol=msgspec.structs.replace(idp.protocol, signing_kid=kid))


def credentials(unit: Unit, idp: IdentityProvider) -> dict[str, str]:
    """Return the parameters by which the org authenticates at the provider's token endpoint."""
    protocol = idp.protocol
    key = idp_keys.signing_key(unit.db, idp.id, protocol.signing_kid) if protocol.signing_kid else None
    if key is None:
        return {"client_secret": protocol.client_secret}
    statement = own_keys.assertion(
        KeyPair(key.kid, key.pem),
        certificates.read(key.x5c.encode()),
        protocol.client_id,
        protocol.token_url,
        unit.runtime.clock.timestamp(),
        unit.runtime.ids.token(),
        protocol.signing_algorithm,
    )
    return {"client_assertion_type": TYPE, "client_assertion": statement}
