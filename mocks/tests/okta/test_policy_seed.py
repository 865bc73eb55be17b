"""Policies that a seed describes."""

from typing import Any

import msgspec
import pytest

from mocks.kit.clock import StoppedClock
from mocks.kit.ids import SeededIds
from mocks.okta.directory import METADATA, applications, groups, policies
from mocks.okta.planter import Planter
from mocks.okta.policy_seed import PoliciesSeed
from mocks.okta.seed import OktaSeed
from mocks.tests import cast
from mocks.tests.databases import Database

SESSION = {"name": "Short", "identity_providers": ["Azure AD"], "max_idle": 15, "max_lifetime": 60}
STRICT = {
    "name": "Strict",
    "client_ids": [cast.APP_AT_OKTA],
    "rules": [{"name": "Hourly", "reauthenticate_in": "PT1H"}],
}
LONG = {"name": "Long", "groups": ["Contoso Employees"], "complexity": {"minLength": 16}}
WHOLE: dict[str, Any] = {"session_rules": [SESSION], "authentication": [STRICT], "passwords": [LONG]}


def seed(**said: Any) -> OktaSeed:
    return msgspec.structs.replace(cast.okta_seed(), policies=msgspec.convert(said, PoliciesSeed))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"session_rules": [SESSION, SESSION]}, "okta.policies.session_rules[1].name: 'Short' is there already"),
        ({"session_rules": [SESSION | {"groups": ["X"]}]}, "okta.policies.session_rules[0].groups: 'X' is not defined"),
        (
            {"session_rules": [SESSION | {"identity_providers": ["X"]}]},
            "okta.policies.session_rules[0].identity_providers: 'X' is not defined",
        ),
        ({"authentication": [STRICT | {"client_ids": ["X"]}]}, "okta.policies.authentication[0].client_ids: 'X'"),
        (
            {"authentication": [STRICT | {"rules": [{"name": "A", "reauthenticate_in": "an hour"}]}]},
            "okta.policies.authentication[0].rules[0].reauthenticate_in: 'an hour' is no duration",
        ),
        ({"passwords": [LONG, LONG]}, "okta.policies.passwords[1].name: 'Long' is there already"),
        ({"passwords": [LONG | {"groups": ["X"]}]}, "okta.policies.passwords[0].groups: 'X' is not defined"),
    ],
)
def test_mistakes_are_told_with_their_path(said: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError) as refusal:
        seed(**said).check()
    assert f"at {told}" in str(refusal.value)


def test_they_are_planted_as_described(sqlite: Database) -> None:
    """Before the system's rules, in their order, for whom they are said to be."""
    store = sqlite.store("okta", METADATA)
    whole = seed(**WHOLE)
    whole.check()
    store.create(lambda db: Planter(db, SeededIds(1), StoppedClock()).plant(whole))
    with store.transaction() as db:
        (session,) = policies.of_type(db, "OKTA_SIGN_ON")
        first, last = policies.rules_of(db, session.id)
        assert (first.name, first.system, last.name, last.system) == ("Short", False, "Default Rule", True)
        body = msgspec.json.decode(first.body)
        assert body["conditions"]["identityProvider"] == {"provider": "SPECIFIC_IDP", "idpIds": [cast.AZURE_IDP]}
        assert body["actions"]["signon"]["session"]["maxSessionIdleMinutes"] == 15
        strict = next(policy for policy in policies.of_type(db, "ACCESS_POLICY") if policy.name == "Strict")
        application = applications.active(db, cast.APP_AT_OKTA)
        assert application
        assert application.access_policy_id == strict.id
        assert [rule.name for rule in policies.rules_of(db, strict.id)] == ["Hourly", "Catch-all Rule"]
        long, default = policies.of_type(db, "PASSWORD")
        assert (long.name, default.name) == ("Long", "Default Policy")
        wanted = msgspec.json.decode(long.body)
        assert wanted["conditions"]["people"]["groups"]["include"] == [groups.id_of(db, "Contoso Employees")]
        assert wanted["settings"]["password"]["complexity"]["minLength"] == 16
