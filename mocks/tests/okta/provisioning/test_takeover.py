"""An account cannot be taken over with its owner's e-mail address, as the cast is configured."""

from typing import Any

import pytest

from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, CONTRACTORS_IDP, GRACE, IVAN
from mocks.tests.okta.signin.round_trip import DIRECTORY
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.mark.parametrize("verified", [{}, {"email_verified": True}])
def test_a_provider_s_word_about_another_domain_s_address_is_worth_nothing(
    app: RelyingParty, browser: Browser, parties: Parties, verified: dict[str, Any]
) -> None:
    """Whatever a directory writes into `email`: the filter asks whose domain it is, not whether it says verified."""
    before = parties.okta.rows(*DIRECTORY)
    parties.azure.faults.script["id_token"] = lambda claims: claims | {"email": GRACE.username} | verified
    told = app.sign_in(browser, IVAN, idp=CONTRACTORS_IDP).parameters
    assert told["error"] == "access_denied"
    assert parties.okta.rows(*DIRECTORY) == before


def test_who_is_linked_stays_who_they_are_whatever_address_they_claim(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """Okta fact sheet 12.18: the link is the subject's."""
    alice = app.claims(app.tokens(browser, ALICE)["id_token"])["sub"]
    parties.azure.faults.script["id_token"] = lambda claims: claims | {"email": GRACE.username}
    assert app.claims(app.tokens(parties.browser(), ALICE)["id_token"])["sub"] == alice


def test_without_a_filter_the_address_would_be_enough(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Which setting would allow it, as docs/explanation/who-may-vouch.md says."""
    parties.change_policy(username_filter=None)
    parties.azure.faults.script["id_token"] = lambda claims: claims | {"email": GRACE.username}
    tokens = app.tokens(browser, ALICE)
    assert app.userinfo(tokens["access_token"]).get_json()["preferred_username"] == GRACE.username
