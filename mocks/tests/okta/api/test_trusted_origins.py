"""Trusted origins, and what browsers are told of them. Expectations: Okta fact sheet 1.2, 5.3 and pitfall 26."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from mocks.tests import cast
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties

ORIGIN = "http://localhost:3000"
_BODY = {"name": "Local", "origin": ORIGIN, "scopes": [{"type": "CORS"}, {"type": "REDIRECT"}]}


def _ask(parties: Parties, method: str, path: str, origin: str, **headers: str) -> TestResponse:
    client = parties.network.client(cast.OKTA, cookies=False)
    return client.open(path, method=method, base_url=cast.OKTA, headers={"Origin": origin, **headers})


def test_an_origin_from_first_to_last(admin: Admin) -> None:
    made = admin.post("/trustedOrigins", _BODY)
    assert (made["status"], made["scopes"]) == ("ACTIVE", _BODY["scopes"])
    assert made["id"].startswith("tos")
    assert admin.get("/trustedOrigins", q="3000") == [made]
    assert admin.get("/trustedOrigins", q="4000") == []
    path = f"/trustedOrigins/{made['id']}"
    assert admin.put(path, _BODY | {"scopes": [{"type": "REDIRECT"}]})["scopes"] == [{"type": "REDIRECT"}]
    assert admin.post(f"{path}/lifecycle/deactivate")["status"] == "INACTIVE"
    admin.delete(path)
    assert admin.refused("GET", path) == (404, "E0000007")


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"scopes": []},
        {"scopes": [{"type": "EVERYTHING"}]},
        {"origin": "localhost:3000"},
        {"origin": "http://localhost:3000/"},
        {"origin": "http://user@localhost:3000"},
        {"origin": "http://localhost:99999"},
        {"origin": "*"},
        {"origin": "null"},
        {"origin": "javascript://x"},
    ],
)
def test_what_is_no_origin(admin: Admin, change: dict[str, Any]) -> None:
    assert admin.refused("POST", "/trustedOrigins", _BODY | change) == (400, "E0000001")


def test_names_and_origins_are_unique(admin: Admin) -> None:
    admin.post("/trustedOrigins", _BODY)
    for change in ({"name": "Other"}, {"origin": "http://localhost:4000"}):
        assert admin.refused("POST", "/trustedOrigins", _BODY | change) == (400, "E0000001")


def test_only_a_trusted_origin_may_read(admin: Admin, parties: Parties) -> None:
    """Never a wildcard with credentials; others get no header at all; switched off, none either."""
    id = admin.post("/trustedOrigins", _BODY)["id"]
    good = _ask(parties, "GET", "/api/v1/sessions/me", ORIGIN)
    assert good.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert good.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in good.headers["Vary"]
    for origin in ("http://localhost:3001", "http://localhost:30000", "null", f"{ORIGIN}.evil.example"):
        bad = _ask(parties, "GET", "/api/v1/sessions/me", origin)
        assert "Access-Control-Allow-Origin" not in bad.headers
    admin.post(f"/trustedOrigins/{id}/lifecycle/deactivate")
    assert "Access-Control-Allow-Origin" not in _ask(parties, "GET", "/api/v1/users", ORIGIN).headers


@pytest.mark.parametrize(
    "path", ["/api/v1/users/me", "/oauth2/default/v1/token", "/oauth2/v1/userinfo", "/oauth2/v1/par"]
)
def test_a_preflight_echoes_the_headers_that_sdks_send(admin: Admin, parties: Parties, path: str) -> None:
    admin.post("/trustedOrigins", _BODY)
    wanted = "x-okta-user-agent-extended, content-type"
    answer = _ask(parties, "OPTIONS", path, ORIGIN, **{"Access-Control-Request-Headers": wanted})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Headers"] == wanted
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


def test_a_single_page_application_may_redeem_from_its_own_origin(admin: Admin, parties: Parties) -> None:
    """1.2: the token endpoint also answers the origins that single-page applications are redirected to."""
    oauth = {
        "redirect_uris": [f"{ORIGIN}/callback"],
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
        "application_type": "browser",
    }
    assert "Access-Control-Allow-Origin" not in _ask(parties, "POST", "/oauth2/default/v1/token", ORIGIN).headers
    admin.post("/apps", {"label": "SPA", "settings": {"oauthClient": oauth}})
    answer = _ask(parties, "POST", "/oauth2/default/v1/token", ORIGIN)
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Origin" not in _ask(parties, "GET", "/api/v1/users", ORIGIN).headers
    assert (
        "Access-Control-Allow-Origin"
        not in _ask(parties, "POST", "/oauth2/default/v1/token", "http://localhost").headers
    )


def test_a_session_is_not_ridden_from_elsewhere(admin: Admin, parties: Parties) -> None:
    """A change with a person's cookie is taken from the org's own pages and from trusted origins alone."""
    browser = parties.browser()
    parties.app_at_okta().code(browser, cast.OLIVIA)

    def change(origin: str) -> int:
        body = {"profile": {"nickName": origin[-4:]}}
        client = browser.at(cast.OKTA)
        headers = {"Origin": origin}
        return client.post("/api/v1/users/me", base_url=cast.OKTA, json=body, headers=headers).status_code

    assert change(ORIGIN) == 403
    assert change(cast.OKTA) == 200
    admin.post("/trustedOrigins", _BODY)
    assert change(ORIGIN) == 200
