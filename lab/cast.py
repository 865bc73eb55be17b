"""A whole seed as typed structs, and who in it can sign in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from lab.topology import Lab
from mocks.azure.seed import AzureSeed
from mocks.kit.seed import SeedError, load_seed
from mocks.okta.seed import OktaSeed


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
    """A whole seed: `lab.yaml`."""

    azure_ad: AzureSeed
    okta: OktaSeed
    partner_idp: PartnerSeed
    webapp: WebappSeed
    timesheets: WebappSeed


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can try to sign in: what to type, where it is checked, what to expect."""

    username: str
    password: str
    where: str
    note: str


def load_cast(lab: Lab) -> Cast:
    """Read the lab's seed; raises SeedError with file, path to the key and cause."""
    cast = load_seed(lab.seed, Cast, lab.urls)
    try:
        cast.azure_ad.check()
        cast.okta.check()
    except ValueError as error:
        raise SeedError(f"{lab.seed}: {error}") from error
    return cast


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
