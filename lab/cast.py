"""A whole seed as typed structs, and who in it can sign in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from lab.passwords import replacements
from lab.topology import Lab
from mocks.ad_agent.seed import AgentSeed
from mocks.azure.seed import AzureSeed
from mocks.kit.seed import SeedError, load_seed
from mocks.okta.seed import OktaSeed

_SECRETS = ("password", "client_secret", "token")


class PartnerUser(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person at the partner's identity provider."""

    sub: str
    claims: dict[str, Any]
    note: str = ""


class PartnerSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the partner's identity provider knows."""

    users: list[PartnerUser] = []


class WebappSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a relying party calls itself, and the three values it is configured by."""

    name: str
    issuer: str
    client_id: str
    client_secret: str


class Cast(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole seed: `lab.yaml`.

    private: its passwords and secrets are nobody else's, so a lab may use them where other machines reach it.
    """

    azure_ad: AzureSeed
    okta: OktaSeed
    partner_idp: PartnerSeed
    ad_agent: AgentSeed
    webapp: WebappSeed
    timesheets: WebappSeed
    private: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can try to sign in: what to type, where it is checked, what to expect."""

    username: str
    password: str
    where: str
    note: str


def load_cast(lab: Lab) -> Cast:
    """Read the lab's seed; raises SeedError with file, path to the key and cause.

    Where other machines reach the lab, passwords and secrets that stand in a seed are replaced by its own.
    """
    cast = load_seed(lab.seed, Cast, lab.urls)
    try:
        cast.azure_ad.check()
        cast.okta.check()
    except ValueError as error:
        raise SeedError(f"{lab.seed}: {error}") from error
    return exposed(cast, lab.passwords_file) if lab.is_exposed and not cast.private else cast


def exposed(cast: Cast, file: Path) -> Cast:
    """Return a cast with other passwords and client secrets: made once, kept in a file of one's own.

    What two parties share they share afterwards too. A `password_hash` stays: a seed does not tell what it is of.
    """
    plain = msgspec.to_builtins(cast)
    made = replacements(file, _secrets(plain))
    return msgspec.convert(_replaced(plain, made) | {"private": True}, Cast)


def _secrets(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value[name] for name in _SECRETS if value.get(name))
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _secrets(item)


def _replaced(value: Any, made: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            name: made[item] if name in _SECRETS and item else _replaced(item, made) for name, item in value.items()
        }
    return [_replaced(item, made) for item in value] if isinstance(value, list) else value


def people(cast: Cast) -> Iterator[Person]:
    """Yield everyone with a credential and a note, in the seed's order."""
    for tenant in cast.azure_ad.tenants:
        for user in tenant.users:
            if user.password and user.note:
                yield Person(user.user_principal_name, user.password, "Azure AD", user.note)
    for local in cast.okta.users:
        if local.password and local.note:
            yield Person(local.login, local.password, "Okta", local.note)
    for partner in cast.partner_idp.users:
        if partner.note:
            yield Person(partner.sub, "(one click)", "partner", partner.note)
