"""Identity providers the org trusts for inbound sign-in (fact sheet section 3)."""

from typing import Literal

import msgspec
from sqlalchemy import Column, Connection, String, Table, Text, bindparam, func, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

IDENTITY_PROVIDERS = Table(
    "identity_providers",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("type", String(20), nullable=False),
    Column("status", String(10), nullable=False),
    Column("body", Text, nullable=False),
)


Algorithm = Literal["RS256", "RS384", "RS512", "HS256", "HS384", "HS512"]


class Protocol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to talk OpenID Connect to the provider.

    userinfo_url: where set, attributes come from there alone, never from the ID token. end_session_url: used
    when `participate_slo` lets the org's sign-out end the provider's session too. id_token_algorithm: the only one
    accepted; None for any that RSA keys make. HS* is keyed with the client secret. token_endpoint_auth_method: None
    for the secret; else the key signing_kid signs, by signing_algorithm.
    """

    issuer: str
    authorization_url: str
    token_url: str
    jwks_url: str
    client_id: str
    client_secret: str = ""
    userinfo_url: str | None = None
    end_session_url: str | None = None
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    pkce_required: bool = True
    participate_slo: bool = False
    id_token_algorithm: Algorithm | None = None
    token_endpoint_auth_method: Literal["private_key_jwt"] | None = None
    signing_kid: str = ""
    signing_algorithm: Literal["RS256", "RS384", "RS512"] = "RS256"


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the provider's word is good for (fact sheet 3.2).

    provisioning: whether unknown people are created. profile_source: whether each sign-in refreshes the profile.
    account_link: whether an existing user who matches is linked; only members of account_link_group_ids where it
    names any, and nobody of account_link_excluded_user_ids. match_attribute: what CUSTOM_ATTRIBUTE compares.
    username_filter: a regular expression that the whole transformed username must match. map_amr_claims: whether the
    provider's `amr` becomes the org's own, trust_claims: whether it counts as the org's own proof; either does both
    here. max_clock_skew: milliseconds.
    """

    provisioning: Literal["AUTO", "DISABLED"] = "AUTO"
    profile_source: bool = True
    group_ids: tuple[str, ...] = ()
    account_link: Literal["AUTO", "DISABLED"] = "AUTO"
    account_link_group_ids: tuple[str, ...] = ()
    account_link_excluded_user_ids: tuple[str, ...] = ()
    match_type: Literal["USERNAME", "EMAIL", "USERNAME_OR_EMAIL", "CUSTOM_ATTRIBUTE"] = "USERNAME"
    match_attribute: str | None = None
    username_template: str = "idpuser.email"
    username_filter: str | None = None
    deprovisioned: Literal["NONE", "REACTIVATE"] = "NONE"
    suspended: Literal["NONE", "UNSUSPEND"] = "NONE"
    map_amr_claims: bool = False
    trust_claims: bool = False
    max_clock_skew: int = 0

    @property
    def takes_amr(self) -> bool:
        """Return whether how the provider authenticated somebody is taken for true."""
        return self.map_amr_claims or self.trust_claims


class IdentityProvider(msgspec.Struct, frozen=True):
    """A foreign issuer. type: names the file in `idps/` that talks to it.

    create_only: attributes that the mapping fills in a new user and never again. mapping_id: of the mapping, in the
    API. created, last_updated: seconds since the epoch.
    """

    id: str
    name: str
    type: str
    protocol: Protocol
    policy: Policy
    mapping: dict[str, str]
    """Universal Directory attribute -> expression over `appuser`."""
    status: Literal["ACTIVE", "INACTIVE"] = "ACTIVE"
    create_only: tuple[str, ...] = ()
    mapping_id: str = ""
    issuer_mode: str = "DYNAMIC"
    created: float = 0.0
    last_updated: float = 0.0


_decode = msgspec.json.Decoder(IdentityProvider).decode
_BY_ID = Prepared(select(IDENTITY_PROVIDERS.c.body).where(IDENTITY_PROVIDERS.c.id == bindparam("id")))
_BY_NAME = Prepared(select(IDENTITY_PROVIDERS.c.body).where(IDENTITY_PROVIDERS.c.name == bindparam("name")))


def by_id(db: Connection, id: str) -> IdentityProvider | None:
    row = _BY_ID.first(db, {"id": id})
    return _decode(row[0]) if row else None


def by_name(db: Connection, name: str) -> IdentityProvider | None:
    row = _BY_NAME.first(db, {"name": name})
    return _decode(row[0]) if row else None


def active(db: Connection, id: str) -> IdentityProvider | None:
    idp = by_id(db, id)
    return idp if idp and idp.status == "ACTIVE" else None


def page(
    db: Connection, limit: int, after: str | None, *, q: str = "", type: str = ""
) -> tuple[list[IdentityProvider], str | None]:
    """Return up to `limit` providers by id and where the next page begins; q: beginning of the name, case aside."""
    columns = IDENTITY_PROVIDERS.c
    query = select(columns.body).where(columns.id > (after or "")).order_by(columns.id).limit(limit + 1)
    if q:
        query = query.where(func.lower(func.substr(columns.name, 1, len(q))) == q.lower())
    if type:
        query = query.where(columns.type == type)
    found = [_decode(row.body) for row in db.execute(query)]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def add(db: Connection, idp: IdentityProvider) -> None:
    db.execute(IDENTITY_PROVIDERS.insert(), {"id": idp.id, **_columns(idp)})


def replace(db: Connection, idp: IdentityProvider) -> None:
    db.execute(IDENTITY_PROVIDERS.update().where(IDENTITY_PROVIDERS.c.id == idp.id).values(_columns(idp)))


def remove(db: Connection, id: str) -> None:
    """Delete a provider that nobody is linked to any more."""
    db.execute(IDENTITY_PROVIDERS.delete().where(IDENTITY_PROVIDERS.c.id == id))


def _columns(idp: IdentityProvider) -> dict[str, str]:
    body = msgspec.json.encode(idp).decode()
    return {"name": idp.name, "type": idp.type, "status": idp.status, "body": body}
