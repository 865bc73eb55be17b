"""The session cookie: its flags, its size, its lifetime, and that it cannot be planted or kept."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from webapp.app import create_app
from webapp.settings import Settings
from webapp.tests.conftest import Browser, Clock
from webapp.tests.tiny_issuer import CLIENT_ID, CLIENT_SECRET, TinyIssuer

GUID = "3f1b6f0e-5a4b-4a39-9c7e-0d7c1e4a5b6c"
# The members of an ID token and of userinfo as Azure AD's version 2.0 endpoints send them.
AZURE_ID_TOKEN = {
    "ver": "2.0", "tid": GUID, "oid": GUID[::-1], "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
    "preferred_username": "alice@contoso.example", "name": "Alice Example", "email": "alice@contoso.example",
    "uti": "fqiBqXLPj0eQa82S-IYFAA", "rh": "0.AXYAbDHzk1v4mEqzb8s3QYkPpZjT0y2WJb5Fg0uJ7bG3qAOBAAA.",
    "aio": "Df2UVXL1ix!lMCWMSOJBcFatzcGfvFGhjKv8q5g0x732dR5MB5BisvGQO7YWByjd8iQDLq!eGbIDakyp5mnOrcdqHeYSnl",
    "given_name": None, "family_name": None,
}  # fmt: skip
NOISE = "".join(sha256(bytes([n])).hexdigest() for n in range(128))  # does not compress well
AZURE_USERINFO = {
    "sub": AZURE_ID_TOKEN["sub"], "name": "Alice Example", "family_name": "Example", "given_name": "Alice",
    "picture": "https://graph.microsoft.com/v1.0/me/photo/$value", "email": "alice@contoso.example",
}  # fmt: skip


def cookie_of(response: TestResponse) -> str:
    (cookie,) = response.headers.getlist("Set-Cookie")
    return cookie


def as_azure(issuer: TinyIssuer, **more: Any) -> None:
    issuer.claims = AZURE_ID_TOKEN | more
    issuer.userinfo = dict(AZURE_USERINFO)


def test_the_cookie_is_bound_to_this_application(browser: Browser) -> None:
    cookie = cookie_of(browser.get("/oauth2/authorization/okta"))
    assert cookie.startswith("webapp_session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Secure" not in cookie


def test_the_cookie_is_secure_over_https(issuer: TinyIssuer) -> None:
    settings = Settings(issuer.url, CLIENT_ID, CLIENT_SECRET, base_url="https://home.contoso.example/")
    response = create_app(settings).test_client().get("/oauth2/authorization/okta")
    assert "Secure" in cookie_of(response).split("; ")
    asked = parse_qs(urlsplit(response.location).query)
    assert asked["redirect_uri"] == ["https://home.contoso.example/login/oauth2/code/okta"]


def test_two_copies_on_one_host_keep_apart(issuer: TinyIssuer) -> None:
    """Cookies ignore ports (RFC 6265 section 8.5)."""
    second = Settings(issuer.url, "other", "other", app_name="Timesheets", session_cookie="timesheets_session")
    client = create_app(second).test_client()
    assert cookie_of(client.get("/oauth2/authorization/okta")).startswith("timesheets_session=")
    assert "Timesheets" in client.get("/signed-out").text


def test_azure_ad_fits_with_its_id_token(browser: Browser, issuer: TinyIssuer) -> None:
    as_azure(issuer)
    cookie = cookie_of(browser.sign_in())
    assert len(cookie) <= 4096
    with browser.client.session_transaction() as session:
        assert session["id_token_hint"].startswith("ey")
        assert session["person"]["left_out"] == []
    assert "Welcome home, Alice Example!" in browser.get("/").text


@pytest.mark.parametrize(("groups", "hint", "left_out"), [(10, True, []), (40, False, []), (200, False, ["groups"])])
def test_what_does_not_fit_is_left_out_and_said(
    browser: Browser, issuer: TinyIssuer, groups: int, hint: bool, left_out: list[str]
) -> None:
    """First the ID token goes (sign-out then has no hint), then the largest claim."""
    as_azure(issuer, groups=[sha256(bytes([n])).hexdigest()[:36] for n in range(groups)])
    assert len(cookie_of(browser.sign_in())) <= 4096
    with browser.client.session_transaction() as session:
        assert session["person"]["left_out"] == left_out
        assert ("id_token_hint" in session) == hint
    page = browser.get("/profile")
    assert page.status_code == 200
    assert ("are left out" in page.text) == bool(left_out)


@pytest.mark.parametrize(
    "userinfo",
    [
        {NOISE: 1},
        {f"claim-{n}-{sha256(bytes([n])).hexdigest()}": n for n in range(256)},
        {"name": "\N{SNOWMAN}" + NOISE},
    ],
)
def test_whatever_userinfo_sends_fits(browser: Browser, issuer: TinyIssuer, userinfo: dict[str, object]) -> None:
    issuer.userinfo = {"sub": "00u1"} | userinfo
    assert len(cookie_of(browser.sign_in())) <= 4096
    assert "are left out" in browser.get("/profile").text


def test_many_open_sign_ins_fit(browser: Browser) -> None:
    browser.sign_in()
    for _ in range(9):
        wanted = "/profile?" + "x" * 400
        response = browser.client.get("/oauth2/authorization/okta", query_string={"next": wanted})
        assert len(cookie_of(response)) <= 4096
    assert browser.get(browser.issuer.authorize(response.location)).location == wanted


def test_a_session_ends_after_eight_hours(browser: Browser, clock: Clock) -> None:
    browser.sign_in()
    clock.move(timedelta(hours=8) - timedelta(seconds=1))
    assert browser.get("/").status_code == 200
    clock.move(timedelta(seconds=1))
    assert browser.get("/").status_code == 302
    assert browser.get("/profile").location == "/oauth2/authorization/okta?next=/profile"


def test_sign_in_renews_the_session(browser: Browser, issuer: TinyIssuer) -> None:
    """Nothing that the browser held before, planted or another person's, is there afterwards."""
    browser.sign_in()
    with browser.client.session_transaction() as session:
        session["planted"] = "by somebody"
        first_token = session["csrf_token"]
    issuer.claims, issuer.userinfo = {"sub": "00u2"}, {"sub": "00u2", "name": "Bob Example"}
    browser.get(browser.to_callback("/oauth2/authorization/okta"))
    with browser.client.session_transaction() as session:
        assert "planted" not in session
        assert session["csrf_token"] != first_token
    page = browser.get("/").text
    assert "Bob Example" in page
    assert "Alice" not in page


