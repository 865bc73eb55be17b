"""The ways out: of this application, and everywhere."""

import re
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from webapp.tests.conftest import Browser
from webapp.tests.tiny_issuer import CLIENT_ID, TinyIssuer


def sign_out(browser: Browser, where: str) -> TestResponse:
    """Press one of the two buttons of the welcome page."""
    page = browser.get("/").text
    (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', page)
    return browser.client.post("/logout", data={"csrf_token": token, "from": where})


def test_signing_out_of_this_application(browser: Browser, issuer: TinyIssuer) -> None:
    browser.sign_in()
    issuer.calls.clear()
    response = sign_out(browser, "application")
    assert (response.status_code, response.location) == (303, "/signed-out")
    page = browser.get("/signed-out")
    assert page.status_code == 200
    assert "Sign in again" in page.text
    assert "Alice" not in page.text
    assert browser.get("/profile").status_code == 302
    assert issuer.calls == []


def test_signing_out_everywhere(browser: Browser, issuer: TinyIssuer) -> None:
    """RP-Initiated Logout 1.0 section 2; the person is not signed straight in again on return."""
    browser.sign_in()
    response = sign_out(browser, "everywhere")
    assert response.status_code == 303
    assert response.location.startswith(f"{issuer.url}/logout?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(response.location).query).items()}
    state = asked.pop("state")
    assert asked.pop("id_token_hint").count(".") == 2
    assert asked == {"post_logout_redirect_uri": "http://localhost:8080/", "client_id": CLIENT_ID}
    for _ in range(2):
        page = browser.get(f"/?state={state}")
        assert page.status_code == 200
        assert "at the sign-in service" in page.text
    assert browser.get("/?state=another").status_code == 302
    assert browser.get("/").status_code == 302


def test_the_state_of_a_sign_out_means_nothing_to_another_browser(
    browser: Browser, app: Flask, issuer: TinyIssuer
) -> None:
    browser.sign_in()
    state = parse_qs(urlsplit(sign_out(browser, "everywhere").location).query)["state"][0]
    assert Browser(app.test_client(), issuer).get(f"/?state={state}").status_code == 302
    browser.sign_in()
    assert "Welcome home" in browser.get(f"/?state={state}").text


@pytest.mark.parametrize("token", [None, "", "guessed", "\u00e4"])
def test_a_form_of_another_site_does_not_sign_out(browser: Browser, token: str | None) -> None:
    browser.sign_in()
    form = {"from": "everywhere"} | ({} if token is None else {"csrf_token": token})
    assert browser.client.post("/logout", data=form).status_code == 400
    assert browser.get("/").status_code == 200


def test_a_link_does_not_sign_out(browser: Browser) -> None:
    browser.sign_in()
    response = browser.get("/logout")
    assert (response.status_code, set(response.headers["Allow"].split(", "))) == (405, {"OPTIONS", "POST"})
    assert browser.get("/").status_code == 200


def test_signing_out_twice_is_no_error(browser: Browser) -> None:
    assert browser.client.post("/logout", data={"from": "everywhere"}).location == "/signed-out"


def test_the_signed_out_page_is_not_for_the_signed_in(browser: Browser) -> None:
    browser.sign_in()
    assert browser.get("/signed-out").location == "/"


def test_an_issuer_without_sign_out(browser: Browser, issuer: TinyIssuer) -> None:
    issuer.discovery = {"end_session_endpoint": None}
    browser.sign_in()
    response = sign_out(browser, "everywhere")
    assert response.status_code == 502
    assert "You are signed out of this application only" in response.text
    assert browser.get("/").status_code == 302


def test_a_large_id_token_is_not_sent_as_hint(browser: Browser, issuer: TinyIssuer) -> None:
    issuer.claims = {"groups": [sha256(bytes([n])).hexdigest()[:36] for n in range(50)]}
    browser.sign_in()
    asked = parse_qs(urlsplit(sign_out(browser, "everywhere").location).query)
    assert "id_token_hint" not in asked
    assert asked["client_id"] == [CLIENT_ID]
