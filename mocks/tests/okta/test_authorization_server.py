"""How Okta differs from other issuers."""

import base64
import hashlib
import json
import re

import msgspec
import pytest
from sqlalchemy import delete, update

from mocks.oauth.endpoints import all_endpoints
from mocks.okta.directory import applications, users
from mocks.okta.directory.applications import APP_GROUPS, APPLICATIONS
from mocks.okta.directory.users import Status
from mocks.okta.org_servers import OrgServers
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, APP_AT_OKTA, AZURE_IDP, ERIN, OKTA, OLIVIA
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def deactivate(parties: Parties, login: str) -> None:
    with parties.okta.db() as db:
        user = users.by_login(db, login)
        assert user
        users.set_status(db, user.id, Status.DEPROVISIONED, parties.clock.now())


# Servers (Okta fact sheet 1.1)


@pytest.mark.parametrize("server", ["/oauth2/default", ""])
def test_org_and_custom_server_are_two_issuers_of_one_org(parties: Parties, browser: Browser, server: str) -> None:
    app = parties.app_at_okta(server)
    tokens = app.tokens(browser, OLIVIA)
    claims = app.claims(tokens["id_token"])
    assert claims["iss"] == f"{OKTA}{server}"
    assert app.claims(tokens["access_token"])["aud"] == ("api://default" if server else OKTA)
    assert app.userinfo(tokens["access_token"]).status_code == 200


def test_they_share_sessions_but_neither_keys_nor_tokens(parties: Parties, browser: Browser) -> None:
    custom, org = parties.app_at_okta(), parties.app_at_okta("")
    tokens = custom.tokens(browser, OLIVIA)
    assert "code" in browser.open(org.authorize_url(prompt="none")).parameters
    assert org.userinfo(tokens["access_token"]).status_code == 401
    keys = [{key["kid"] for key in app.get(app.metadata["jwks_uri"]).get_json()["keys"]} for app in (custom, org)]
    assert not keys[0] & keys[1]


@pytest.mark.parametrize("server", ["", "/oauth2/default"])
def test_the_metadata_is_at_both_well_known_places(app: RelyingParty, server: str) -> None:
    """RFC 8414 section 3 and OpenID Connect Discovery section 4; fact sheet 1.3: one is about access tokens alone."""
    about_people = app.get(f"{OKTA}{server}/.well-known/openid-configuration").get_json()
    about_access = app.get(f"{OKTA}{server}/.well-known/oauth-authorization-server").get_json()
    assert about_people["issuer"] == about_access["issuer"] == f"{OKTA}{server}"
    assert set(about_people) - set(about_access) == {"userinfo_endpoint", "id_token_signing_alg_values_supported"}
    assert set(about_access["response_types_supported"]) - set(about_people["response_types_supported"]) == {"token"}
    grants = [set(document["grant_types_supported"]) for document in (about_access, about_people)]
    assert grants[0] - grants[1] == {"client_credentials"}
    assert {"cid", "uid", "scp"} <= set(about_access["claims_supported"])


def test_the_document_s_members_are_in_okta_s_order(app: RelyingParty) -> None:
    """Fact sheet 1.3; what is served stands there, and nothing else."""
    names = list(app.metadata)
    endpoints = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "registration_endpoint")
    assert names[:6] == ["issuer", *endpoints, "jwks_uri"]
    assert names[-2:] == ["device_authorization_endpoint", "pushed_authorization_request_endpoint"]
    served = {all_endpoints()[name].metadata for name in OrgServers.rules} - {None}
    served |= {"registration_endpoint"}  # of the management API
    assert {name for name in names if name.endswith("_endpoint") or name == "jwks_uri"} == served


@pytest.mark.parametrize("server", ["unknown", "x" * 300, "%ff", "ü", "DEFAULT", "%3Cscript%3E"])
@pytest.mark.parametrize("accept", ["application/json", "*/*", None])
def test_an_unknown_server_is_a_404_in_json_for_programs(app: RelyingParty, server: str, accept: str | None) -> None:
    """Okta fact sheet 1.1: E0000007, naming the server."""
    for path in (".well-known/openid-configuration", "v1/keys", "v1/userinfo"):
        answer = app.get(f"{OKTA}/oauth2/{server}/{path}", {"Accept": accept} if accept else None)
        assert (answer.status_code, answer.mimetype) == (404, "application/json")
        body = answer.get_json()
        assert body["errorCode"] == body["errorLink"] == "E0000007"
        assert re.fullmatch(r"Not found: Resource not found: .{1,40} \(AuthorizationServer\)", body["errorSummary"])
        assert body["errorId"].startswith("oae")


