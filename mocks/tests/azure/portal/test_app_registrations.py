"""The portal's pages of app registrations."""

import re

from mocks.tests import cast
from mocks.tests.azure.portal.administrator import Administrator, below, form_of
from mocks.tests.browser import Browser
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

CALLBACK = "https://okta.example/oauth2/v1/authorize/callback"
NEW, LIST = "/app-registrations/new", "/app-registrations"


def registered(avery: Administrator) -> Page:
    return avery.press(NEW, "register-application", {"displayName": "Okta for all", "redirectUris": CALLBACK})


def fact(page: Page, name: str) -> str:
    found = re.search(rf"<dt>{re.escape(name)}</dt><dd[^>]*>(?:<code>)?([^<]*)<", page.html)
    assert found, name
    return found[1]


def as_registered(parties: Parties, page: Page, secret: str) -> RelyingParty:
    issuer = f"{cast.AZURE}/{cast.TENANT}/v2.0"
    return RelyingParty(parties.network, issuer, fact(page, "Application (client) ID"), secret, CALLBACK)


def test_an_application_is_registered_as_the_tutorial_does(avery: Administrator, parties: Parties) -> None:
    """Name, redirect URI, a new secret that is shown once; people sign in with it, after consent of their own."""
    page = registered(avery)
    assert "The application was registered." in page.text
    assert fact(page, "Directory (tenant) ID") == cast.TENANT
    shown = avery.press(page, "add-secret", {"displayName": "for Okta"})
    app = as_registered(parties, page, fact(shown, "Value"))
    answer = app.sign_in(Browser(parties.network), cast.ALICE)
    tokens = app.redeem(answer.parameters["code"])
    assert tokens.status_code == 200


def test_a_secret_is_shown_once(avery: Administrator) -> None:
    """Afterwards the page has its description and first characters alone; removed, it is gone."""
    page = registered(avery)
    secret = fact(avery.press(page, "add-secret", {"displayName": "for Okta"}), "Value")
    page = avery.open(below(page))
    assert secret not in page.html
    assert f"{secret[:3]}…" in page.text
    assert "for Okta" in page.text
    page = avery.press(page, "remove-secret")
    assert "The secret was removed" in page.text
    assert "for Okta" not in page.text


def test_what_is_wrong_is_told_and_kept(avery: Administrator) -> None:
    """An address that no platform takes; a name that is missing."""
    typed = {"displayName": "Okta for all", "redirectUris": "http://okta.example/callback"}
    page = avery.press(NEW, "register-application", typed)
    assert (page.status, "redirectUris" in page.text) == (400, True)
    fields = form_of(page, "register-application").fields
    assert {name: fields[name] for name in typed} == typed
    assert avery.press(NEW, "register-application", {"displayName": " "}).status == 400
    assert "Okta for all" not in avery.open(LIST).text


def test_redirect_uris_are_changed(avery: Administrator, parties: Parties) -> None:
    """One on each line; those that were there before and are not there now are refused at sign-in."""
    page = registered(avery)
    page = avery.press(page, "change-redirect-uris", {"redirectUris": "https://a.example/in\r\n https://b.example/in "})
    assert "The redirect URIs were changed." in page.text
    assert "https://a.example/in\nhttps://b.example/in</textarea>" in page.html
    app = as_registered(parties, page, "")
    assert "AADSTS50011" in Browser(parties.network).open(app.authorize_url()).text
    refused = avery.press(page, "change-redirect-uris", {"redirectUris": "nonsense"})
    assert refused.status == 400
    assert "nonsense</textarea>" in refused.html


def test_applications_are_listed_and_found(avery: Administrator) -> None:
    registered(avery)
    assert "Okta for all" in avery.open(LIST).text
    found = avery.open(f"{LIST}?search=okta%20for").text
    assert "Okta for all" in found
    assert "Contoso Home" not in found
    assert "No application is found" in avery.open(f"{LIST}?search=xyz").text
