"""The console cannot be steered from a foreign web page."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lab.cast import load_cast
from lab.console.app import create_app
from lab.tests.console.conftest import SEED, URL, Services, Visitor
from lab.topology import from_environment

PAGES = ["/", "/flows/", "/mail/", "/clock/", "/faults/", "/guide/"]
FORMS = ["/flows/forget", "/clock/", "/clock/reset", "/faults/slow", "/faults/clear", "/mail/empty"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("host", ["evil.example:8090", "localhost", "127.0.0.1:8090", "localhost:8090.evil.example"])
def test_other_names_are_not_answered(client: FlaskClient, path: str, host: str) -> None:
    """A name that was made to resolve to loopback (DNS rebinding) reaches an error page with the right address."""
    response = client.get(path, base_url=URL, headers={"Host": host})

    assert response.status_code == 421
    assert f'href="{URL}/"' in response.text
    assert "Set-Cookie" not in response.headers


def test_the_name_is_the_configured_one(tmp_path: Path) -> None:
    """LAB_DOMAIN gives the console another name, and then only that one."""
    given = {"LAB_STATE": str(tmp_path), "LAB_SEED": str(SEED), "LAB_DOMAIN": "lab.example"}
    lab = from_environment(given)
    client = create_app(lab, load_cast(lab), Services(lab)).test_client()

    assert client.get("/", base_url="http://console.lab.example:8090").status_code == 200
    assert client.get("/", base_url=URL).status_code == 421


def test_the_name_s_case_does_not_matter(client: FlaskClient) -> None:
    assert client.get("/", base_url="http://LOCALHOST:8090").status_code == 200


@pytest.mark.parametrize("path", FORMS)
def test_forms_need_the_session_s_token(client: FlaskClient, visitor: Visitor, services: Services, path: str) -> None:
    services.offsets["okta"] = 60.0
    visitor.read("/clock/")

    for form in ({}, {"csrf_token": ""}, {"csrf_token": "0" * 64}, {"csrf_token": "é"}):
        response = client.post(path, data={"service": "okta", "step": "900", **form}, base_url=URL)
        assert response.status_code == 400
        assert "This page is out of date" in response.text

    assert services.offsets["okta"] == 60.0
    assert not services.forgotten


def test_a_token_without_its_session_is_worth_nothing(client: FlaskClient, visitor: Visitor) -> None:
    token = visitor.read("/clock/").partition('name="csrf_token" value="')[2].partition('"')[0]
    client.delete_cookie("lab_console")

    assert client.post("/clock/reset", data={"csrf_token": token}, base_url=URL).status_code == 400


def test_the_cookie_does_not_tell_the_token(client: FlaskClient, visitor: Visitor) -> None:
    """Whatever listens on another port of this host is sent the cookie too."""
    page = visitor.read("/clock/")
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    with client.session_transaction(base_url=URL) as session:
        kept = dict(session)

    assert len(token) == 64
    assert token not in str(kept)


@pytest.mark.parametrize("origin", ["http://localhost:3000", "https://evil.example", "null"])
def test_forms_of_other_origins_are_refused_whatever_they_carry(
    client: FlaskClient, visitor: Visitor, origin: str
) -> None:
    token = visitor.read("/clock/").partition('name="csrf_token" value="')[2].partition('"')[0]

    headers = {"Origin": origin}
    response = client.post("/clock/reset", data={"csrf_token": token}, base_url=URL, headers=headers)

    assert response.status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_headers(client: FlaskClient, path: str) -> None:
    """No frame, nothing from elsewhere, no inline script or style, nothing for other origins to read, no copy kept."""
    response = client.get(path, base_url=URL, headers={"Origin": "https://evil.example"})

    policy = dict(part.strip().partition(" ")[::2] for part in response.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == policy["connect-src"] == "'self'"
    assert not [name for name in response.headers.keys() if name.startswith("Access-Control")]  # noqa: SIM118
    assert response.headers["Cache-Control"] == "no-store"
    assert " style=" not in response.text
    assert "<style" not in response.text


def test_the_cookie(client: FlaskClient) -> None:
    cookie = client.get("/clock/", base_url=URL).headers["Set-Cookie"]

    assert cookie.startswith("lab_console=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_wrong_addresses_have_a_page(visitor: Visitor) -> None:
    assert "Go to the overview" in visitor.read("/nowhere", 404)


def test_too_large_a_form_is_refused(client: FlaskClient, visitor: Visitor) -> None:
    visitor.read("/clock/")

    response = client.post("/clock/", data={"amount": "9" * 20000}, base_url=URL)

    assert response.status_code == 413
