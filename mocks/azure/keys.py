"""The signing keys of the cloud: every tenant signs with the same, each with a certificate (fact sheet section 1.5)."""

from sqlalchemy import Connection, Table

from mocks.kit.clock import Clock
from mocks.oauth.certificates import self_signed
from mocks.oauth.keys import KeyRing, SigningKey

CLOUD = "cloud"
_COMMON_NAME = "accounts.accesscontrol.windows.net"


class CloudKeys(KeyRing):
    """One set of keys, whichever tenant asks."""

    def __init__(self, table: Table, clock: Clock) -> None:
        super().__init__(table, clock, self_signed(_COMMON_NAME))

    def current(self, db: Connection, server: str) -> SigningKey:  # noqa: ARG002
        return super().current(db, CLOUD)

    def published(self, db: Connection, server: str) -> list[SigningKey]:  # noqa: ARG002
        return super().published(db, CLOUD)
