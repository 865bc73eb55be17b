"""The thirty pitfalls that break clients against mocks, each through HTTP. Source: Okta fact sheet section 12.

Most have tests of their own elsewhere, which go further; here stands, by number, that none is fallen into.
"""

import base64
import re
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
import pytest
from sqlalchemy import update

from mocks.azure.directory.users import USERS as AZURE_USERS
from mocks.okta.directory import identity_providers, org
from mocks.tests import cast
from mocks.tests.browser import Browser, Person
from mocks.tests.okta.api.admin import TOKEN, Admin, next_link
from mocks.tests.okta.signin.round_trip import CALLBACK, log, way_back
from mocks.tests.okta.test_orgs import call
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_MOMENTS = ("created", "lastUpdated", "activated", "statusChanged", "lastLogin", "passwordChanged")
_PROFILE = {"login": "zoe@zoo.example", "email": "zoe@zoo.example", "firstName": "Zoe", "lastName": "Zimmer"}
_APP = {"label": "Sample", "settings": {"oauthClient": {"redirect_uris": ["http://localhost:9999/callback"]}}}


def change_idp(parties: Parties, **protocol: object) -> None:
    with parties.okta.db() as db:
        idp = identity_providers.active(db, cast.AZURE_IDP)
        assert idp
        changed = msgspec.structs.replace(idp.protocol, **protocol)
        identity_providers.replace(db, msgspec.structs.replace(idp, protocol=changed))


def change_alice(parties: Parties, **values: object) -> None:
    """Change Alice's record at Azure AD."""
    with parties.azure.db() as db:
        db.execute(update(AZURE_USERS).where(AZURE_USERS.c.upn_key == cast.ALICE.username).values(values))


def groups_of(admin: Admin, person: Person) -> set[str]:
    return {group["profile"]["name"] for group in admin.get(f"/users/{person.username}/groups")}


def form(app: RelyingParty, **more: str) -> dict[str, str]:
    return {"client_id": app.client_id, "client_secret": app.client_secret, **more}


def test_01_the_issuer_is_one_string(app: RelyingParty, browser: Browser) -> None:
    """In the document, in the ID token, whatever name the request used."""
    tokens = app.tokens(browser, cast.OLIVIA)
    assert app.issuer == "http://localhost:8081/oauth2/default"
    assert app.metadata["issuer"] == app.claims(tokens["id_token"])["iss"] == app.issuer
    document = app.get(f"{app.issuer}/.well-known/openid-configuration", {"Host": "okta:8081"}).get_json()
    assert document == app.metadata


def test_02_where_the_documents_stand(parties: Parties, admin: Admin) -> None:
    """Below the custom server's issuer; at the org without `/oauth2`; the default server's id is the literal."""
    for path in ("/oauth2/default", ""):
        app = parties.app_at_okta(path)
        assert app.metadata["issuer"] == f"{cast.OKTA}{path}"
    (default,) = (server for server in admin.get("/authorizationServers") if server["name"] == "default")
    assert (default["id"], default["issuer"]) == ("default", f"{cast.OKTA}/oauth2/default")


def test_03_the_id_token_beside_an_access_token_is_thin(app: RelyingParty, browser: Browser) -> None:
    """What it lacks is at userinfo."""
    tokens = app.tokens(browser, cast.OLIVIA)
    claims, told = app.claims(tokens["id_token"]), app.userinfo(tokens["access_token"]).get_json()
    assert {"email", "name", "preferred_username"} < set(claims)
    assert not {"given_name", "family_name", "email_verified", "locale", "zoneinfo"} & set(claims)
    assert (told["sub"], told["given_name"], told["email"]) == (claims["sub"], "Olivia", cast.OLIVIA.username)


