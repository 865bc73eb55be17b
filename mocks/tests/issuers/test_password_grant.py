"""Programs that ask for passwords themselves (RFC 6749 section 4.3)."""

import pytest
from werkzeug.test import TestResponse

from mocks.tests import cast
from mocks.tests.cast import OKTA
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.issuers.test_codes import refused
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def app(issuer: Issuer) -> RelyingParty:
    """The application that may use the grant."""
    id = cast.SPA_AT_OKTA if issuer.form_field == "stateToken" else cast.SPA_AT_AZURE
    return issuer.app.registered(id, cast.CALLBACK)


def ask(app: RelyingParty, username: str, password: str, **changes: str) -> TestResponse:
    form = {"grant_type": "password", "client_id": app.client_id, "client_secret": app.client_secret}
    who = {"username": username, "password": password, "scope": "openid email offline_access"}
    return app.post(app.metadata["token_endpoint"], form | who | changes)


def test_the_right_password_earns_tokens(app: RelyingParty, issuer: Issuer) -> None:
    tokens = ask(app, issuer.person.username, issuer.person.password).get_json()
    assert app.claims(tokens["id_token"])["email"] == issuer.person.username
    assert tokens["refresh_token"]
    assert app.userinfo(tokens["access_token"]).get_json()["email"] == issuer.person.username


def test_nobody_learns_who_exists(app: RelyingParty, issuer: Issuer) -> None:
    """Section 5.2 and RFC 9700: a wrong password and nobody are answered alike; but Entra says 50034 (recorded)."""
    domain = issuer.person.username.partition("@")[2]
    answers = [
        ask(app, issuer.person.username, "wrong"),
        ask(app, f"nobody@{domain}", "wrong"),
        ask(app, "x", issuer.person.password),
    ]
    assert all(refused(answer) for answer in answers)
    texts = {answer.get_json()["error_description"].partition(" Trace ID")[0] for answer in answers}
    assert len(texts) == (1 if issuer.party.url == OKTA else 2)


def test_both_are_needed(app: RelyingParty, issuer: Issuer) -> None:
    assert refused(ask(app, "", issuer.person.password), "invalid_request")
    assert refused(ask(app, issuer.person.username, ""), "invalid_request")


def test_the_client_proves_itself_first(app: RelyingParty, issuer: Issuer) -> None:
    answer = ask(app, issuer.person.username, issuer.person.password, client_secret="wrong")
    assert refused(answer, "invalid_client", 401)
