"""Authorization requests that are refused: on the issuer's own page while nothing is trusted, then at the client."""

import pytest

from mocks.tests.browser import Browser
from mocks.tests.cast import APP
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.pages import Page
from mocks.tests.relying_party import RelyingParty

NEAR_MISSES = [
    *("{}/", "{}/..", "{}/../okta", "{}x", "{}?x=1", "{}#x", "{}#", "{}%20", "{};a", "{}/%2e%2e/x", "{}\\", "{} "),
    *("HTTP://localhost:8080/login/oauth2/code/okta", "http://LOCALHOST:8080/login/oauth2/code/okta"),
    *("http://localhost:8080/LOGIN/oauth2/code/okta", "http://localhost:8080//login/oauth2/code/okta"),
    *("http://localhost:8080@evil.example/login/oauth2/code/okta", "http://user@localhost:8080/login/oauth2/code/okta"),
    *(
        "http://localhost.evil.example:8080/login/oauth2/code/okta",
        "http://evil.example/?{}",
        "http://evil.example/#{}",
    ),
    *("https://localhost:8080/login/oauth2/code/okta", "//localhost:8080/login/oauth2/code/okta"),
    *("http://127.0.0.1:8080/login/oauth2/code/okta", "http://[::1]:8080/login/oauth2/code/okta"),
    *("http://localhost:/login/oauth2/code/okta", "http://localhost:80a/login/oauth2/code/okta"),
    *(
        "http:/login/oauth2/code/okta",
        "/login/oauth2/code/okta",
        "javascript:alert(1)",
        "data:text/html,x",
        "null",
        "*",
    ),
]


def shown(page: Page, issuer: Issuer) -> bool:
    """Tell whether an error stands on the issuer's own page, with no way on to anywhere."""
    assert not page.left, page.url
    assert page.status == 400, page.text
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Location" not in page.headers
    assert 'lang="en"' in page.html
    assert "Traceback" not in page.html
    return page.url.startswith(issuer.party.url) and not page.forms and not page.links


def redirected(page: Page, app: RelyingParty, error: str, state: str | None = "state-of-the-test") -> bool:
    """Tell whether an error arrived at the client, described, with its state (RFC 6749 section 4.1.2.1)."""
    assert page.left, page.text
    assert page.url.startswith((f"{app.redirect_uri}?", f"{app.redirect_uri}#"))
    assert page.parameters["error_description"]
    assert "code" not in page.parameters
    return (page.parameters["error"], page.parameters.get("state")) == (error, state)


@pytest.mark.parametrize("client_id", [None, "", "unknown", "ä", "x" * 5000, "'; --", "<script>alert(1)</script>"])
def test_an_unknown_client_is_a_page(
    app: RelyingParty, issuer: Issuer, browser: Browser, client_id: str | None
) -> None:
    """RFC 6749 section 4.1.2.1: MUST NOT automatically redirect."""
    page = browser.open(app.authorize_url(client_id=client_id))
    assert shown(page, issuer)
    assert "<script>" not in page.html


@pytest.mark.parametrize("mode", [None, "form_post", "fragment"])
def test_a_redirect_uri_that_is_not_registered_is_a_page(
    app: RelyingParty, issuer: Issuer, browser: Browser, mode: str | None
) -> None:
    """RFC 9700 section 4.1.3: exact string matching."""
    for uri in (None, "", *(near.replace("{}", app.redirect_uri) for near in NEAR_MISSES)):
        assert shown(browser.open(app.authorize_url(redirect_uri=uri, response_mode=mode)), issuer), uri


def test_another_client_s_redirect_uri_is_a_page(issuer: Issuer, browser: Browser) -> None:
    url = issuer.app.authorize_url(redirect_uri="https://timesheets.example/in")
    assert shown(browser.open(url), issuer)


@pytest.mark.parametrize("prompt", [None, "none"])
def test_with_a_session_a_wrong_redirect_uri_is_a_page_too(
    app: RelyingParty, issuer: Issuer, browser: Browser, prompt: str | None
) -> None:
    """An open redirector would be most useful to those who have the person signed in already."""
    app.sign_in(browser, issuer.person)
    page = browser.open(app.authorize_url(redirect_uri="https://evil.example/", prompt=prompt))
    assert shown(page, issuer)


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "scope", "nonce", "response_type", "x"])
def test_a_repeated_parameter_is_a_page(app: RelyingParty, issuer: Issuer, browser: Browser, name: str) -> None:
    """RFC 6749 section 3.1; which of the two would be meant, also by the redirect URI, nobody can say."""
    assert shown(browser.open(f"{app.authorize_url(x='1')}&{name}=again"), issuer)


