"""The way in and out with an issuer that somebody else wrote: the package oidc-provider-mock."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import oidc_provider_mock
import pytest
import requests
from flask.testing import FlaskClient
from oidc_provider_mock import User

from webapp.app import create_app
from webapp.settings import Settings

# It uses names of Authlib that are on their way out.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")

BOB = User(sub="bob@fabrikam.example", claims={"name": "Bob Fabrikam", "email": "bob@fabrikam.example"})


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    with oidc_provider_mock.run_server_in_thread(require_nonce=True, user_claims=[BOB]) as server:
        settings = Settings(f"http://localhost:{server.server_port}", "contoso-home", "secret")
        yield create_app(settings).test_client()


def answer_the_form(location: str, **form: str) -> str:
    """Send the issuer's sign-in form; return where it sends the browser, without the host."""
    with requests.post(location, data=form, allow_redirects=False, timeout=5) as response:
        back = urlsplit(response.headers["Location"])
    assert back.netloc == "localhost:8080"
    return f"{back.path}?{back.query}"


def test_sign_in_and_out(client: FlaskClient) -> None:
    location = client.get("/oauth2/authorization/okta?next=/profile").location
    assert client.get(answer_the_form(location, sub=BOB.sub)).location == "/profile"
    assert "bob@fabrikam.example" in client.get("/profile").text
    assert "Welcome home, Bob Fabrikam!" in client.get("/").text
    with client.session_transaction() as session:
        form = {"csrf_token": session["csrf_token"], "from": "everywhere"}
    location = client.post("/logout", data=form).location
    page = requests.get(location, timeout=5).text
    (back,) = re.findall(r'name="redirect_uri" value="([^"]+)"', page)
    confirm = location.partition("?")[0] + "/confirm"
    assert "You are signed out" in client.get(answer_the_form(confirm, redirect_uri=unescape(back))).text


def test_a_person_who_declines(client: FlaskClient) -> None:
    location = client.get("/oauth2/authorization/okta").location
    response = client.get(answer_the_form(location, action="deny"))
    assert response.status_code == 400, "this issuer sends its refusal without a state"
