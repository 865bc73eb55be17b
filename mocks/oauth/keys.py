"""Signing keys of the authorization servers, and their JWKS (RFC 7517).

Keys live in the database and survive a restart. A key object is kept once read: loading an RSA key costs a
hundred times a signature.
"""

import base64
import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import RSAKey
from sqlalchemy import Column, Connection, Float, MetaData, String, Table, Text, bindparam, select

from mocks.kit.clock import Clock
from mocks.kit.prepared import Prepared

Certify = Callable[[rsa.RSAPrivateKey, datetime], bytes]
"""Makes a certificate (X.509, DER) for a new key."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An RSA key with its id; public: its JWK members `kty`, `n`, `e`, with a certificate `x5t` and `x5c` as well."""

    kid: str
    key: RSAKey
    public: dict[str, Any]


def keys_table(metadata: MetaData) -> Table:
    """Declare the table of signing keys in a service's metadata."""
    return Table(
        "signing_keys",
        metadata,
        Column("server", String(100), primary_key=True),
        Column("kid", String(64), primary_key=True),
        Column("state", String(10), nullable=False),  # current, next or retired
        Column("created_at", Float, nullable=False),
        Column("pem", Text, nullable=False),
        Column("certificate", Text, nullable=False),  # DER in base64; "" for a key without one
    )


class KeyRing:
    """The signing keys of a service, by authorization server.

    certify: for a vendor whose keys have certificates; the key id is then the certificate's thumbprint `x5t`.
    """

    def __init__(self, table: Table, clock: Clock, certify: Certify | None = None) -> None:
        self._table, self._clock, self._certify = table, clock, certify
        self._loaded: dict[str, SigningKey] = {}
        columns = (table.c.kid, table.c.pem, table.c.certificate)
        of_server = select(table.c.state, *columns).where(table.c.server == bindparam("s"))
        self._of_server = Prepared(of_server.order_by(table.c.created_at))
        current = select(*columns)
        self._current = Prepared(current.where(table.c.server == bindparam("s"), table.c.state == "current"))

    def provide(self, db: Connection, server: str, states: tuple[str, ...] = ("current",)) -> None:
        """Generate the keys that a server lacks, one for each of the states."""
        there = {state for state, *_ in self._of_server.rows(db, {"s": server})}
        for state in states:
            if state not in there:
                self._generate(db, server, state)

    def rotate(self, db: Connection, server: str) -> None:
        """Let the next key sign from now on; the old one stays published, a new next one is made."""
        table = self._table
        here = table.c.server == server
        self.provide(db, server, ("next",))
        # Of several that were made at the same moment one is enough.
        following = next(kid for state, kid, *_ in self._of_server.rows(db, {"s": server}) if state == "next")
        db.execute(table.update().where(here, table.c.state == "current").values(state="retired"))
        db.execute(table.update().where(here, table.c.kid == following).values(state="current"))
        self._generate(db, server, "next")

    def forget_retired(self, db: Connection, server: str, keep: int, longest: timedelta) -> None:
        """Withdraw the keys that signed before, but for the latest `keep`, and for those whose tokens may be good.

        longest: how long any token is. A key has retired when the one after its successor was made.
        """
        here = self._table.c.server == server
        columns = (self._table.c.kid, self._table.c.state, self._table.c.created_at)
        keys = db.execute(select(*columns).where(here).order_by(self._table.c.created_at)).all()
        before = (self._clock.now() - longest).timestamp()
        retired = [
            (kid, after.created_at if after else math.inf)
            for (kid, state, _), after in zip(keys, [*keys[2:], None, None], strict=False)
            if state == "retired"
        ]
        for kid, when in retired[: len(retired) - keep]:
            if when < before:
                db.execute(self._table.delete().where(here, self._table.c.kid == kid))

    def rotate_all(self, db: Connection) -> None:
        """Rotate the keys of every server of the service."""
        servers = db.execute(select(self._table.c.server).distinct().order_by(self._table.c.server)).scalars().all()
        for server in servers:
            self.rotate(db, server)

    def current(self, db: Connection, server: str) -> SigningKey:
        """Return the key that signs now."""
        row = self._current.first(db, {"s": server})
        if row is None:
            raise RuntimeError(f"{server} has no signing key")
        return self._load(*row)

    def published(self, db: Connection, server: str) -> list[SigningKey]:
        """Return every key of the server that a relying party may meet, oldest first."""
        return [self._load(*stored) for _, *stored in self._of_server.rows(db, {"s": server})]

    def states(self, db: Connection, server: str) -> dict[str, str]:
        """Return the state of each published key by its id: current, next or retired."""
        return {kid: state for state, kid, *_ in self._of_server.rows(db, {"s": server})}

    def by_kid(self, db: Connection, server: str, kid: str) -> SigningKey | None:
        return next((key for key in self.published(db, server) if key.kid == kid), None)

    def _load(self, kid: str, pem: str, certificate: str) -> SigningKey:
        if kid not in self._loaded:
            # Only keys that this class generated are in the table: checking their primes again costs 50 ms.
            private = serialization.load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
            self._keep(kid, cast(rsa.RSAPrivateKey, private), certificate)
        return self._loaded[kid]

    def _keep(self, kid: str, private: rsa.RSAPrivateKey, certificate: str) -> None:
        key = RSAKey.import_key(private)
        more = {"x5t": kid, "x5c": [certificate]} if certificate else {}
        self._loaded[kid] = SigningKey(kid, key, dict(key.as_dict(private=False)) | more)

    def _generate(self, db: Connection, server: str, state: str) -> None:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        der = self._certify(private, self._clock.now()) if self._certify else b""
        certificate = base64.b64encode(der).decode()
        kid = _thumbprint(der) if der else _key_id(private.public_key())
        self._keep(kid, private, certificate)
        row = {
            "server": server,
            "kid": kid,
            "state": state,
            "created_at": self._clock.now().timestamp(),
            "pem": pem,
            "certificate": certificate,
        }
        db.execute(self._table.insert(), row)


def _key_id(public: rsa.RSAPublicKey) -> str:
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()


def _thumbprint(certificate: bytes) -> str:
    """Return `x5t` (RFC 7517 section 4.8), which is a name and proves nothing."""
    digest = hashlib.sha1(certificate, usedforsecurity=False).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
