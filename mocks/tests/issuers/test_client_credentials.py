"""A client that acts for itself (RFC 6749 section 4.4)."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from mocks.okta.authorization_server import OktaServer
from mocks.tests import cast
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.issuers.test_codes import refused
from mocks.tests.relying_party import RelyingParty

CUSTOM = "timesheets.read"


@pytest.fixture
def machine(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> RelyingParty:
    """A client and the scope it may ask for: a resource's at Azure AD, the authorization server's own at Okta."""
    if issuer.form_field == "stateToken":
        monkeypatch.setattr(OktaServer, "scopes", lambda *_: frozenset({"openid", "offline_access", CUSTOM}))
        return issuer.app.registered(cast.SERVICE_AT_OKTA, "").asking(CUSTOM)
    return issuer.app.asking("https://graph.microsoft.com/.default")


def ask(app: RelyingParty, **changes: str | None) -> TestResponse:
    form = {"grant_type": "client_credentials", "client_id": app.client_id, "client_secret": app.client_secret}
    sent = {**form, "scope": app.scope, **changes}
    return app.post(app.metadata["token_endpoint"], {name: value for name, value in sent.items() if value is not None})


def granted(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_it_gets_an_access_token_alone(machine: RelyingParty) -> None:
    """Section 4.4.3: no refresh token; and nobody whom an ID token could be about."""
    answer = granted(ask(machine))
    assert answer["token_type"] == "Bearer"
    assert not {"refresh_token", "id_token"} & set(answer)
    claims = machine.claims(answer["access_token"])
    assert machine.client_id in (claims.get("cid"), claims.get("appid"))
    assert not {"uid", "auth_time", "email", "name", "upn"} & set(claims)


def test_its_token_is_nobody_s_at_userinfo(machine: RelyingParty) -> None:
    assert machine.userinfo(granted(ask(machine))["access_token"]).status_code == 401


@pytest.mark.parametrize("scope", ["openid", "offline_access", "nobody.knows", None, ""])
def test_other_scopes_are_refused(machine: RelyingParty, scope: str | None) -> None:
    """What is about a person means nothing here."""
    assert refused(ask(machine, scope=scope), "invalid_scope")


@pytest.mark.parametrize("secret", ["wrong", None])
def test_it_must_prove_itself(machine: RelyingParty, secret: str | None) -> None:
    assert refused(ask(machine, client_secret=secret), "invalid_client", 401)
