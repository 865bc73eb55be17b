"""Routing rules on the administrator's pages. Expectations: Okta fact sheet 3.8."""

from typing import Any

from mocks.tests.browser import Browser
from mocks.tests.cast import AZURE, AZURE_IDP, OLIVIA
from mocks.tests.okta.admin.walk import Walk, form_to
from mocks.tests.okta.api.admin import Admin
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def rules(admin: Admin) -> list[dict[str, Any]]:
    (policy,) = admin.get("/policies", type="IDP_DISCOVERY")
    return list(admin.get(f"/policies/{policy['id']}/rules"))


def add(walk: Walk, **changes: str) -> Page:
    typed = {"name": "Subsidiary", "match": "SUFFIX", "value": "contoso-subsidiary.example", "provider": AZURE_IDP}
    return walk.fill(walk.open("/routing-rules/new"), "/new", **(typed | changes))


def test_the_rules_are_listed_as_they_are_asked(walk: Walk, admin: Admin) -> None:
    text = walk.open("/routing-rules").text
    places = [text.index(rule["name"]) for rule in rules(admin)]
    assert places == sorted(places)
    assert "Domain is contoso.example" in text


def test_a_rule_that_is_added_decides_at_once(walk: Walk, parties: Parties, app: RelyingParty) -> None:
    browser: Browser = parties.browser()
    page = add(walk)
    assert "Added." in page.text
    assert browser.submit(browser.open(app.authorize_url()), {"identifier": OLIVIA.username}).url.startswith(AZURE)


def test_a_rule_without_a_priority_comes_last_before_the_default_one(walk: Walk, admin: Admin) -> None:
    add(walk)
    assert [rule["name"] for rule in rules(admin)][-2:] == ["Subsidiary", "Default Rule"]
    add(walk, name="First", priority="1", provider="OKTA", value="")
    first = rules(admin)[0]
    assert (first["name"], first["conditions"]["userIdentifier"]["patterns"]) == ("First", [])
    assert first["actions"]["idp"]["providers"][0]["type"] == "OKTA"


def test_what_is_refused_is_said_and_what_was_typed_is_kept(walk: Walk, admin: Admin) -> None:
    page = add(walk, name="Default Rule", priority="soon")
    assert page.status == 400
    assert form_to(page, "/new").fields["priority"] == "soon"
    page = add(walk, name="Default Rule")
    assert form_to(page, "/new").fields["value"] == "contoso-subsidiary.example"
    assert len(rules(admin)) == 3


def test_a_rule_is_switched_off_and_on(walk: Walk, admin: Admin) -> None:
    id = rules(admin)[0]["id"]
    page = walk.fill(walk.open("/routing-rules"), f"/{id}/deactivate")
    assert rules(admin)[0]["status"] == "INACTIVE"
    walk.fill(page, f"/{id}/activate")
    assert rules(admin)[0]["status"] == "ACTIVE"


def test_the_default_rule_is_there_for_good(walk: Walk, admin: Admin) -> None:
    page = walk.open("/routing-rules")
    default = rules(admin)[-1]["id"]
    assert not [form for form in page.forms if default in form.action]
    page = walk.open_form(f"/routing-rules/{default}/deactivate", page)
    assert page.status == 403
    assert "read-only" in page.text