def test_people_get_a_page(browser: Browser) -> None:
    answer = browser.request(f"{OKTA}/oauth2/unknown/v1/authorize")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_a_method_that_is_not_served_has_its_code(app: RelyingParty) -> None:
    """Okta fact sheet 1.11: E0000022."""
    answer = app.get(app.metadata["token_endpoint"], {"Accept": "*/*"})
    assert (answer.status_code, answer.get_json()["errorCode"]) == (405, "E0000022")


# Authorization requests


@pytest.mark.parametrize("state", [None, "a b", 'a"b', "ä", "a\\b", "<b>", "x" * 2049, "a;b", "{}"])
def test_a_state_is_needed_and_of_plain_characters(app: RelyingParty, browser: Browser, state: str | None) -> None:
    """Okta fact sheet 1.5 and 12.5: required, unlike in the RFC; told by redirect."""
    told = browser.open(app.authorize_url(state=state)).parameters
    assert told["error"] == "invalid_request"
    assert told["error_description"] == "The 'state' parameter is missing or malformed."
    assert told.get("state") == state


def test_an_unknown_scope_is_refused(app: RelyingParty, browser: Browser) -> None:
    told = browser.open(app.authorize_url(scope="openid admin")).parameters
    assert told["error"] == "invalid_scope"
    assert told["error_description"] == ("One or more scopes are not configured for the authorization server resource.")


@pytest.mark.parametrize("method", [None, "plain", "S512"])
def test_pkce_is_s256_alone(app: RelyingParty, browser: Browser, method: str | None) -> None:
    """Okta fact sheet 1.5."""
    assert browser.open(app.authorize_url(code_challenge_method=method)).parameters["error"] == "invalid_request"


