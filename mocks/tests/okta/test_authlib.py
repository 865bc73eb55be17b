"""A client library as it comes, at a custom authorization server: what Authlib sees of scopes, claims and refusals.

Expectations: Okta fact sheet 1.1, 1.8, 1.9 and pitfalls 1 to 5 of section 12.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import pytest
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from requests.adapters import BaseAdapter

from mocks.okta.directory import applications
from mocks.tests.browser import Browser
from mocks.tests.cast import APP_AT_OKTA, OKTA, OLIVIA
from mocks.tests.okta.custom_server import CustomServer
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

ISSUER = f"{OKTA}/oauth2/default"
VERIFIER = "v" * 50


class Reach(BaseAdapter):
    """Carries what the library sends to the parties of the test."""

    def __init__(self, app: RelyingParty) -> None:
        super().__init__()
        self._app = app

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        headers = dict(request.headers)
        form = dict(parse_qsl(str(request.body or "")))
        url = str(request.url)
        answer = self._app.get(url, headers) if request.method == "GET" else self._app.post(url, form)
        response = requests.Response()
        response.status_code, response.url, response.request = answer.status_code, url, request
        response.headers.update(answer.headers)
        response.raw = BytesIO(answer.data)
        return response

    def close(self) -> None:
        """Nothing is kept open."""


@pytest.fixture
def library(app: RelyingParty) -> Iterator[Any]:
    session: Any = OAuth2Session(  # type: ignore[no-untyped-call]
        app.client_id,
        app.client_secret,
        token_endpoint_auth_method="client_secret_post",
        scope="openid profile email orders:read",
        redirect_uri=app.redirect_uri,
        code_challenge_method="S256",
    )
    session.mount(OKTA, Reach(app))
    yield session
    session.close()


def arrived(library: Any, browser: Browser) -> str:
    """Send Olivia to the address that the library makes; return where she arrives."""
    metadata = library.get(f"{ISSUER}/.well-known/openid-configuration", withhold_token=True).json()
    assert metadata["issuer"] == ISSUER
    url, _ = library.create_authorization_url(
        metadata["authorization_endpoint"], state="of-the-test", code_verifier=VERIFIER, nonce="of-the-test"
    )
    return browser.sign_in(url, OLIVIA).url


def redeemed(library: Any, url: str) -> dict[str, Any]:
    details = {"authorization_response": url, "state": "of-the-test", "code_verifier": VERIFIER}
    token: dict[str, Any] = library.fetch_token(f"{ISSUER}/v1/token", **details)
    return token


def test_it_sees_the_scopes_and_claims_of_the_server(
    library: Any, browser: Browser, parties: Parties, app: RelyingParty
) -> None:
    server = CustomServer(parties)
    server.add_scope("orders:read")
    server.add_claim("teams", "Contoso", value_type="GROUPS", group_filter_type="STARTS_WITH")
    server.change_rule(access_token_lifetime=10)
    token = redeemed(library, arrived(library, browser))
    assert (token["expires_in"], token["scope"]) == (600, "openid profile email orders:read")
    access, identity = app.claims(token["access_token"]), app.claims(token["id_token"])
    assert (access["iss"], access["aud"], access["ver"]) == (ISSUER, "api://default", 1)
    assert (access["scp"], access["teams"]) == (
        ["openid", "profile", "email", "orders:read"],
        ["Contoso Employees"],
    )
    assert (access["sub"], identity["sub"]) == (OLIVIA.username, access["uid"])
    assert "family_name" not in identity
    assert "teams" not in identity
    person = library.get(app.metadata["userinfo_endpoint"]).json()
    assert (person["sub"], person["family_name"]) == (identity["sub"], "Ortiz")


def test_it_is_told_by_name_why_it_gets_nothing(library: Any, browser: Browser, parties: Parties) -> None:
    server = CustomServer(parties)
    server.add_scope("orders:read")
    url = arrived(library, browser)
    server.change_rule(scopes=("openid",))
    with pytest.raises(OAuthError, match="access_denied: Policy evaluation failed"):
        redeemed(library, url)


def test_it_acts_for_itself(library: Any, parties: Parties, app: RelyingParty) -> None:
    CustomServer(parties).add_scope("orders:read")
    with parties.okta.db() as db:
        stored = applications.active(db, APP_AT_OKTA)
        assert stored
        settings = msgspec.structs.replace(stored.settings, grant_types=("client_credentials",))
        body = msgspec.json.encode(settings).decode()
        db.execute(applications.APPLICATIONS.update().values(settings=body))
    token = library.fetch_token(f"{ISSUER}/v1/token", grant_type="client_credentials", scope="orders:read")
    assert app.claims(token["access_token"])["scp"] == ["orders:read"]