def test_a_forged_cookie_is_nobody(browser: Browser) -> None:
    browser.sign_in()
    value = browser.client.get_cookie("webapp_session")
    assert value is not None
    browser.client.set_cookie("webapp_session", value.value[:-2] + "xx")
    assert browser.get("/").status_code == 302


def test_sessions_hold_across_workers_and_restarts(
    browser: Browser, settings: Settings, clock: Clock, issuer: TinyIssuer
) -> None:
    callback = browser.to_callback()
    second = create_app(settings, clock).test_client()
    cookie = browser.client.get_cookie("webapp_session")
    assert cookie is not None
    second.set_cookie("webapp_session", cookie.value)
    assert second.get(callback).location == "/"


@pytest.mark.parametrize(
    "changed", [{"client_secret": "other"}, {"issuer": "http://127.0.0.1:9"}, {"secret_key": "given"}]
)
def test_sessions_do_not_outlive_a_change_of_issuer(
    browser: Browser, app: Flask, settings: Settings, changed: dict[str, str]
) -> None:
    browser.sign_in()
    values = {name: getattr(settings, name) for name in ("issuer", "client_id", "client_secret")} | changed
    other = create_app(Settings(**values)).test_client()
    cookie = browser.client.get_cookie("webapp_session")
    assert cookie is not None
    other.set_cookie("webapp_session", cookie.value)
    assert other.get("/").status_code == 302
