"""Routing: which identity provider a sign-in goes to."""

from collections.abc import Callable

import msgspec
import pytest

from mocks.kit.web import Unit
from mocks.okta.directory import identity_providers, users
from mocks.okta.directory.policies import Status
from mocks.okta.policies import routing
from mocks.okta.policies._routing_rule import (
    Actions,
    Conditions,
    Idp,
    MatchCriterion,
    Pattern,
    RoutingRule,
    UserIdentifier,
)
from mocks.tests.cast import AZURE_IDP, CONTRACTORS_IDP, GRACE
from mocks.tests.okta.rules import rule, set_rules
from mocks.tests.parties import Parties

CLIENT, OTHER = "0oasamplewebapp00001", "0oatimesheets0000001"
Decided = tuple[tuple[str, ...], bool, str]
Decide = Callable[..., Decided]
TO_AZURE = ((AZURE_IDP,), False, "rule '1'")
DEFAULT = ((), True, "no rule matches: Okta")


@pytest.fixture
def unit(parties: Parties) -> Unit:
    return Unit(parties.okta.runtime, None)  # type: ignore[arg-type]


@pytest.fixture
def decide(unit: Unit) -> Decide:
    """Return a function that plants rules and decides by them."""

    def decide(
        rules: list[RoutingRule | tuple[RoutingRule, Status]], identifier: str | None, client_id: str = CLIENT
    ) -> Decided:
        set_rules(unit.db, *rules)
        try:
            decision = routing.decide(unit, client_id, identifier)
            return tuple(idp.id for idp in decision.providers), decision.local, decision.reason
        finally:
            unit.abandon()

    return decide


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
    assert decide([rule([AZURE_IDP], [pattern])], identifier) == (TO_AZURE if fits else DEFAULT)


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        (("EQUALS", "it"), True),
        (("SUFFIX", "T"), True),
        (("STARTS_WITH", "i"), True),
        (("CONTAINS", "x"), False),
        (("EXPRESSION", "IT|HR"), True),
    ],
)
@pytest.mark.parametrize("name", [GRACE.username, "grace"])
def test_an_attribute_of_the_person_may_decide(
    unit: Unit, decide: Decide, pattern: tuple[str, str], fits: bool, name: str
) -> None:
    """Okta fact sheet 3.8: ATTRIBUTE, of a user who must exist."""
    grace = users.by_login(unit.db, GRACE.username)
    assert grace
    users.update_profile(unit.db, grace.id, grace.profile | {"department": "IT"}, unit.runtime.clock.now())
    by_department = rule([AZURE_IDP], [pattern], attribute="department")
    assert decide([by_department], name) == (TO_AZURE if fits else DEFAULT)


def test_who_does_not_exist_or_lacks_the_attribute_matches_none(decide: Decide) -> None:
    by_department = rule([AZURE_IDP], [("CONTAINS", "")], attribute="department")
    assert decide([by_department], "nobody@contoso.example") == DEFAULT
    assert decide([by_department], GRACE.username) == DEFAULT


def dynamic(expression: str) -> RoutingRule:
    return RoutingRule(actions=Actions(Idp((), "DYNAMIC", (MatchCriterion(expression),))))


@pytest.mark.parametrize(
    ("identifier", "providers"),
    [
        ("alice@Azure AD", (AZURE_IDP,)),
        ("alice@Azure AD for contractors", (CONTRACTORS_IDP,)),
        ("alice@nowhere.example", ()),
        ("alice", ()),
        (None, ()),
    ],
)
def test_a_dynamic_rule_names_the_provider_by_what_was_typed(
    decide: Decide, identifier: str | None, providers: tuple[str, ...]
) -> None:
    """Okta fact sheet 3.8: matchCriteria; no such provider, and the next rule is asked."""
    decided = decide([dynamic("login.identifier.substringAfter('@')")], identifier)
    assert decided == ((providers, False, "rule '1'") if providers else DEFAULT)


def test_the_first_rule_that_matches_decides(decide: Decide) -> None:
    rules = [
        rule([AZURE_IDP], [("SUFFIX", "other.example")]),
        rule([AZURE_IDP], [("CONTAINS", "contoso")]),
        rule([CONTRACTORS_IDP]),
    ]
    assert decide(rules, "a@contoso.example") == ((AZURE_IDP,), False, "rule '2'")
    assert decide(rules, "a@x.example") == ((CONTRACTORS_IDP,), False, "rule '3'")


