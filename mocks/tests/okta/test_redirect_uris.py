"""Which redirect URIs an application may register, and which a request may use. Expectations: fact sheet 5.1."""

from typing import Any

import pytest

from mocks.okta.redirect_uris import is_pattern, is_uri, matches
from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

PATTERN = "https://preview-*.app.example/callback?from=okta"


@pytest.mark.parametrize(
    ("uri", "good"),
    [
        ("https://app.example", True),
        ("http://localhost:8080/callback?x=1", True),
        ("com.example.app:/", True),
        ("com.example.app:/callback", True),
        ("com.example.app://callback", True),
        ("https://[::1]:8443/callback", True),
        ("https:///", False),
        ("https://[::1/callback", False),
        ("https://app.example:port/", False),
        ("https://:443/", False),
        ("https:", False),
        ("com.example.app:", False),
        ("/callback", False),
        ("app.example/callback", False),
        ("https://app.example/#x", False),
        ("https://app.example/\n", False),
        ("data:text/html,x", False),
        ("JavaScript:alert(1)", False),
        (f"https://app.example/{'x' * 1024}", False),
    ],
)
def test_what_is_an_address_to_come_back_to(uri: str, good: bool) -> None:
    assert is_uri(uri) is good


@pytest.mark.parametrize(
    ("pattern", "good"),
    [
        ("https://*.app.example/callback", True),
        ("http://*.app.example:8080/callback", True),
        (PATTERN, True),
        ("https://*-preview.app.example", True),
        ("https://app.example/callback", False),
        ("https://*.example/callback", False),
        ("https://*/callback", False),
        ("https://*.*.app.example/callback", False),
        ("https://sub.*.app.example/callback", False),
        ("https://app.*/callback", False),
        ("https://app.example/*", False),
        ("https://*.app.example/*", False),
        ("https://app.example/callback?to=*.app.example", False),
        ("https://user@*.app.example/callback", False),
        ("https://*.app.example/callback#x", False),
        ("https://*.app.example/a b", False),
        ("https://*.app.example.", False),
        ("com.example.*.app:/callback", False),
    ],
)
def test_where_a_wildcard_may_stand(pattern: str, good: bool) -> None:
    """One, in the leftmost label of a host that has two labels more."""
    assert is_pattern(pattern) is good


@pytest.mark.parametrize(
    ("uri", "good"),
    [
        ("https://preview-1.app.example/callback?from=okta", True),
        ("https://preview-a-B-3.app.example/callback?from=okta", True),
        ("https://preview-.app.example/callback?from=okta", False),
        ("https://preview-1.2.app.example/callback?from=okta", False),
        ("https://preview-1.app.example/callback", False),
        ("https://preview-1.app.example/callback?from=okta&x=1", False),
        ("https://preview-1.app.example:444/callback?from=okta", False),
        ("http://preview-1.app.example/callback?from=okta", False),
        ("https://preview-1xapp.example/callback?from=okta", False),
        ("https://preview-evil.example/.app.example/callback?from=okta", False),
        ("https://preview-evil@x.app.example/callback?from=okta", False),
        ("https://preview-%2e.app.example/callback?from=okta", False),
        ("https://preview-\u0131.app.example/callback?from=okta", False),
        ("https://preview-1.app.example/callback?from=okta\n", False),
        ("https://other-1.app.example/callback?from=okta", False),
        (PATTERN, False),
    ],
)
def test_what_a_wildcard_stands_for(uri: str, good: bool) -> None:
    """Letters, digits and hyphens of one label; all the rest is compared as it is."""
    assert matches([PATTERN], uri) is good


def _app(admin: Admin, wildcards: str) -> dict[str, Any]:
    oauth = {"redirect_uris": [PATTERN, cast.CALLBACK], "wildcard_redirect": wildcards}
    answer = admin.send("POST", "/apps", {"label": "Previews", "settings": {"oauthClient": oauth}})
    made: dict[str, Any] = answer.get_json()
    return made


def test_wildcards_are_off_by_default(admin: Admin) -> None:
    refused = _app(admin, "DISABLED")
    assert refused["errorCode"] == "E0000001"
    assert refused["errorCauses"][0]["errorSummary"].startswith("redirect_uris")


def test_a_person_is_sent_to_an_address_that_fits(admin: Admin, parties: Parties, browser: Browser) -> None:
    made = _app(admin, "SUBDOMAIN")
    admin.put(f"/apps/{made['id']}/users/{cast.OLIVIA.username}")
    secret = made["credentials"]["oauthClient"]["client_secret"]
    wanted = "https://preview-17.app.example/callback?from=okta"
    app = RelyingParty(parties.network, f"{cast.OKTA}/oauth2/default", made["id"], secret, wanted)
    code = app.code(browser, cast.OLIVIA)
    assert app.redeem(code, redirect_uri="https://preview-18.app.example/callback?from=okta").status_code == 400
    assert app.redeem(app.code(browser, cast.OLIVIA)).status_code == 200
    for other in (PATTERN, "https://preview-17.app.example/", "https://evil.example/callback?from=okta"):
        page = app.sign_in(browser, cast.OLIVIA, redirect_uri=other)
        assert (page.status, page.left) == (400, False)


def test_a_wildcard_that_was_switched_off_fits_nothing(admin: Admin, parties: Parties, browser: Browser) -> None:
    made = _app(admin, "SUBDOMAIN")
    oauth = {"redirect_uris": [cast.CALLBACK]}
    admin.put(f"/apps/{made['id']}", {"label": "Previews", "settings": {"oauthClient": oauth}})
    app = parties.app_at_okta().registered(made["id"], "https://preview-17.app.example/callback?from=okta")
    assert app.sign_in(browser, cast.OLIVIA).status == 400


def test_pages_of_an_address_that_fits_may_redeem(admin: Admin, parties: Parties) -> None:
    """Fact sheet 1.2: the token endpoint answers the origins of single-page applications."""
    oauth = {"application_type": "browser", "redirect_uris": [PATTERN], "wildcard_redirect": "SUBDOMAIN"}
    admin.post("/apps", {"label": "Previews", "settings": {"oauthClient": oauth}})
    client = parties.network.client(cast.OKTA, cookies=False)
    for origin, good in (
        ("https://preview-17.app.example", True),
        ("https://preview-1.7.app.example", False),
        ("https://preview-*.app.example", False),
        ("http://preview-17.app.example", False),
    ):
        answer = client.post("/oauth2/default/v1/token", base_url=cast.OKTA, headers={"Origin": origin})
        assert (answer.headers.get("Access-Control-Allow-Origin") == origin) is good
