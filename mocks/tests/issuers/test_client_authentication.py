"""Who calls the token endpoint."""

import base64
from urllib.parse import quote_plus, urlencode

import pytest
from werkzeug.test import TestResponse

from mocks.tests.browser import Browser
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.relying_party import RelyingParty


def basic(client_id: str, secret: str) -> dict[str, str]:
    """Return the header of RFC 6749 section 2.3.1: both halves form-encoded, then as RFC 7617 has it."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


@pytest.fixture
def code(issuer: Issuer, browser: Browser) -> str:
    return issuer.app.code(browser, issuer.person)


def unauthorized(answer: TestResponse, *errors: str) -> bool:
    """Tell whether the client was refused (RFC 6749 section 5.2: 401, with a challenge)."""
    assert answer.status_code == 401, answer.text
    assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
    return answer.get_json()["error"] in (errors or ("invalid_client",))


def by_header(app: RelyingParty, code: str, headers: dict[str, str], client_id: str | None = None) -> TestResponse:
    return app.redeem(code, headers, client_id=client_id, client_secret=None)


def test_the_secret_may_come_in_the_form_or_in_a_basic_header(
    app: RelyingParty, issuer: Issuer, browser: Browser
) -> None:
    """RFC 6749 section 2.3.1; the secret has characters that must be encoded."""
    headers = basic(app.client_id, app.client_secret)
    assert app.redeem(app.code(browser, issuer.person)).status_code == 200
    assert by_header(app, app.code(browser, issuer.person), headers).status_code == 200
    again = by_header(app, app.code(browser, issuer.person), headers, client_id=app.client_id)
    assert again.status_code == 200, "a client_id in the form that says the same is tolerated"


def test_a_secret_that_was_not_encoded_is_another_secret(app: RelyingParty, code: str) -> None:
    raw = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
    assert unauthorized(by_header(app, code, {"Authorization": f"Basic {raw}"}))


@pytest.mark.parametrize("secret", ["wrong", "{} ", "{}x", "", None])
def test_a_wrong_or_missing_secret_is_refused(app: RelyingParty, code: str, secret: str | None) -> None:
    sent = secret and secret.replace("{}", app.client_secret)
    assert unauthorized(app.redeem(code, client_secret=sent))
    assert unauthorized(by_header(app, code, basic(app.client_id, sent or "")))
    assert app.redeem(code).status_code == 200, "the code was not touched"


def test_two_ways_at_once_are_refused(app: RelyingParty, code: str) -> None:
    """RFC 6749 section 2.3: not more than one method in each request. Okta fact sheet 1.7: 401 invalid_request."""
    headers = basic(app.client_id, app.client_secret)
    assert unauthorized(app.redeem(code, headers), "invalid_request")
    assert unauthorized(app.redeem(code, headers, client_id="other", client_secret=None), "invalid_request")
    assert app.redeem(code).status_code == 200


def test_an_unknown_client_is_refused(app: RelyingParty, code: str) -> None:
    errors = ("invalid_client", "unauthorized_client")
    for client_id in ("unknown", "x" * 5000, "ä"):
        assert unauthorized(app.redeem(code, client_id=client_id), *errors)
        assert unauthorized(by_header(app, code, basic(client_id, app.client_secret)), *errors)
    assert unauthorized(app.redeem(code, client_id=None, client_secret=None))


def test_another_client_s_secret_is_no_good(issuer: Issuer, app: RelyingParty, code: str) -> None:
    headers = basic(issuer.second_app.client_id, "wrong")
    assert unauthorized(by_header(app, code, headers))


@pytest.mark.parametrize(
    "value",
    [
        *("Basic", "Basic ", "Basic !", "Basic é", "Basic AAAA", "Basic 0", "Basic =", "basic gIA=", "Basic Og=="),
        *(f"Basic {base64.b64encode(raw).decode()}" for raw in (b"a\0b:c", b"a\nb:c", b"%00:x", b"%ff:x", b"\xff:x")),
    ],
)
def test_a_header_that_cannot_be_read_is_refused(app: RelyingParty, code: str, value: str) -> None:
    """A mistake of the caller, whatever the bytes."""
    answer = by_header(app, code, {"Authorization": value})
    assert unauthorized(answer, "invalid_client", "unauthorized_client", "invalid_request")


def test_other_schemes_are_no_client_authentication(app: RelyingParty, code: str) -> None:
    for value in ("Bearer x", "Digest username=x", "Negotiate"):
        assert unauthorized(by_header(app, code, {"Authorization": value}))


def test_a_secret_has_no_place_in_an_address(app: RelyingParty, code: str) -> None:
    """RFC 6749 section 2.3.1: MUST NOT be included in the request URI. Okta fact sheet 1.7: 400."""
    address = f"{app.metadata['token_endpoint']}?{urlencode({'client_secret': app.client_secret})}"
    for secret in (None, app.client_secret):
        answer = app.redeem(code, at=address, client_secret=secret)
        assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")
