"""Whatever is sent to the endpoints that anybody can reach: an answer, never a fault of the server."""

import string
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.cast import AZURE, OKTA, TENANT
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.network import origin_of
from mocks.tests.pages import Page
from mocks.tests.parties import Parties

NASTY = st.sampled_from(
    [
        *(
            "",
            " ",
            "\0",
            "a\0",
            "\n",
            "\r\nX: y",
            "%00",
            "%",
            "%zz",
            "\ufffd",
            "\U0001f511",
            "ä" * 50,
            "x" * 5000,
            "²",
            "٣",
        ),
        *(
            "none",
            "login",
            "login none",
            "select_account",
            "code",
            "token",
            "id_token code",
            "query",
            "form_post",
            "S256",
        ),
        *("openid", "openid openid", "offline_access", "-1", "0", "1e9", "999999999", "NaN", "null", "[]", "{}", "{0}"),
        *(
            "'",
            '"',
            "\\",
            "<script>alert(1)</script>",
            "' OR 1=1 --",
            "../../etc/passwd",
            "javascript:alert(1)",
            "//e.x",
        ),
        *(
            "http://localhost:8080/login/oauth2/code/okta",
            "alice@contoso.example",
            "olivia",
            "@",
            "a@b@c",
            "0oa",
            "common",
        ),
        *(
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "password",
            "Bearer x",
            "eyJhbGciOiJub25lIn0.e30.",
        ),
    ]
)
VALUE = NASTY | st.text(max_size=40) | st.text(alphabet=string.printable, max_size=20)


Drawn = dict[str, list[str]]
CALLBACK_OF_THE_APP = cast.CALLBACK


def parameters(*names: str) -> st.SearchStrategy[Drawn]:
    return st.dictionaries(st.sampled_from(names), st.lists(VALUE, min_size=1, max_size=2), max_size=6)


AUTHORIZE = parameters(
    *("client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt", "max_age"),
    *("login_hint", "code_challenge", "code_challenge_method", "idp", "domain_hint", "request", "request_uri", "sid"),
)
TOKEN = parameters(
    *("grant_type", "code", "redirect_uri", "client_id", "client_secret", "code_verifier", "refresh_token", "scope"),
    *("client_assertion", "client_assertion_type", "username", "password", "access_token"),
)
ABOUT_TOKENS = parameters("token", "token_type_hint", "client_id", "client_secret", "x")
LOGOUT = parameters("id_token_hint", "post_logout_redirect_uri", "state", "client_id", "logout_hint", "ui_locales")
SIGN_IN = parameters(
    *("identifier", "idp", "rememberMe", "credentials.passcode", "loginfmt", "passwd", "kmsi", "back", "account", "x"),
)
CALLBACK = parameters("state", "code", "error", "error_description", "iss", "session_state", "id_token")

METHOD = st.sampled_from(["GET", "POST"])
STEP = st.sampled_from(["username", "identify", "password", "picker", "stay_signed_in", "identity_provider", "x"])
HEADER = st.none() | VALUE.filter(lambda text: text.isascii() and text.isprintable())


@pytest.fixture
def unchanged(issuer: Issuer) -> Iterator[None]:
    """See that nothing was written to the directory."""
    before = issuer.party.rows(*issuer.user_tables)
    yield
    assert issuer.party.rows(*issuer.user_tables) == before


def send(url: str, method: str, drawn: Drawn, browser: Browser) -> TestResponse:
    """Send parameters by query or form, and see that the answer is no fault and leads nowhere strange."""
    parts, where = urlsplit(url), "query_string" if method == "GET" else "data"
    options: dict[str, Any] = {"method": method, "base_url": origin_of(url), where: drawn}
    answer = browser.at(origin_of(url)).open(parts.path, **options)
    assert answer.status_code < 500, answer.text
    assert "Traceback" not in answer.text
    assert "<script>alert" not in answer.text
    location = answer.headers.get("Location", CALLBACK_OF_THE_APP)
    assert location.startswith((CALLBACK_OF_THE_APP, f"{AZURE}/{TENANT}/oauth2/v2.0/authorize?"))
    assert location.isascii()
    assert location.isprintable()
    return answer


