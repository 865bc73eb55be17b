"""A routing rule as the API has it. Source: fact sheet 3.8."""

from typing import Literal

from mocks.okta.policies._conditions import Network
from mocks.okta.policies._wire import Wire

LOCAL = "OKTA"


class Pattern(Wire, frozen=True):
    """A condition on what the person typed, or on an attribute of theirs."""

    match_type: Literal["SUFFIX", "EQUALS", "STARTS_WITH", "CONTAINS", "EXPRESSION"]
    value: str


class UserIdentifier(Wire, frozen=True):
    """ATTRIBUTE: of a user who exists; patterns: any of them, none means anybody."""

    type: Literal["IDENTIFIER", "ATTRIBUTE"] = "IDENTIFIER"
    attribute: str | None = None
    patterns: tuple[Pattern, ...] = ()


class App(Wire, frozen=True):
    id: str
    type: Literal["APP"] = "APP"
    name: str | None = None


class Apps(Wire, frozen=True):
    """include: none means any."""

    include: tuple[App, ...] = ()
    exclude: tuple[App, ...] = ()


class OperatingSystem(Wire, frozen=True):
    type: Literal["ANY"] = "ANY"


class Device(Wire, frozen=True):
    type: Literal["ANY"] = "ANY"
    os: OperatingSystem = OperatingSystem()


class Platform(Wire, frozen=True):
    include: tuple[Device, ...] = (Device(),)
    exclude: tuple[Device, ...] = ()


class Conditions(Wire, frozen=True):
    network: Network = Network("ANYWHERE")
    platform: Platform | None = Platform()
    user_identifier: UserIdentifier = UserIdentifier()
    app: Apps = Apps()


class RuleProvider(Wire, frozen=True):
    """Where a rule sends people; `OKTA` is the org itself and needs no id, as what has neither type nor id is."""

    type: str | None = None
    id: str | None = None
    name: str | None = None

    @property
    def local(self) -> bool:
        return self.type == LOCAL or (self.type is None and self.id is None)


class MatchCriterion(Wire, frozen=True):
    """An expression over what was typed, and the property of the identity provider that it must equal."""

    provider_expression: str
    property_name: Literal["name", "id"] = "name"


class Idp(Wire, frozen=True):
    providers: tuple[RuleProvider, ...] = ()
    idp_selection_type: Literal["SPECIFIC", "DYNAMIC"] = "SPECIFIC"
    match_criteria: tuple[MatchCriterion, ...] = ()


class Actions(Wire, frozen=True):
    idp: Idp = Idp()


class RoutingRule(Wire, frozen=True):
    conditions: Conditions = Conditions()
    actions: Actions = Actions()


EVERYTHING = RoutingRule(actions=Actions(Idp((RuleProvider(LOCAL),))))
"""The default rule: Okta itself, for whoever no other rule is for."""