def test_an_application_may_demand_pkce(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    with parties.okta.db() as db:
        stored = applications.active(db, APP_AT_OKTA)
        assert stored
        settings = msgspec.json.encode(msgspec.structs.replace(stored.settings, pkce_required=True)).decode()
        db.execute(update(APPLICATIONS).values(settings=settings))
    told = browser.open(app.authorize_url(code_challenge=None, code_challenge_method=None)).parameters
    assert told["error_description"] == "PKCE code challenge is required by the application."


def test_the_first_page_has_no_referrer(app: RelyingParty, browser: Browser) -> None:
    """Okta fact sheet 1.2."""
    assert browser.open(app.authorize_url()).headers["Referrer-Policy"] == "no-referrer"


# Who may use an application


def test_somebody_who_is_not_assigned_is_told_so(app: RelyingParty, browser: Browser) -> None:
    """Okta fact sheet 1.11 and 12.21: access_denied with this very text, after a sign-in that worked."""
    told = app.sign_in(browser, ERIN).parameters
    assert told == {
        "error": "access_denied",
        "error_description": "User is not assigned to the client application.",
        "state": "state-of-the-test",
    }


def test_and_stays_signed_in_for_other_applications(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    app.sign_in(browser, ERIN)
    assert "code" in browser.open(parties.second_app_at_okta().authorize_url(prompt="none")).parameters
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "access_denied"


def test_an_assignment_that_ends_counts_at_the_next_request(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    app.code(browser, OLIVIA)
    with parties.okta.db() as db:
        db.execute(delete(APP_GROUPS).where(APP_GROUPS.c.application_id == APP_AT_OKTA))
    assert browser.open(app.authorize_url()).parameters["error"] == "access_denied"


def test_an_application_that_was_switched_off_is_unknown(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    tokens = app.tokens(browser, OLIVIA)
    code = browser.open(app.authorize_url()).parameters["code"]
    with parties.okta.db() as db:
        db.execute(update(APPLICATIONS).where(APPLICATIONS.c.id == APP_AT_OKTA).values(status="INACTIVE"))
    page = browser.open(app.authorize_url())
    assert (page.status, page.left) == (400, False)
    assert "Invalid value for 'client_id' parameter." in page.text
    assert app.redeem(code).status_code == 401
    assert app.userinfo(tokens["access_token"]).status_code == 401


def test_a_deactivated_user_loses_tokens_codes_and_session(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """Access is revoked at once: userinfo, the code on its way, single sign-on."""
    tokens = app.tokens(browser, ALICE)
    code = browser.open(app.authorize_url()).parameters["code"]
    deactivate(parties, ALICE.username)
    answer = app.userinfo(tokens["access_token"])
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert app.redeem(code).get_json()["error"] == "invalid_grant"
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"
    told = browser.sign_in(app.authorize_url(login_hint=ALICE.username), ALICE).parameters
    assert told["error_description"] == "User status is invalid.", "although Azure AD lets Alice in"


def test_a_session_that_ended_by_deactivation_does_not_come_back(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    app.code(browser, OLIVIA)
    deactivate(parties, OLIVIA.username)
    browser.open(app.authorize_url(prompt="none"))
    with parties.okta.db() as db:
        user = users.by_login(db, OLIVIA.username)
        assert user
        users.set_status(db, user.id, Status.ACTIVE, parties.clock.now())
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"


def test_a_federated_session_signs_in_to_a_second_application(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """Single sign-on: no page, neither here nor at Azure AD."""
    app.code(browser, ALICE)
    parties.network.calls.clear()
    second = parties.second_app_at_okta()
    code = browser.open(second.authorize_url()).parameters["code"]
    claims = second.claims(second.redeem(code).get_json()["id_token"])
    assert (claims["email"], claims["idp"]) == (ALICE.username, AZURE_IDP)
    assert parties.network.calls == []


# Tokens (Okta fact sheet 1.8 to 1.10)


def test_an_id_token_of_the_code_flow_is_thin(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    now = parties.clock.timestamp()
    tokens = app.tokens(browser, OLIVIA)
    claims = app.claims(tokens["id_token"])
    assert claims == {
        "sub": claims["sub"],
        "name": "Olivia Ortiz",
        "email": OLIVIA.username,
        "ver": 1,
        "iss": f"{OKTA}/oauth2/default",
        "aud": APP_AT_OKTA,
        "iat": now,
        "exp": now + 3600,
        "jti": claims["jti"],
        "amr": ["pwd"],
        "idp": claims["idp"],
        "nonce": "nonce-of-the-test",
        "preferred_username": OLIVIA.username,
        "auth_time": now,
        "at_hash": claims["at_hash"],
    }
    assert claims["sub"].startswith("00u")
    assert claims["idp"].startswith("00o")
    assert re.fullmatch(r"ID\.[A-Za-z0-9_-]{43}", claims["jti"])


def test_at_hash_is_of_the_access_token(app: RelyingParty, browser: Browser) -> None:
    """OpenID Connect Core section 3.1.3.6: the left half of its SHA-256."""
    tokens = app.tokens(browser, OLIVIA)
    half = hashlib.sha256(tokens["access_token"].encode("ascii")).digest()[:16]
    assert app.claims(tokens["id_token"])["at_hash"] == base64.urlsafe_b64encode(half).decode().rstrip("=")


def test_an_access_token_is_about_the_login(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 12.4: sub is the login, uid the user's id; no typ; ver a number; scp an array."""
    tokens = app.tokens(browser, OLIVIA)
    claims = app.claims(tokens["access_token"])
    assert (claims["sub"], claims["cid"], claims["aud"]) == (OLIVIA.username, APP_AT_OKTA, "api://default")
    assert claims["uid"] == app.claims(tokens["id_token"])["sub"]
    assert claims["ver"] == 1
    assert sorted(claims["scp"]) == ["email", "openid", "profile"]
    assert claims["exp"] - claims["iat"] == tokens["expires_in"] == 3600
    header = json.loads(base64.urlsafe_b64decode(tokens["access_token"].split(".")[0] + "=="))
    assert set(header) == {"kid", "alg"}


def test_userinfo_tells_the_rest(app: RelyingParty, browser: Browser) -> None:
    about = app.userinfo(app.tokens(browser, OLIVIA)["access_token"]).get_json()
    assert about == {
        "sub": about["sub"],
        "name": "Olivia Ortiz",
        "given_name": "Olivia",
        "family_name": "Ortiz",
        "locale": "en_US",
        "preferred_username": OLIVIA.username,
        "email": OLIVIA.username,
        "email_verified": True,
    }


def test_a_page_tells_the_status_and_what_is_wrong(app: RelyingParty, browser: Browser) -> None:
    """Okta fact sheet 1.11: headline "400 Bad Request", the text below."""
    page = browser.open(app.authorize_url(redirect_uri="https://evil.example/"))
    assert "400 Bad Request" in page.text
    assert "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings." in page.text
    assert "illegal_redirect_uri" in page.text