def test_no_rule_leaves_it_to_okta(decide: Decide) -> None:
    assert decide([rule([AZURE_IDP], [("SUFFIX", "other.example")])], "a@contoso.example") == DEFAULT


def test_the_default_rule_is_there_from_the_first_day(unit: Unit) -> None:
    """Okta fact sheet 3.8: the last one, to Okta itself."""
    decision = routing.decide(unit, CLIENT, "nobody@nowhere.example")
    unit.abandon()
    assert (decision.providers, decision.local, decision.reason) == ((), True, "rule 'Default Rule'")


def test_an_inactive_rule_is_passed_over(decide: Decide) -> None:
    assert decide([(rule([AZURE_IDP]), "INACTIVE"), rule(["OKTA"])], "a@contoso.example") == ((), True, "rule '2'")


def test_a_rule_whose_providers_are_all_inactive_is_passed_over(unit: Unit, decide: Decide) -> None:
    azure = identity_providers.active(unit.db, AZURE_IDP)
    assert azure
    identity_providers.replace(unit.db, msgspec.structs.replace(azure, status="INACTIVE"))
    rules = [rule([AZURE_IDP]), rule([AZURE_IDP, CONTRACTORS_IDP])]
    assert decide(rules, None) == ((CONTRACTORS_IDP,), False, "rule '2'")


def test_one_of_several_patterns_is_enough(decide: Decide) -> None:
    rules = [rule([AZURE_IDP], [("SUFFIX", "a.example"), ("SUFFIX", "b.example")])]
    assert decide(rules, "x@b.example") == TO_AZURE


def test_a_rule_may_be_for_some_applications(decide: Decide) -> None:
    rules = [rule([AZURE_IDP], clients=[OTHER])]
    assert decide(rules, "x@b.example") == DEFAULT
    assert decide(rules, None, OTHER) == TO_AZURE


def test_a_rule_may_be_for_all_but_some_applications(decide: Decide) -> None:
    rules = [rule([AZURE_IDP], excluded=[OTHER])]
    assert decide(rules, None) == TO_AZURE
    assert decide(rules, None, OTHER) == DEFAULT


def test_okta_may_be_one_of_several(decide: Decide) -> None:
    assert decide([rule(["OKTA", AZURE_IDP])], None) == ((AZURE_IDP,), True, "rule '1'")


def test_while_nobody_is_named_only_rules_without_patterns_match(decide: Decide) -> None:
    rules = [rule([AZURE_IDP], [("CONTAINS", "")]), rule([CONTRACTORS_IDP])]
    assert decide(rules, None)[2] == "rule '2'"
    assert decide(rules, "")[2] == "rule '1'"


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (rule([]), "actions.idp.providers: must be 1 to 10"),
        (rule([AZURE_IDP] * 11), "actions.idp.providers: must be 1 to 10"),
        (rule(["0oanobody"]), "actions.idp.providers: there is no identity provider '0oanobody'"),
        (rule(["OKTA"], clients=["0oanobody"]), "conditions.app: there is no application '0oanobody'"),
        (rule(["OKTA"], [("EXPRESSION", "(")]), "conditions.userIdentifier.patterns: '(' is not valid"),
        (dynamic("user.login"), "actions.idp.matchCriteria: 'user.login' does not begin with login.identifier"),
        (dynamic("login.identifier.evil()"), "cannot be read from position 16"),
        (RoutingRule(actions=Actions(Idp((), "DYNAMIC"))), "a dynamic rule has one of matchCriteria"),
        (
            RoutingRule(
                Conditions(user_identifier=UserIdentifier("ATTRIBUTE", None, (Pattern("EQUALS", "x"),))),
                Actions(rule(["OKTA"]).actions.idp),
            ),
            "conditions.userIdentifier.attribute: The field cannot be left blank",
        ),
    ],
)
def test_what_is_wrong_with_a_rule_is_told(unit: Unit, wrong: RoutingRule, complaint: str) -> None:
    found = routing.complaints(unit.db, wrong)
    unit.abandon()
    assert complaint in found[0]


def test_nothing_is_wrong_with_a_good_rule(unit: Unit) -> None:
    found = routing.complaints(unit.db, rule([AZURE_IDP], [("EXPRESSION", ".*")], [CLIENT], [OTHER]))
    unit.abandon()
    assert found == []
