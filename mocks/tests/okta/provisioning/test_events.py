"""What the System Log says about sign-ins through a provider."""

import pytest

from mocks.okta.directory import system_log
from mocks.okta.directory.system_log import Event
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, APP_AT_OKTA, AZURE_IDP, NORA
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def last(parties: Parties, event_type: str) -> Event:
    with parties.okta.db() as db:
        return [event for event in system_log.latest(db) if event.event_type == event_type][-1]


@pytest.mark.parametrize(
    ("policy", "legacy"),
    [
        ({"provisioning": "DISABLED"}, "no_matching_users"),
        ({"username_filter": "nobody"}, "username_filtered"),
        ({"username_template": "idpuser.email +"}, "username_transform_failed"),
    ],
)
def test_a_refusal_has_its_name_of_old(
    app: RelyingParty, browser: Browser, parties: Parties, policy: dict[str, str], legacy: str
) -> None:
    """Okta fact sheet 8.3: one event type now, several before."""
    parties.change_policy(**policy)
    app.sign_in(browser, ALICE)
    event = last(parties, "user.authentication.auth_via_IDP")
    assert event.body["legacyEventType"] == f"core.user_auth.idp.{legacy}"
    assert [target["id"] for target in event.body["target"]] == [APP_AT_OKTA, AZURE_IDP]


def test_a_refused_token_is_a_failed_login(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    parties.azure.faults.script["id_token"] = lambda claims: claims | {"nonce": "else"}
    app.sign_in(browser, NORA)
    event = last(parties, "user.authentication.auth_via_IDP")
    assert (event.result, event.reason) == ("FAILURE", "invalid_social_token")
    assert event.body["legacyEventType"] == "core.user_auth.idp.login_failed"


def test_a_success_names_user_and_provider(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    app.code(browser, ALICE)
    event = last(parties, "user.authentication.auth_via_IDP")
    assert (event.result, event.body["actor"]["alternateId"]) == ("SUCCESS", ALICE.username)
    assert [target["displayName"] for target in event.body["target"]] == ["Azure AD"]
