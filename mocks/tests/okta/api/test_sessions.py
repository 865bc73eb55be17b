"""Sessions through the management API. Expectations: Okta fact sheet 2.3."""

from datetime import timedelta

from mocks.kit.artifacts import Statements
from mocks.kit.web import Unit
from mocks.oauth.model import Authentication
from mocks.okta import session_tokens
from mocks.okta.directory import users
from mocks.tests import cast
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties


def _token(parties: Parties) -> str:
    """Return a session token of Olivia's, as primary authentication earns it."""
    runtime = parties.okta.runtime
    here = Unit(runtime, Statements(runtime.store.metadata.tables["artifacts"]))
    user = users.by_login(here.db, cast.OLIVIA.username)
    assert user
    token = session_tokens.issue(here, Authentication(user.id, ("pwd",), runtime.clock.timestamp()))
    here.close()
    return token


def test_a_session_token_is_spent_on_one_session(admin: Admin, nobody: Admin, parties: Parties) -> None:
    """2.3: the object; the token works once; the id is found until the session is ended."""
    token = _token(parties)
    session = nobody.post("/sessions", {"sessionToken": token})
    assert (session["login"], session["status"], session["amr"]) == (cast.OLIVIA.username, "ACTIVE", ["pwd"])
    assert len(session["id"]) == 20
    assert session["idp"]["type"] == "OKTA"
    assert nobody.refused("POST", "/sessions", {"sessionToken": token}) == (401, "E0000004")
    assert admin.get(f"/sessions/{session['id']}")["userId"] == session["userId"]
    assert nobody.refused("GET", f"/sessions/{session['id']}") == (403, "E0000005")
    admin.delete(f"/sessions/{session['id']}")
    assert admin.refused("GET", f"/sessions/{session['id']}") == (404, "E0000007")


def test_refreshing_lets_the_idle_time_begin_anew(admin: Admin, nobody: Admin, parties: Parties) -> None:
    id = nobody.post("/sessions", {"sessionToken": _token(parties)})["id"]
    before = admin.get(f"/sessions/{id}")["expiresAt"]
    parties.clock.move(timedelta(minutes=30))
    assert admin.post(f"/sessions/{id}/lifecycle/refresh")["expiresAt"] > before


def test_no_session_is_not_found(nobody: Admin) -> None:
    """2.3, pitfall 13: 404, not 401 or 403."""
    assert nobody.refused("GET", "/sessions/me") == (404, "E0000007")
    assert nobody.refused("DELETE", "/sessions/me") == (404, "E0000007")


def test_a_browser_sees_and_ends_its_own_session(parties: Parties) -> None:
    """2.3: the redirect sets the cookie; `me` is the same session by an id that is not the cookie."""
    client = parties.network.client(cast.OKTA, cookies=True)
    query = {"token": _token(parties), "redirectUrl": cast.CALLBACK}
    answer = client.get("/login/sessionCookieRedirect", query_string=query, base_url=cast.OKTA)
    assert (answer.status_code, answer.headers["Location"]) == (302, cast.CALLBACK)
    cookie = client.get_cookie("idx")
    assert cookie
    mine = client.get("/api/v1/sessions/me", base_url=cast.OKTA).get_json()
    assert mine["login"] == cast.OLIVIA.username
    assert cookie.value not in repr(mine)
    foreign = client.delete("/api/v1/sessions/me", base_url=cast.OKTA, headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 403
    assert client.delete("/api/v1/sessions/me", base_url=cast.OKTA).status_code == 204
    assert client.get("/api/v1/sessions/me", base_url=cast.OKTA).status_code == 404


def test_nobody_is_sent_to_an_address_that_is_not_trusted(admin: Admin, parties: Parties) -> None:
    client = parties.network.client(cast.OKTA, cookies=True)
    query = {"token": _token(parties), "redirectUrl": "http://elsewhere.example/in"}
    assert client.get("/login/sessionCookieRedirect", query_string=query, base_url=cast.OKTA).status_code == 400
    trusted = {"name": "Elsewhere", "origin": "http://elsewhere.example", "scopes": [{"type": "REDIRECT"}]}
    admin.post("/trustedOrigins", trusted)
    assert client.get("/login/sessionCookieRedirect", query_string=query, base_url=cast.OKTA).status_code == 302


def test_ending_every_session_of_a_person(admin: Admin, nobody: Admin, parties: Parties) -> None:
    """2.3: with `oauthTokens` the tokens of applications die too."""
    app = parties.app_at_okta()
    tokens = app.tokens(parties.browser(), cast.OLIVIA)
    id = nobody.post("/sessions", {"sessionToken": _token(parties)})["id"]
    admin.delete(f"/users/{cast.OLIVIA.username}/sessions")
    assert admin.refused("GET", f"/sessions/{id}") == (404, "E0000007")
    assert parties.okta.rows("artifacts")
    held = {row[1] for row in parties.okta.rows("artifacts")["artifacts"]}
    assert "access_token" in held
    assert tokens["access_token"]
    admin.delete(f"/users/{cast.OLIVIA.username}/sessions", oauthTokens="true")
    assert "access_token" not in {row[1] for row in parties.okta.rows("artifacts")["artifacts"]}


def test_applications_are_told_of_sessions_that_the_api_ends(admin: Admin, parties: Parties) -> None:
    """OpenID Connect Back-Channel Logout 1.0: however a session ends, by itself or with all of the person's."""
    settings = {"backchannel_logout_uri": f"{cast.SECOND_APP}/backchannel"}
    made = admin.get(f"/apps/{cast.APP_AT_OKTA}")
    made["settings"]["oauthClient"] |= settings
    admin.put(f"/apps/{cast.APP_AT_OKTA}", made)
    user = admin.get(f"/users/{cast.OLIVIA.username}")
    for end in ("me", "all", "suspend"):
        parties.network.calls.clear()
        browser = parties.browser()
        parties.app_at_okta().code(browser, cast.OLIVIA)
        if end == "me":
            browser.at(cast.OKTA).delete("/api/v1/sessions/me", base_url=cast.OKTA)
        elif end == "all":
            admin.delete(f"/users/{user['id']}/sessions")
        else:
            admin.post(f"/users/{user['id']}/lifecycle/suspend")
        assert [call.url for call in parties.network.calls] == [settings["backchannel_logout_uri"]], end
