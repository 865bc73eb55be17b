"""Clients that prove themselves by a signed statement (RFC 7523, OpenID Connect Core section 9)."""

from itertools import count
from typing import Any

import pytest
from werkzeug.test import TestResponse

from mocks.tests import cast, keys
from mocks.tests.browser import Browser
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.issuers.test_codes import refused
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

_numbers = count(1)


@pytest.fixture
def app(issuer: Issuer) -> RelyingParty:
    """The application that has a key and no secret."""
    return keyed(issuer)


def keyed(issuer: Issuer) -> RelyingParty:
    id = cast.KEYED_AT_OKTA if issuer.form_field == "stateToken" else cast.KEYED_AT_AZURE
    return issuer.app.registered(id, cast.CALLBACK)


@pytest.fixture
def statement(app: RelyingParty, parties: Parties) -> dict[str, Any]:
    now = parties.clock.timestamp()
    return {
        "iss": app.client_id,
        "sub": app.client_id,
        "aud": app.metadata["token_endpoint"],
        "iat": now,
        "exp": now + 300,
        "jti": f"statement-{next(_numbers)}",
    }


def header_of(issuer: Issuer) -> dict[str, str]:
    """Return what names the key: `kid` at Okta, the certificate's thumbprint at Azure AD."""
    return {"kid": "first"} if issuer.form_field == "stateToken" else {"x5t": keys.THUMBPRINTS["x5t"]}


def redeem(app: RelyingParty, code: str, assertion: str, **changes: str | None) -> TestResponse:
    proof = {"client_assertion_type": keys.TYPE, "client_assertion": assertion, "client_secret": None}
    return app.redeem(code, None, None, **(proof | changes))


@pytest.fixture
def code(app: RelyingParty, issuer: Issuer, browser: Browser) -> str:
    return app.code(browser, issuer.person)


def test_a_signed_statement_proves_the_client(
    app: RelyingParty, issuer: Issuer, code: str, statement: dict[str, Any]
) -> None:
    """Section 3: iss and sub are the client, aud the token endpoint; the client_id beside it may be left out."""
    answer = redeem(app, code, keys.sign(statement, header_of(issuer)), client_id=None)
    assert answer.status_code == 200, answer.text


def test_it_may_be_in_other_words(
    app: RelyingParty, issuer: Issuer, browser: Browser, statement: dict[str, Any]
) -> None:
    """Other algorithms and other names for the same key, as each vendor takes them."""
    ways: list[dict[str, str]] = [{"alg": "RS256"}]
    if issuer.form_field == "stateToken":
        ways += [{"alg": "RS512", "kid": "first"}]
    else:
        ways += [{"alg": "PS256", "x5t#S256": keys.THUMBPRINTS["x5t#S256"]}]
    for number, header in enumerate(ways):
        assertion = keys.sign({**statement, "jti": f"{statement['jti']}-{number}", "aud": [statement["aud"]]}, header)
        assert redeem(app, app.code(browser, issuer.person), assertion).status_code == 200, header


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"sub": cast.APP_AT_OKTA},
        {"aud": "http://localhost:1/token"},
        {"aud": None},
        {"aud": 5},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": -1},
        {"exp": 10**12},
        {"nbf": 10**11},
        {"iat": "now"},
        {"iat": 10**11},
    ],
)
def test_a_statement_that_says_something_else_is_refused(
    app: RelyingParty, issuer: Issuer, code: str, statement: dict[str, Any], changes: dict[str, Any]
) -> None:
    claims = {name: value for name, value in (statement | changes).items() if value is not None}
    assert refused(redeem(app, code, keys.sign(claims, header_of(issuer))), "invalid_client", 401)
    assert redeem(app, code, keys.sign(statement, header_of(issuer))).status_code == 200, "the code was not touched"


def test_another_s_signature_is_refused(
    app: RelyingParty, issuer: Issuer, code: str, statement: dict[str, Any]
) -> None:
    """Nor one that is none, nor one made with what everybody can read."""
    public = keys.shared(str(keys.PRIVATE.as_dict(private=False)["n"]))
    forged = [
        keys.sign(statement, header_of(issuer), keys.STRANGER),
        keys.sign(statement, {"kid": "unknown"}),
        keys.sign(statement, {"alg": "HS256"}, public),
        keys.unsigned(statement),
        keys.sign(statement)[:-4] + "AAAA",
        *("x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é", "..", "e30.e30.e30"),
    ]
    for assertion in forged:
        answer = redeem(app, code, assertion)
        assert answer.status_code == 401, assertion
        assert answer.get_json()["error"] in ("invalid_client", "unauthorized_client")


def test_a_statement_ends(
    app: RelyingParty, issuer: Issuer, code: str, statement: dict[str, Any], parties: Parties
) -> None:
    statement["exp"] = parties.clock.timestamp()
    assert refused(redeem(app, code, keys.sign(statement, header_of(issuer))), "invalid_client", 401)


def test_one_proof_at_a_time(app: RelyingParty, issuer: Issuer, code: str, statement: dict[str, Any]) -> None:
    """RFC 6749 section 2.3."""
    assertion = keys.sign(statement, header_of(issuer))
    assert refused(redeem(app, code, assertion, client_secret="x"), "invalid_request", 401)
    wrong = {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"}
    assert refused(redeem(app, code, assertion, **wrong), "invalid_client", 401)
    assert redeem(app, code, assertion, client_id=issuer.app.client_id).status_code == 401
    assert refused(app.redeem(code), "invalid_client", 401), "a secret is no way for this client"


def test_a_client_with_a_secret_has_no_key(issuer: Issuer, browser: Browser, statement: dict[str, Any]) -> None:
    code = issuer.app.code(browser, issuer.person)
    claims = statement | {"iss": issuer.app.client_id, "sub": issuer.app.client_id}
    assert refused(redeem(issuer.app, code, keys.sign(claims)), "invalid_client", 401)
