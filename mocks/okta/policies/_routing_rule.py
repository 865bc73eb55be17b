"""A routing rule as the API has it. Source: fact sheet 3.8."""

from typing import Literal

import msgspec

LOCAL = "OKTA"


class _Wire(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Written as the API writes it; what is not known here is refused rather than ignored."""


class Pattern(_Wire, frozen=True):
    """A condition on what the person typed, or on an attribute of theirs."""

    match_type: Literal["SUFFIX", "EQUALS", "STARTS_WITH", "CONTAINS", "EXPRESSION"]
    value: str


class UserIdentifier(_Wire, frozen=True):
    """ATTRIBUTE: of a user who exists; patterns: any of them, none means anybody."""

    type: Literal["IDENTIFIER", "ATTRIBUTE"] = "IDENTIFIER"
    attribute: str | None = None
    patterns: tuple[Pattern, ...] = ()


class App(_Wire, frozen=True):
    id: str
    type: Literal["APP"] = "APP"
    name: str | None = None


class Apps(_Wire, frozen=True):
    """include: none means any."""

    include: tuple[App, ...] = ()
    exclude: tuple[App, ...] = ()


class Network(_Wire, frozen=True):
    connection: Literal["ANYWHERE"] = "ANYWHERE"


class OperatingSystem(_Wire, frozen=True):
    type: Literal["ANY"] = "ANY"


class Device(_Wire, frozen=True):
    type: Literal["ANY"] = "ANY"
    os: OperatingSystem = OperatingSystem()


class Platform(_Wire, frozen=True):
    include: tuple[Device, ...] = (Device(),)
    exclude: tuple[Device, ...] = ()


class Conditions(_Wire, frozen=True):
    network: Network = Network()
    platform: Platform | None = Platform()
    user_identifier: UserIdentifier = UserIdentifier()
    app: Apps = Apps()


class RuleProvider(_Wire, frozen=True):
    """Where a rule sends people; `OKTA` is the org itself and needs no id, as what has neither type nor id is."""

    type: str | None = None
    id: str | None = None
    name: str | None = None

    @property
    def local(self) -> bool:
        return self.type == LOCAL or (self.type is None and self.id is None)


class MatchCriterion(_Wire, frozen=True):
    """An expression over what was typed, and the property of the identity provider that it must equal."""

    provider_expression: str
    property_name: Literal["name", "id"] = "name"


class Idp(_Wire, frozen=True):
    providers: tuple[RuleProvider, ...] = ()
    idp_selection_type: Literal["SPECIFIC", "DYNAMIC"] = "SPECIFIC"
    match_criteria: tuple[MatchCriterion, ...] = ()


class Actions(_Wire, frozen=True):
    idp: Idp = Idp()


class RoutingRule(_Wire, frozen=True):
    conditions: Conditions = Conditions()
    actions: Actions = Actions()


EVERYTHING = RoutingRule(actions=Actions(Idp((RuleProvider(LOCAL),))))
"""The default rule: Okta itself, for whoever no other rule is for."""
