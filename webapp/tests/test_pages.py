"""The pages: what they show, what they refuse, and the headers they carry."""

import pytest
from flask import Flask

from webapp.app import create_app
from webapp.settings import Settings
from webapp.tests.conftest import Browser
from webapp.tests.tiny_issuer import CLIENT_SECRET, TinyIssuer


def test_the_profile_lists_every_claim_with_its_source(browser: Browser, issuer: TinyIssuer) -> None:
    issuer.claims = {"auth_time": 1767603600, "amr": ["pwd"], "name": "Alice E.", "tid": "t<b>1</b>"}
    issuer.userinfo |= {"email_verified": True, "address": {"country": "NO"}}
    browser.sign_in()
    page = browser.get("/profile").text
    both, rest = page.split("From userinfo")
    userinfo, id_token = rest.split("In the ID token</h2>")
    assert "In the ID token and from userinfo" in both
    assert all(f"<code>{name}</code>" in both for name in ("sub", "name"))
    assert "The ID token says: Alice E." in both
    assert all(f"<code>{name}</code>" in userinfo for name in ("email_verified", "address"))
    assert "{&#34;country&#34;: &#34;NO&#34;}" in userinfo
    assert all(f"<code>{name}</code>" in id_token for name in ("iss", "aud", "iat", "exp", "nonce", "amr"))
    assert "1767603600<span>5 January 2026, 09:00:00 UTC</span>" in id_token
    assert "t&lt;b&gt;1&lt;/b&gt;" in id_token


@pytest.mark.parametrize("time", [10**30, -(10**30), "soon", True, None, 1e300, {}])
def test_times_that_are_none_are_shown_as_they_are(browser: Browser, issuer: TinyIssuer, time: object) -> None:
    issuer.userinfo |= {"updated_at": time}
    browser.sign_in()
    page = browser.get("/profile")
    assert page.status_code == 200
    assert "updated_at" in page.text


def test_a_name_is_shown_escaped(browser: Browser, issuer: TinyIssuer) -> None:
    issuer.userinfo |= {"name": "<img src=x onerror=alert(1)>"}
    browser.sign_in()
    assert "<img src=x" not in browser.get("/").text


def test_the_claims_as_json(browser: Browser) -> None:
    assert browser.get("/user").location == "/oauth2/authorization/okta?next=/user"
    browser.sign_in("/user")
    response = browser.get("/user")
    assert response.mimetype == "application/json"
    assert response.get_json()["name"] == "Alice Example"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
        "https://evil.example", "http:evil.example", "javascript:alert(1)", "evil.example", "/\x00",
        "/" + "a" * 512,
    ],
)  # fmt: skip
def test_open_redirects_are_refused(browser: Browser, wanted: str) -> None:
    response = browser.client.get("/oauth2/authorization/okta", query_string={"next": wanted})
    assert response.status_code == 400
    assert "evil" not in response.text


def test_the_host_header_leads_nowhere(browser: Browser) -> None:
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for path in ("/", "/profile", "//profile", "/oauth2/authorization/okta", "/signed-out"):
        response = browser.client.get("/", headers=evil, environ_overrides={"PATH_INFO": path})
        assert "evil" not in response.text + response.headers.get("Location", "")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing-here", 404),
        ("/?state=a&state=b", 400),
        ("/login/oauth2/code/okta?state=a&state=a", 400),
        ("/login/oauth2/code/okta?state=" + "a" * 5000, 400),
        ("/login/oauth2/code/okta?" + "a" * 9000, 414),
        ("/login/oauth2/code/okta?state=%00%ff%F0%9F&code=%zz", 400),
        ("/oauth2/authorization/okta?next=/&next=/", 400),
    ],
)
def test_what_cannot_be_meant_is_refused(browser: Browser, path: str, status: int) -> None:
    response = browser.get(path)
    assert response.status_code == status
    assert "Contoso Home" in response.text
    assert "Traceback" not in response.text


def test_a_large_form_is_refused(browser: Browser) -> None:
    browser.sign_in()
    assert browser.client.post("/logout", data={"csrf_token": "x" * 20_000}).status_code == 413


def test_an_error_of_the_application_itself_is_a_page(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.add_url_rule("/broken", view_func=lambda: str(1 / 0))
    response = app.test_client().get("/broken")
    assert response.status_code == 500
    assert "Something went wrong here" in response.text
    assert "ZeroDivisionError" not in response.text
    assert "ZeroDivisionError" in caplog.text


def test_every_page_carries_the_security_headers(browser: Browser) -> None:
    browser.sign_in()
    for path in (
        "/",
        "/profile",
        "/user",
        "/nothing-here",
        "/static/app.css",
        "/health",
        "/login/oauth2/code/okta",
    ):
        with browser.get(path) as response:
            headers = response.headers
        assert headers["Content-Security-Policy"].startswith(
            "default-src 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert (headers["Referrer-Policy"], headers["X-Content-Type-Options"]) == ("no-referrer", "nosniff")
        assert (headers["Cache-Control"] == "no-store") == (path != "/static/app.css")


def test_pages_have_nothing_inline_and_nothing_remote(browser: Browser) -> None:
    """The content security policy would block it."""
    browser.sign_in()
    for path in ("/", "/profile", "/nothing-here", "/login/oauth2/code/okta"):
        page = browser.get(path).text
        assert not [word for word in ("<script", "<style", "style=", "onclick", "https://") if word in page]
        assert '<html lang="en">' in page


def test_health_does_not_ask_the_issuer(browser: Browser, issuer: TinyIssuer) -> None:
    assert browser.get("/health").get_json() == {"status": "ok", "configured": True}
    assert issuer.calls == []


def test_an_application_that_is_not_configured_says_what_is_missing() -> None:
    client = create_app(Settings(client_secret=CLIENT_SECRET)).test_client()
    for path in ("/", "/profile", "/oauth2/authorization/okta", "/login/oauth2/code/okta?state=x"):
        response = client.get(path)
        assert response.status_code == 503
        assert "It lacks ISSUER, CLIENT_ID." in response.text
    assert client.get("/health").get_json() == {"status": "ok", "configured": False}
    with client.get("/static/app.css") as css:
        assert css.status_code == 200