@settings(max_examples=150)
@given(AUTHORIZE, st.booleans(), METHOD)
def test_authorize(unchanged: None, issuer: Issuer, drawn: Drawn, good: bool, method: str) -> None:
    """A page here, or a redirect to the registered address; half of the requests are good but for what is drawn."""
    asked = Page(issuer.app.authorize_url(), 200, {}).parameters if good else {}
    address = issuer.app.metadata["authorization_endpoint"]
    send(address, method, {name: [value] for name, value in asked.items()} | drawn, Browser(issuer.app.network))


@settings(max_examples=100)
@given(TOKEN, st.booleans(), HEADER)
def test_token(unchanged: None, issuer: Issuer, drawn: Drawn, good: bool, authorization: str | None) -> None:
    """An OAuth error in JSON, never a token."""
    app = issuer.app
    base = {"grant_type": ["authorization_code"], "client_id": [app.client_id], "client_secret": [app.client_secret]}
    headers = {"Authorization": authorization} if authorization else {}
    answer = app.post(app.metadata["token_endpoint"], {**(base if good else {}), **drawn}, headers)
    assert answer.status_code in (400, 401)
    assert answer.get_json()["error"]


@settings(max_examples=80)
@given(ABOUT_TOKENS, st.booleans(), st.sampled_from(["introspection_endpoint", "revocation_endpoint"]))
def test_introspection_and_revocation(parties: Parties, drawn: Drawn, good: bool, endpoint: str) -> None:
    """Nothing is told about tokens that are none, and clients that are none are refused."""
    app = parties.app_at_okta()
    base = {"client_id": [app.client_id], "client_secret": [app.client_secret], "token": ["x"]}
    answer = app.post(app.metadata[endpoint], {**(base if good else {}), **drawn})
    assert answer.status_code in (200, 400, 401)
    assert answer.data == b"" or answer.get_json().get("active") is False or answer.get_json()["error"]


@settings(max_examples=80)
@given(LOGOUT, METHOD)
def test_logout(unchanged: None, issuer: Issuer, drawn: Drawn, method: str) -> None:
    """Without a client that vouches for it no address is gone to."""
    address = issuer.app.metadata["end_session_endpoint"]
    assert send(address, method, drawn, Browser(issuer.app.network)).status_code in (200, 400, 414)


@settings(max_examples=60)
@given(parameters("access_token", "x"), METHOD, st.text(string.printable.strip(), max_size=60))
def test_userinfo(unchanged: None, issuer: Issuer, drawn: Drawn, method: str, token: str) -> None:
    address = issuer.app.metadata["userinfo_endpoint"]
    assert send(address, method, drawn, Browser(issuer.app.network)).status_code in (401, 414)
    assert issuer.app.userinfo(token).status_code == 401


@settings(max_examples=50)
@given(st.lists(st.tuples(STEP, SIGN_IN), max_size=4))
def test_sign_in_forms(unchanged: None, issuer: Issuer, forms: list[tuple[str, Drawn]]) -> None:
    """Any fields to any step, one after the other, in a browser with a running attempt: no session comes of it."""
    browser = Browser(issuer.app.network)
    page = browser.open(issuer.app.authorize_url())
    carried = {issuer.form_field: [page.form.fields[issuer.form_field]]}
    for step, drawn in forms:
        address = f"{issuer.party.url}{page.form.action.rpartition('/')[0]}/{step}"
        answer = send(address, "POST", carried | drawn, browser)
        assert not answer.headers.get("Location", "").startswith(f"{CALLBACK_OF_THE_APP}?code=")
    assert issuer.session(browser) is None


@settings(max_examples=100)
@given(CALLBACK, METHOD)
def test_callback(parties: Parties, drawn: Drawn, method: str) -> None:
    """Okta's redirect URI, without a round trip that it began."""
    before = parties.okta.rows("users", "account_links", "group_members")
    answer = send(f"{OKTA}/oauth2/v1/authorize/callback", method, drawn, parties.browser())
    assert answer.status_code in (400, 414), answer.text
    assert parties.okta.rows("users", "account_links", "group_members") == before
