"""For whom a policy or a rule is: people, groups, network, how they came in. Source: fact sheet 6.2.

What the lab cannot tell, such as the risk of a sign-in, may only be asked in the way that fits every sign-in.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from mocks.kit.web import Unit
from mocks.okta.directory import groups, identity_providers, network_zones, users
from mocks.okta.directory._request import address
from mocks.okta.policies._wire import Wire
from mocks.okta.provisioning.expressions import ExpressionError, MissingAttribute, Surroundings, compiled, value


class Members(Wire, frozen=True, omit_defaults=True):
    """Ids; include: none means anybody."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class People(Wire, frozen=True, omit_defaults=True):
    users: Members | None = None
    groups: Members | None = None


class Network(Wire, frozen=True, omit_defaults=True):
    """ZONE: the address is in one of the zones to include, where there are any, and in none to exclude."""

    connection: Literal["ANYWHERE", "ZONE"]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class AuthContext(Wire, frozen=True):
    """Which door: what is not ANY is none that the lab has."""

    auth_type: Literal["ANY", "RADIUS", "LDAP_INTERFACE"] = "ANY"


class Risk(Wire, frozen=True):
    behaviors: tuple[()] = ()


class RiskScore(Wire, frozen=True):
    level: Literal["ANY"] = "ANY"


class CameFrom(Wire, frozen=True, omit_defaults=True):
    """Who checked the person's credential: anybody, the org itself, or one of some identity providers."""

    provider: Literal["ANY", "OKTA", "SPECIFIC_IDP"]
    idp_ids: tuple[str, ...] = ()


class ElCondition(Wire, frozen=True):
    """An expression over `user.profile` that must be true; for want of an attribute it is not."""

    condition: str


class Conditions(Wire, frozen=True, omit_defaults=True):
    """All of them must be met; one that is not given always is."""

    people: People | None = None
    network: Network | None = None
    auth_context: AuthContext | None = None
    risk: Risk | None = None
    risk_score: RiskScore | None = None
    identity_provider: CameFrom | None = None
    el_condition: ElCondition | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose sign-in the policies are asked about. idp: id of the provider that vouched for them, "" for the org.

    further_groups: that the person is taken to be in as well; from_address: instead of the request's own.
    """

    unit: Unit
    user_id: str
    idp: str = ""
    further_groups: tuple[str, ...] = ()
    from_address: str = ""

    @property
    def groups(self) -> set[str]:
        return self.unit.once("group_ids", self.user_id, groups.ids_of_user).union(self.further_groups)

    @property
    def address(self) -> str:
        return self.from_address or address(self.unit)


def met(conditions: Conditions | None, asking: Asking) -> bool:
    """Tell whether a sign-in meets every condition."""
    if conditions is None:
        return True
    context, came_from = conditions.auth_context, conditions.identity_provider
    return (
        (context is None or context.auth_type == "ANY")
        and (came_from is None or _vouched(came_from, asking.idp))
        and (conditions.people is None or _among(conditions.people, asking))
        and (conditions.network is None or inside(conditions.network, asking))
        and (conditions.el_condition is None or _is_true(conditions.el_condition, asking))
    )


def _among(people: People, asking: Asking) -> bool:
    named, grouped = people.users or Members(), people.groups or Members()
    if asking.user_id in named.exclude:
        return False
    if grouped.exclude and asking.groups.intersection(grouped.exclude):
        return False
    if not named.include and not grouped.include:
        return True
    return asking.user_id in named.include or bool(grouped.include and asking.groups.intersection(grouped.include))


def _vouched(came_from: CameFrom, idp: str) -> bool:
    match came_from.provider:
        case "ANY":
            return True
        case "OKTA":
            return not idp
        case "SPECIFIC_IDP":
            return idp in came_from.idp_ids


def inside(network: Network, asking: Asking) -> bool:
    """Tell whether a sign-in comes from where a condition says."""
    if network.connection == "ANYWHERE":
        return True
    zones = asking.unit.once("network_zones", "", network_zones.in_force)
    here = {zone.id for zone in zones if zone.holds(asking.address)}
    return (not network.include or bool(here & set(network.include))) and not here & set(network.exclude)


def _is_true(wanted: ElCondition, asking: Asking) -> bool:
    user = asking.unit.once("user", asking.user_id, users.by_id)
    if user is None:
        return False
    known = {"user": {"profile": user.profile, "status": user.status.value}}
    here = Surroundings(known, lambda: asking.unit.once("groups", asking.user_id, groups.names_of_user))
    try:
        return value(wanted.condition, here) is True
    except (MissingAttribute, ExpressionError):
        return False


def complaints(db: Connection, conditions: Conditions | None) -> list[str]:
    """Return what is named in conditions and is not there."""
    if conditions is None:
        return []
    people, network = conditions.people or People(), conditions.network or Network("ANYWHERE")
    named, grouped = people.users or Members(), people.groups or Members()
    asked = {
        "people.users": [id for id in (*named.include, *named.exclude) if users.by_id(db, id) is None],
        "people.groups": [id for id in (*grouped.include, *grouped.exclude) if not groups.exists(db, id)],
        "network": [id for id in (*network.include, *network.exclude) if network_zones.by_id(db, id) is None],
        "identityProvider.idpIds": [
            id
            for id in (conditions.identity_provider.idp_ids if conditions.identity_provider else ())
            if identity_providers.by_id(db, id) is None
        ],
    }
    found = [f"conditions.{where}: there is no {id[:40]!r}" for where, unknown in asked.items() for id in unknown]
    try:
        compiled(conditions.el_condition.condition if conditions.el_condition else "true")
    except ExpressionError as error:
        found.append(f"conditions.elCondition.condition: {error}")
    if conditions.network and conditions.network.connection == "ZONE" and not (network.include or network.exclude):
        found.append("conditions.network: must name a zone to include or to exclude")
    return found
