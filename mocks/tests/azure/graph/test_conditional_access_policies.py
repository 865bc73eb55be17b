"""Conditional Access policies as Graph shows and changes them."""

import pytest

from mocks.tests import cast
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.browser import Browser
from mocks.tests.parties import Parties

POLICIES = "/identity/conditionalAccess/policies"
BLOCK = f"{POLICIES}/{cast.BLOCK_POLICY}"


@pytest.fixture
def policies(application: GraphOf) -> Graph:
    """A program that may read and write policies."""
    return application("Policy.ReadWrite.ConditionalAccess")


def test_policies_are_told(policies: Graph) -> None:
    """Conditions and controls in the shape of `conditionalAccessPolicy`."""
    found = {one["id"]: one for one in policies.get(POLICIES)["value"]}
    assert set(found) == {cast.MFA_POLICY, cast.BLOCK_POLICY}
    mfa = found[cast.MFA_POLICY]
    assert mfa["conditions"]["users"]["includeUsers"] == ["All"]
    assert mfa["conditions"]["applications"]["includeApplications"] == [cast.SECURED_APP_AT_AZURE]
    assert mfa["grantControls"]["builtInControls"] == ["mfa"]
    assert {**policies.get(BLOCK), "@odata.context": 0} == {**found[cast.BLOCK_POLICY], "@odata.context": 0}


def test_a_policy_is_turned_off(policies: Graph, parties: Parties) -> None:
    """Whom it kept out gets in; turned on, it keeps them out again."""
    app = parties.app_at_azure()
    policies.patch(BLOCK, {"state": "disabled"})
    assert policies.get(BLOCK)["state"] == "disabled"
    assert "code" in app.sign_in(Browser(parties.network), cast.BORIS).parameters
    policies.patch(BLOCK, {"state": "enabled"})
    assert "AADSTS53003" in Browser(parties.network).sign_in(app.authorize_url(), cast.BORIS).text


@pytest.mark.parametrize(
    "body", [{"state": "enabledForReportingButNotEnforced"}, {"state": None}, {"displayName": ""}, {"conditions": {}}]
)
def test_what_the_lab_does_not_have_is_refused(policies: Graph, body: dict[str, object]) -> None:
    assert policies.refused("PATCH", BLOCK, body)[0] == 400
    assert policies.get(BLOCK)["state"] == "enabled"


def test_who_may(application: GraphOf, person: GraphOf) -> None:
    """Other permissions open nothing; a person needs a directory role as well."""
    assert application("Directory.ReadWrite.All").refused("GET", POLICIES)[0] == 403
    reader = application("Policy.Read.All")
    assert reader.get(BLOCK)["displayName"] == "Boris stays out"
    assert reader.refused("GET", f"{POLICIES}/nothing")[0] == 404
    assert person(cast.ALICE, "Policy.Read.All").refused("GET", POLICIES)[0] == 403
    assert person(cast.AVERY, "Policy.Read.All").get(POLICIES)["value"]


def test_readers_do_not_write(application: GraphOf) -> None:
    assert application("Policy.Read.All").refused("PATCH", BLOCK, {"state": "disabled"})[0] == 403
