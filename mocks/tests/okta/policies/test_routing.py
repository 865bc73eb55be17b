"""Routing: which identity provider a sign-in goes to."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete

from mocks.kit.web import Unit
from mocks.okta.directory import routing_rules
from mocks.okta.directory.routing_rules import ROUTING_RULES, Pattern, RoutingRule
from mocks.okta.policies import routing
from mocks.okta.policies.routing import Decision
from mocks.tests.parties import Parties

CLIENT = "0oasamplewebapp00001"
Decide = Callable[..., Decision]


@pytest.fixture
def decide(parties: Parties) -> Decide:
    """Return a function that plants rules and decides by them."""

    def decide(rules: list[RoutingRule], identifier: str | None, client_id: str = CLIENT) -> Decision:
        here = Unit(parties.okta.runtime, None)  # type: ignore[arg-type]
        here.db.execute(delete(ROUTING_RULES))
        for priority, rule in enumerate(rules, 1):
            routing_rules.add(here.db, rule, priority)
        try:
            return routing.decide(here, client_id, identifier)
        finally:
            here.abandon()

    return decide


def rule(name: str, *patterns: tuple[str, str], clients: tuple[str, ...] = (), status: str = "ACTIVE") -> RoutingRule:
    conditions = tuple(Pattern(kind, value) for kind, value in patterns)  # type: ignore[arg-type]
    return RoutingRule(f"0pr{name:0>17}", name, (f"idp-{name}",), conditions, clients, status)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pattern", "identifier", "fits"),
    [
        (("SUFFIX", "contoso.example"), "alice@contoso.example", True),
        (("SUFFIX", "contoso.example"), "ALICE@CONTOSO.EXAMPLE", True),
        (("SUFFIX", "Contoso.Example"), "alice@contoso.example", True),
        (("SUFFIX", "contoso.example"), "alice@evilcontoso.example", False),
        (("SUFFIX", "contoso.example"), "alice@sub.contoso.example", False),
        (("SUFFIX", "contoso.example"), "contoso.example", False),
        (("SUFFIX", "contoso.example"), "alice@contoso.example@evil.example", False),
        (("SUFFIX", "contoso.example"), "alice@evil.example@contoso.example", True),
        (("EQUALS", "alice@contoso.example"), "Alice@contoso.example", True),
        (("EQUALS", "alice@contoso.example"), "alice@contoso.example.org", False),
        (("STARTS_WITH", "alice"), "alice.adams@x.example", True),
        (("STARTS_WITH", "alice"), "malice@x.example", False),
        (("CONTAINS", "@contoso"), "bob@contoso.example", True),
        (("CONTAINS", "@contoso"), "contoso@x.example", False),
        (("EXPRESSION", r".+@(contoso|fabrikam)\.example"), "a@FABRIKAM.example", True),
        (("EXPRESSION", r"@contoso\.example"), "a@contoso.example", False),
        (("EXPRESSION", r".+@contoso\.example"), "a@contoso.example.evil", False),
    ],
)
def test_match_types(decide: Decide, pattern: tuple[str, str], identifier: str, fits: bool) -> None:
    """Okta fact sheet 3.8: SUFFIX is compared with what follows the @; an expression must match the whole."""
    decision = decide([rule("1", pattern)], identifier)
    assert decision.provider_ids == (("idp-1",) if fits else ())


def test_the_first_rule_that_matches_decides(decide: Decide) -> None:
    rules = [rule("1", ("SUFFIX", "other.example")), rule("2", ("CONTAINS", "contoso")), rule("3")]
    assert decide(rules, "a@contoso.example") == Decision(("idp-2",), "rule '2'")
    assert decide(rules, "a@x.example") == Decision(("idp-3",), "rule '3'")


def test_no_rule_leaves_it_to_okta(decide: Decide) -> None:
    """The default rule, which cannot be changed."""
    decision = decide([rule("1", ("SUFFIX", "other.example"))], "a@contoso.example")
    assert decision == Decision((), "no rule matches: default rule, Okta")


def test_an_inactive_rule_is_passed_over(decide: Decide) -> None:
    rules = [rule("1", status="INACTIVE"), rule("2")]
    assert decide(rules, "a@contoso.example").reason == "rule '2'"


def test_one_of_several_patterns_is_enough(decide: Decide) -> None:
    rules = [rule("1", ("SUFFIX", "a.example"), ("SUFFIX", "b.example"))]
    assert decide(rules, "x@b.example").provider_ids == ("idp-1",)


def test_a_rule_may_be_for_some_applications(decide: Decide) -> None:
    rules = [rule("1", clients=("0oatimesheets0000001",))]
    assert decide(rules, "x@b.example").provider_ids == ()
    assert decide(rules, None, "0oatimesheets0000001").provider_ids == ("idp-1",)


def test_while_nobody_is_named_only_rules_without_patterns_match(decide: Decide) -> None:
    rules = [rule("1", ("CONTAINS", "")), rule("2")]
    assert decide(rules, None).reason == "rule '2'"
    assert decide(rules, "").reason == "rule '1'"