def test_04_an_access_token_s_claims_have_their_types(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    tokens = app.tokens(browser, cast.OLIVIA)
    access, identity = app.claims(tokens["access_token"]), app.claims(tokens["id_token"])
    assert access["sub"] == cast.OLIVIA.username
    assert identity["sub"] == access["uid"] == admin.get("/users/me")["id"]
    assert (access["aud"], access["ver"], type(access["scp"])) == ("api://default", 1, list)
    for token in tokens["access_token"], tokens["id_token"]:
        header = msgspec.json.decode(_decoded(token.split(".")[0]))
        assert set(header) == {"kid", "alg"}


def test_05_a_missing_state_is_redirected_a_bad_address_is_not(app: RelyingParty, browser: Browser) -> None:
    told = browser.open(app.authorize_url(state=None))
    assert (told.left, told.parameters["error"]) == (True, "invalid_request")
    for changes in ({"redirect_uri": f"{app.redirect_uri}/"}, {"client_id": "0oanobody"}):
        page = browser.open(app.authorize_url(**changes))
        assert (page.status, page.left) == (400, False)
        assert "400 Bad Request" in page.text


def test_06_a_code_is_good_once_and_for_one(app: RelyingParty, parties: Parties) -> None:
    """Bound to client, redirect URI and verifier."""
    second = parties.second_app_at_okta()
    wrong: list[dict[str, Any]] = [
        form(second),
        {"redirect_uri": second.redirect_uri},
        {"code_verifier": "another-verifier-that-is-long-enough-to-be-one"},
    ]
    for changes in wrong:
        code = app.code(parties.browser(), cast.OLIVIA)
        assert app.redeem(code, **changes).get_json()["error"] == "invalid_grant"
    code = app.code(parties.browser(), cast.OLIVIA)
    assert [app.redeem(code).status_code for _ in range(2)] == [200, 400]


def test_07_a_restart_keeps_the_keys(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    token = app.tokens(browser, cast.OLIVIA)["id_token"]
    before = app.get(app.metadata["jwks_uri"]).get_json()
    parties.network.serve(cast.OKTA, parties.okta.another_worker())
    assert app.get(app.metadata["jwks_uri"]).get_json() == before
    assert app.claims(token)["iss"] == app.issuer


@pytest.mark.parametrize("header", [f"SSWS{TOKEN}", f"SSWS {TOKEN}", f"SSWS  {TOKEN}"])
def test_08_no_space_is_needed_after_the_scheme(admin: Admin, parties: Parties, header: str) -> None:
    nobody = Admin(parties.network, None)
    assert nobody.send("GET", "/users/me", headers={"Authorization": header}).get_json() == admin.get("/users/me")


def test_09_links_are_in_order_and_end(admin: Admin) -> None:
    """Self before next; none on the last page; always one where the log is polled."""
    answer = admin.send("GET", "/users", limit=1)
    assert [re.findall(r'rel="(\w+)"', line) for line in answer.headers.getlist("Link")] == [["self"], ["next"]]
    assert next_link(admin.send("GET", "/users", limit=200)) is None
    poll = admin.send("GET", "/logs", since=admin.get("/users/me")["created"])
    assert next_link(admin.send("GET", next_link(poll) or "")) is not None


def test_10_a_429_says_how_long_to_wait(admin: Admin, parties: Parties) -> None:
    """In seconds of the same clock as `Date`."""
    with parties.okta.db() as db:
        db.execute(org.ORG.update().values(rate_limit=2))
    parties.network.serve(cast.OKTA, parties.okta.another_worker())
    answers = [admin.send("GET", "/groups") for _ in range(3)]
    refused = answers[-1]
    assert (refused.status_code, refused.get_json()["errorCode"]) == (429, "E0000047")
    date, reset = parsedate_to_datetime(refused.headers["Date"]), int(refused.headers["X-Rate-Limit-Reset"])
    assert 0 < reset - date.timestamp() <= 60


def test_11_moments_and_ids_have_their_forms(admin: Admin) -> None:
    """Three decimals and `Z`; what never happened is null; ids have 20 characters."""
    admin.post("/users", {"profile": _PROFILE}, activate="false")
    objects = [*admin.get("/users"), *admin.get("/groups"), *admin.get("/apps"), *admin.get("/idps")]
    for found in objects:
        assert len(found["id"]) == 20, found
        for name in _MOMENTS:
            value = found.get(name)
            assert value is None or _MOMENT.fullmatch(value), (name, value)
    (zoe,) = admin.get("/users", q="Zoe")
    assert (zoe["lastLogin"], zoe["activated"]) == (None, None)


def test_12_each_side_has_its_own_errors(admin: Admin, app: RelyingParty) -> None:
    error = admin.send("GET", "/users/nobody").get_json()
    assert set(error) == {"errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"}
    for endpoint in ("token_endpoint", "introspection_endpoint", "revocation_endpoint"):
        assert set(app.post(app.metadata[endpoint], {}).get_json()) == {"error", "error_description"}


def test_13_statuses(admin: Admin, parties: Parties) -> None:
    nobody = Admin(parties.network, None)
    assert nobody.refused("GET", "/sessions/me")[0] == 404
    assert Admin(parties.network, "00nobody").refused("GET", "/users") == (401, "E0000011")
    assert nobody.refused("GET", "/users") == (403, "E0000005")
    assert admin.refused("PUT", "/users") == (405, "E0000022")
    assert admin.refused("POST", "/users", {"profile": {}}) == (400, "E0000001")
    assert admin.refused("POST", "/groups", {"profile": {"name": "Everyone"}}) == (400, "E0000001")
    taken = {"login": cast.ERIN.username, "email": cast.ERIN.username, "firstName": "E", "lastName": "E"}
    assert admin.refused("POST", "/users", {"profile": taken}) == (400, "E0000001")
    with parties.okta.db() as db:
        db.execute(org.ORG.update().values(api_access_management=False))
    assert admin.refused("GET", "/authorizationServers") == (401, "E0000015")


def test_14_put_replaces_post_changes_delete_takes_two(admin: Admin) -> None:
    id = admin.post("/users", {"profile": _PROFILE | {"title": "Dr", "nickName": "Zo"}})["id"]
    assert admin.post(f"/users/{id}", {"profile": {"nickName": "Z"}})["profile"]["title"] == "Dr"
    assert "title" not in admin.put(f"/users/{id}", {"profile": _PROFILE})["profile"]
    admin.delete(f"/users/{id}")
    assert admin.get(f"/users/{id}")["status"] == "DEPROVISIONED"
    admin.delete(f"/users/{id}")
    assert admin.refused("GET", f"/users/{id}") == (404, "E0000007")
    app = admin.post("/apps", _APP | {"visibility": {"autoLaunch": True}})
    assert admin.put(f"/apps/{app['id']}", _APP)["visibility"]["autoLaunch"] is False


@pytest.mark.parametrize("name", ["everyone", "Everyone", "EVERYONE"])
def test_15_everyone_is_there_once(admin: Admin, name: str) -> None:
    (found,) = admin.get("/groups", search=f'profile.name eq "{name}"')
    assert (found["profile"]["name"], found["type"]) == ("Everyone", "BUILT_IN")


def test_16_what_the_cli_takes_for_granted(admin: Admin, parties: Parties) -> None:
    made = admin.post("/apps", _APP)
    told = admin.get(f"/internal/apps/{made['id']}/settings/clientcreds")
    assert told["client_id"] == made["id"]
    assert len(told["client_secret"]) >= 14
    person = {"userProfile": {"firstName": "Zoe", "lastName": "Zimmer", "email": "zoe@zoo.example"}}
    assert call(parties, "POST", "//api/v1/registration/reg/register", json=person).status_code == 200


def test_17_with_a_userinfo_address_nothing_else_is_read(admin: Admin, parties: Parties, app: RelyingParty) -> None:
    """Azure AD's userinfo, which is on Graph, tells no such claim as the one that the ID token has."""
    parties.azure.faults.script["id_token"] = lambda claims: claims | {"given_name": "Token"}
    app.code(parties.browser(), cast.ALICE)
    assert admin.get(f"/users/{cast.ALICE.username}")["profile"]["firstName"] == "Token"
    azure = parties.app_at_azure()
    change_idp(parties, userinfo_url=azure.metadata["userinfo_endpoint"])
    app.code(parties.browser(), cast.ALICE)
    assert admin.get(f"/users/{cast.ALICE.username}")["profile"]["firstName"] == "Alice"


def test_18_a_link_is_never_matched_again(app: RelyingParty, parties: Parties, admin: Admin) -> None:
    """The subject decides, which at Azure AD is another for each registration."""
    first = app.claims(app.tokens(parties.browser(), cast.ALICE)["id_token"])["sub"]
    change_alice(parties, mail="alice.married@contoso.example")
    assert app.claims(app.tokens(parties.browser(), cast.ALICE)["id_token"])["sub"] == first
    subjects = {
        at.claims(at.tokens(parties.browser(), cast.ALICE)["id_token"])["sub"]
        for at in (parties.app_at_azure(), parties.second_app_at_azure())
    }
    (linked,) = admin.get(f"/idps/{cast.AZURE_IDP}/users")
    assert len(subjects | {linked["externalId"]}) == 3


def test_19_the_issuer_must_be_the_tenant_s(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """`common` is an address, and no issuer that any token names."""
    change_idp(parties, issuer=f"{cast.AZURE}/common/v2.0")
    assert app.sign_in(browser, cast.ALICE).parameters["error"] == "invalid_social_token"
    assert log(parties)[-1][0] == "FAILURE"


def test_20_without_an_address_there_is_no_username(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    before = parties.okta.rows("users")
    told = app.sign_in(browser, cast.NORA).parameters
    assert told["error"] in ("access_denied", "jit_failure")
    assert "email" in told["error_description"]
    assert parties.okta.rows("users") == before


def test_21_who_was_just_created_is_not_assigned(
    app: RelyingParty, browser: Browser, parties: Parties, admin: Admin
) -> None:
    """The sign-in worked; the application still refuses."""
    admin.delete(f"/apps/{cast.APP_AT_OKTA}/groups/{_group(admin, 'Contoso Employees')}")
    told = app.sign_in(browser, cast.ALICE).parameters
    assert (told["error"], told["error_description"]) == (
        "access_denied",
        "User is not assigned to the client application.",
    )
    assert admin.get(f"/users/{cast.ALICE.username}")["status"] == "ACTIVE"
    assert log(parties)[-1][0] == "SUCCESS"


def test_22_who_was_just_created_is_active_and_federated(
    app: RelyingParty, browser: Browser, admin: Admin, parties: Parties
) -> None:
    app.code(browser, cast.ALICE)
    user = admin.get(f"/users/{cast.ALICE.username}")
    assert (user["status"], user["credentials"]["provider"]["type"]) == ("ACTIVE", "FEDERATION")
    assert not any(parties.okta.rows("mails").values())


@pytest.mark.parametrize("source", [True, False])
def test_23_groups_are_added_and_none_taken(app: RelyingParty, parties: Parties, admin: Admin, source: bool) -> None:
    """Whether or not the provider is the profile source."""
    parties.change_policy(profile_source=source)
    app.code(parties.browser(), cast.ALICE)
    user = admin.get(f"/users/{cast.ALICE.username}")["id"]
    employees = _group(admin, "Contoso Employees")
    admin.put(f"/groups/{_group(admin, 'Linkable')}/users/{user}")
    admin.delete(f"/groups/{employees}/users/{user}")
    app.code(parties.browser(), cast.ALICE)
    assert groups_of(admin, cast.ALICE) == {"Everyone", "Contoso Employees", "Linkable"}


def test_24_what_a_provider_sources_cannot_be_edited(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    app.code(browser, cast.ALICE)
    path = f"/users/{cast.ALICE.username}"
    assert admin.refused("POST", path, {"profile": {"lastName": "X"}}) == (403, "E0000077")
    assert admin.post(path, {"profile": {"nickName": "Al"}})["profile"]["nickName"] == "Al"


def test_25_each_grammar_for_itself(admin: Admin) -> None:
    frank = cast.FRANK.username
    assert admin.refused("GET", "/users", search='status ne "ACTIVE"') == (400, "E0000031")
    assert admin.refused("GET", "/users", filter='profile.login sw "f"') == (400, "E0000031")
    assert frank not in {user["profile"]["login"] for user in admin.get("/users")}
    assert [it["profile"]["login"] for it in admin.get("/users", search='status eq "DEPROVISIONED"')] == [frank]
    assert admin.get("/users", q='status eq "ACTIVE"') == []


def test_26_browsers_may_read_from_trusted_origins(admin: Admin, parties: Parties) -> None:
    admin.post("/trustedOrigins", {"name": "x", "origin": "https://good.example", "scopes": [{"type": "CORS"}]})
    client = parties.network.client(cast.OKTA, cookies=False)
    for origin, told in (("https://good.example", "https://good.example"), ("https://evil.example", None)):
        asked = {"Origin": origin, "Access-Control-Request-Headers": "x-okta-user-agent-extended"}
        answer = client.options("/oauth2/default/v1/token", base_url=cast.OKTA, headers=asked)
        assert answer.headers.get("Access-Control-Allow-Origin") == told
        wanted = answer.headers.get("Access-Control-Allow-Headers")
        assert wanted == ("x-okta-user-agent-extended" if told else None)


def test_27_cookies_of_plain_http_and_a_callback_by_post(app: RelyingParty, browser: Browser) -> None:
    """The transaction is found by `state`, not by a cookie of its own."""
    query = dict(parse_qsl(urlsplit(way_back(app, browser)).query))
    answer = browser.request(CALLBACK, query)
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(cookie.startswith("idx=") for cookie in cookies)
    assert all("SameSite=Lax" in cookie and "Secure" not in cookie for cookie in cookies)
    assert "code=" in answer.headers["Location"]


def test_28_signing_out_and_unknown_tokens(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Only with single log-out does Azure AD's session end; no session is needed; unknown tokens are no errors."""
    change_idp(parties, participate_slo=False)
    token = app.tokens(browser, cast.ALICE)["id_token"]
    asked = urlencode({"id_token_hint": token, "post_logout_redirect_uri": f"{cast.APP}/", "state": "s"})
    address = f"{app.metadata['end_session_endpoint']}?{asked}"
    for visitor in (browser, browser, parties.browser()):
        assert visitor.open(address).url == f"{cast.APP}/?state=s"
    assert "code" in browser.open(parties.app_at_azure().authorize_url(prompt="none")).parameters
    assert app.post(app.metadata["revocation_endpoint"], form(app, token="x")).status_code == 200
    told = app.post(app.metadata["introspection_endpoint"], form(app, token="x"))
    assert (told.status_code, told.get_json()) == (200, {"active": False})


def test_29_pages_are_not_kept_and_tell_nobody_where_they_were(app: RelyingParty, browser: Browser) -> None:
    for url in (app.authorize_url(), app.authorize_url(client_id="0oanobody"), f"{cast.OKTA}/"):
        answer = browser.request(url)
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_30_log_events_have_texts_where_clients_read_texts(admin: Admin, app: RelyingParty, browser: Browser) -> None:
    app.tokens(browser, cast.OLIVIA)
    events: list[dict[str, Any]] = admin.get("/logs")
    assert events
    for event in events:
        assert isinstance(event["version"], str)
        place = event["client"]["geographicalContext"] or {}
        assert isinstance(place.get("postalCode"), str | None)
        assert event["authenticationContext"]["credentialType"] != "OAUTH2"


def _group(admin: Admin, name: str) -> str:
    (group,) = admin.get("/groups", search=f'profile.name eq "{name}"')
    id: str = group["id"]
    return id


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
