"""A custom authorization server in the hands of an administrator."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from mocks.okta import access_setup
from mocks.okta.directory import groups
from mocks.okta.directory.access_policies import ACCESS_POLICIES, ACCESS_RULES, AccessRule
from mocks.okta.directory.scopes import SCOPES, Scope
from mocks.okta.directory.token_claims import TOKEN_CLAIMS, TokenClaim
from mocks.okta.ids import okta_id
from mocks.tests.parties import Parties


@dataclass(frozen=True)
class CustomServer:
    """The server `id` of the org, whose changes count at once."""

    parties: Parties
    id: str = "default"

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        runtime = self.parties.okta.runtime
        with self.parties.okta.db() as db:
            yield db
            access_setup.note_change(db, runtime.ids, runtime.clock.now(), self.id)

    def add_scope(self, name: str, **details: object) -> None:
        record = Scope(okta_id(self.parties.okta.runtime.ids, "scp"), name, name.title(), f"What {name} does")
        with self.changing() as db:
            SCOPES.add(db, self.id, msgspec.structs.replace(record, **details), 10)

    def add_claim(self, name: str, value: str, **details: object) -> None:
        record = TokenClaim(okta_id(self.parties.okta.runtime.ids, "ocl"), name, "RESOURCE", "EXPRESSION", value)
        with self.changing() as db:
            TOKEN_CLAIMS.add(db, self.id, msgspec.structs.replace(record, **details), 10)

    def change_claim(self, name: str, **details: object) -> None:
        with self.changing() as db:
            for claim in TOKEN_CLAIMS.of(db, self.id):
                if claim.name == name:
                    TOKEN_CLAIMS.replace(db, msgspec.structs.replace(claim, **details))

    def change_policy(self, **details: object) -> None:
        with self.changing() as db:
            ACCESS_POLICIES.replace(db, msgspec.structs.replace(ACCESS_POLICIES.of(db, self.id)[0], **details))

    def change_rule(self, **details: object) -> None:
        with self.changing() as db:
            ACCESS_RULES.replace(db, msgspec.structs.replace(self._rule(db), **details))

    def add_rule(self, name: str, position: int, **details: object) -> None:
        """Add a rule like the one that is there; position: 0 stands before it, 2 after it."""
        with self.changing() as db:
            id = okta_id(self.parties.okta.runtime.ids, "0pr")
            rule = msgspec.structs.replace(self._rule(db), id=id, name=name, **details)
            ACCESS_RULES.add(db, ACCESS_POLICIES.of(db, self.id)[0].id, rule, position)

    def group(self, name: str) -> str:
        with self.parties.okta.db() as db:
            return groups.id_of(db, name)

    def _rule(self, db: Connection) -> AccessRule:
        return ACCESS_RULES.of(db, ACCESS_POLICIES.of(db, self.id)[0].id)[0]