@pytest.mark.parametrize("name", ["state", "nonce", "login_hint", "scope", "prompt", "response_mode", "max_age"])
def test_control_characters_are_a_page(app: RelyingParty, issuer: Issuer, browser: Browser, name: str) -> None:
    """RFC 6749 appendix A knows none; they are sent nowhere."""
    for bytes in ("%00", "a%00b", "%0d%0aSet-Cookie:x=1", "%0a", "%09", "%7f"):
        assert shown(browser.open(f"{app.authorize_url(**{name: None})}&{name}={bytes}"), issuer), bytes


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "nonce", "login_hint", "scope", "max_age"])
def test_bytes_that_are_no_utf_8_do_no_harm(app: RelyingParty, browser: Browser, name: str) -> None:
    for bytes in ("%ff%fe", "%ed%a0%80", "%c0%ae", "%"):
        page = browser.open(f"{app.authorize_url(**{name: None})}&{name}={bytes}")
        assert page.url.startswith(f"{app.redirect_uri}?error=") if page.left else page.status in (200, 400)


def test_a_very_long_request_is_refused(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """RFC 9110 section 15.5.15, 414; posted, each value still has a limit."""
    page = browser.open(app.authorize_url(login_hint="x" * 9000))
    assert (page.status, page.left) == (414, False)
    base = app.metadata["authorization_endpoint"]
    assert shown(browser.open(base, {"client_id": app.client_id, "state": "x" * 9000}), issuer)
    page = browser.open(base, {"client_id": app.client_id, "state": "x" * 300_000})
    assert (page.status, page.left) == (413, False)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "none"}, "unsupported_response_type"),
        ({"response_mode": "web_message"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"code_challenge_method": "S512"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": "x" * 129}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "create"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "²"}, "invalid_request"),
        ({"max_age": "9" * 5000}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_what_is_wrong_after_that_is_told_to_the_client(
    app: RelyingParty, browser: Browser, changes: dict[str, str | None], error: str
) -> None:
    """RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6."""
    assert redirected(browser.open(app.authorize_url(**changes)), app, error)


@pytest.mark.parametrize("changes", [{"response_mode": "fragment"}, {"response_mode": "form_post"}])
def test_errors_travel_in_the_mode_that_was_asked_for(
    app: RelyingParty, browser: Browser, changes: dict[str, str]
) -> None:
    page = browser.open(app.authorize_url(prompt="none", **changes))
    if changes["response_mode"] == "form_post":
        assert page.form.action == app.redirect_uri
        page = browser.submit(page)
    else:
        assert page.url.startswith(f"{app.redirect_uri}#error=")
    assert page.parameters["error"] == "login_required"
    assert page.parameters["state"] == "state-of-the-test"


def test_a_response_type_that_brings_tokens_has_its_errors_in_the_fragment(app: RelyingParty, browser: Browser) -> None:
    """OAuth 2.0 Multiple Response Type Encoding Practices, section 5: tokens and their errors never in a query."""
    page = browser.open(app.authorize_url(response_type="id_token"))
    assert page.url.startswith(f"{app.redirect_uri}#error=unsupported_response_type")


@pytest.mark.parametrize("detail", ["<script>alert(1)</script>", '"><img src=x>', "a\u2028b", "ä€", "{0}{}%s", "\\"])
def test_what_was_sent_is_only_ever_shown_as_text(app: RelyingParty, browser: Browser, detail: str) -> None:
    """In pages, where templates escape it, and in redirects, where it is one parameter among others."""
    page = browser.open(app.authorize_url(client_id=detail))
    assert "<script>alert" not in page.html
    assert "<img src=x" not in page.html
    page = browser.open(app.authorize_url(response_type=detail))
    assert page.parameters["state"] == "state-of-the-test"
    page = browser.open(app.authorize_url(response_type=detail, response_mode="form_post"))
    assert browser.submit(page).parameters["error"] == "unsupported_response_type"
    assert page.html.count("<script>") == 1


def test_descriptions_keep_to_the_characters_of_the_specification(app: RelyingParty, browser: Browser) -> None:
    """RFC 6749 appendix A.7: no quotation mark, no backslash, nothing but ASCII."""
    page = browser.open(app.authorize_url(response_type='a"b\\cä'))
    description = page.parameters["error_description"]
    assert description.isascii()
    assert not {'"', "\\"} & set(description)


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "X-Original-URL", "Forwarded", "Origin", "Referer"])
def test_no_header_moves_the_browser_elsewhere(app: RelyingParty, issuer: Issuer, browser: Browser, name: str) -> None:
    """Addresses are settings: neither forms nor links nor redirects follow what a client calls the server."""
    headers = {name: "https://evil.example" if name in ("Origin", "Referer") else "evil.example"}
    for changes in ({}, {"prompt": "none"}, {"client_id": "unknown"}):
        answer = browser.request(app.authorize_url(**changes), headers=headers)
        assert "evil.example" not in answer.text
        assert "evil.example" not in answer.headers.get("Location", "")


def test_the_app_s_own_origin_is_no_open_door(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """Not even other addresses of the application itself."""
    for path in ("/login", "/login/oauth2/code/azure", "/login/oauth2/code/okta/../../../../profile"):
        assert shown(browser.open(app.authorize_url(redirect_uri=f"{APP}{path}")), issuer)
