"""How Entra differs from other issuers."""

import base64
import json
from datetime import timedelta

import pytest

from mocks.azure.directory import users
from mocks.tests.browser import Browser
from mocks.tests.cast import (
    ADAM,
    ALICE,
    APP_AT_AZURE,
    APP_AT_OTHER_TENANT,
    AZURE,
    CALLBACK,
    NORA,
    OTHER_TENANT,
    TENANT,
    TV_AT_AZURE,
)
from mocks.tests.issuers.test_client_credentials import ask
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def adatum(app: RelyingParty) -> RelyingParty:
    """Return the application of the other tenant."""
    other = app.registered(APP_AT_OTHER_TENANT, CALLBACK)
    return RelyingParty(
        other.network, f"{AZURE}/{OTHER_TENANT}/v2.0", other.client_id, other.client_secret, other.redirect_uri
    )


# Tenants (fact sheet 1.1)


@pytest.mark.parametrize(
    "segment", [TENANT, TENANT.upper(), "contoso.example", "Contoso.Example", "CONTRACTORS.example"]
)
def test_a_tenant_is_found_by_guid_and_by_domain_in_any_case(app: RelyingParty, segment: str) -> None:
    """The document names the GUID whatever was asked by, in the issuer and in every endpoint."""
    found = app.get(f"{AZURE}/{segment}/v2.0/.well-known/openid-configuration").get_json()
    assert found == app.metadata
    assert found["issuer"] == f"{AZURE}/{TENANT}/v2.0"


def test_a_sign_in_by_domain_has_the_guid_in_its_tokens(app: RelyingParty, browser: Browser) -> None:
    url = app.authorize_url().replace(TENANT, "contoso.example")
    code = browser.sign_in(url, ALICE).parameters["code"]
    answer = app.redeem(code, at=app.metadata["token_endpoint"].replace(TENANT, "CONTOSO.EXAMPLE"))
    claims = app.claims(answer.get_json()["id_token"])
    assert (claims["iss"], claims["tid"]) == (app.issuer, TENANT)


@pytest.mark.parametrize(
    "segment",
    [
        *("unknown.example", "commons", "x" * 300, "ü.example", "%ff", ".", "a'b"),
        *("11111111-2222-4333-8444-555555555556", f"{TENANT}x", f"{TENANT[:-1]}ü", "%3Cscript%3E"),
    ],
)
def test_an_unknown_tenant_is_a_named_error(app: RelyingParty, browser: Browser, segment: str) -> None:
    """Azure AD fact sheet 1.1: 400 JSON, invalid_tenant, 90002; pages for people."""
    answer = app.get(f"{AZURE}/{segment}/v2.0/.well-known/openid-configuration")
    assert answer.status_code == 400, answer.text
    assert (answer.get_json()["error"], answer.get_json()["error_codes"]) == ("invalid_tenant", [90002])
    page = browser.open(app.authorize_url().replace(TENANT, segment))
    assert (page.status, page.left) == (400, False)
    assert "AADSTS90002" in page.text
    assert "<script>" not in page.html


def test_a_tenant_knows_its_own_applications_alone(app: RelyingParty, browser: Browser) -> None:
    page = browser.open(adatum(app).authorize_url(client_id=APP_AT_AZURE))
    assert "AADSTS700016" in page.text


@pytest.mark.parametrize("prompt", [None, "none", "select_account"])
def test_a_session_of_one_tenant_is_none_in_another(app: RelyingParty, browser: Browser, prompt: str | None) -> None:
    """Nobody gets tokens of a tenant that does not know them; and the session at home stays."""
    app.code(browser, ALICE)
    page = browser.open(adatum(app).authorize_url(prompt=prompt))
    assert "code" not in page.parameters
    assert ALICE.username not in page.text
    if prompt == "none":
        assert page.parameters["error"] == "login_required"
    else:
        assert "loginfmt" in page.form.names
    assert "code" in browser.open(app.authorize_url(prompt="none")).parameters


def test_a_token_of_one_tenant_is_about_its_own_people(app: RelyingParty, browser: Browser) -> None:
    other = adatum(app)
    tokens = other.tokens(browser, ADAM)
    assert other.claims(tokens["id_token"])["tid"] == OTHER_TENANT
    assert other.userinfo(tokens["access_token"]).get_json()["email"] == ADAM.username


# Redirect URIs (fact sheet 3.3)


@pytest.mark.parametrize("port", [":1", ":65535", ""])
def test_the_port_of_a_loopback_address_is_ignored(app: RelyingParty, browser: Browser, port: str) -> None:
    uri = CALLBACK.replace(":8080", port)
    page = browser.sign_in(app.authorize_url(redirect_uri=uri), ALICE)
    assert page.url.startswith(f"{uri}?code=")
    assert app.redeem(page.parameters["code"], redirect_uri=uri).status_code == 200


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:1/LOGIN/oauth2/code/okta",
        "http://localhost:1/login/oauth2/code/okta/",
        "http://127.0.0.1:8080/login/oauth2/code/okta",
        "http://localhost:1@evil.example/login/oauth2/code/okta",
        "http://localhost.evil.example/login/oauth2/code/okta",
        "http://localhost:1.evil.example/login/oauth2/code/okta",
        "http://localhostx/login/oauth2/code/okta",
        "https://localhost:8080/login/oauth2/code/okta",
        "http://localhost:-1/login/oauth2/code/okta",
        "http://localhost:٣/login/oauth2/code/okta",
        "http://localhost:123456/login/oauth2/code/okta",
    ],
)
def test_nothing_else_of_it_is(app: RelyingParty, browser: Browser, uri: str) -> None:
    page = browser.open(app.authorize_url(redirect_uri=uri))
    assert not page.left
    assert "AADSTS50011" in page.text


def test_other_addresses_have_their_port(parties: Parties, browser: Browser) -> None:
    app = parties.second_app_at_azure()
    good = "https://timesheets.example/in"
    assert browser.open(app.authorize_url(redirect_uri=good)).status == 200
    assert "AADSTS50011" in browser.open(app.authorize_url(redirect_uri=good.replace("/in", ":443/in"))).text


# Tokens (fact sheet 4)


def test_an_id_token_has_the_claims_of_version_two(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    now = parties.clock.timestamp()
    claims = app.claims(app.tokens(browser, ALICE)["id_token"])
    assert claims == {
        "ver": "2.0",
        "iss": app.issuer,
        "aud": APP_AT_AZURE,
        "sub": claims["sub"],
        "tid": TENANT,
        "oid": "00000000-0000-4000-8000-000000000001",
        "name": "Alice Aames",
        "preferred_username": ALICE.username,
        "given_name": "Alice",
        "family_name": "Aames",
        "email": ALICE.username,
        "nonce": "nonce-of-the-test",
        "iat": now - 300,
        "nbf": now - 300,
        "exp": now + 3600,
        "uti": claims["uti"],
        "rh": claims["rh"],
        "aio": claims["aio"],
    }
    assert len(claims["sub"]) == 43
    assert len(claims["uti"]) == 22


def test_a_subject_is_of_one_application(parties: Parties, browser: Browser) -> None:
    """Pairwise (OpenID Connect Core section 8): the same at every sign-in, another at every application."""
    first, second = parties.app_at_azure(), parties.second_app_at_azure()
    subjects = [app.claims(app.tokens(browser, ALICE)["id_token"])["sub"] for app in (first, first, second)]
    assert subjects[0] == subjects[1] != subjects[2]


def test_somebody_without_a_mailbox_has_no_email(app: RelyingParty, browser: Browser) -> None:
    """Azure AD fact sheet 4.1: no claim rather than an empty one, and never `email_verified`."""
    tokens = app.tokens(browser, NORA)
    assert "email" not in app.claims(tokens["id_token"])
    assert "email" not in app.userinfo(tokens["access_token"]).get_json()
    assert "email_verified" not in app.claims(app.tokens(browser, ALICE, prompt="login")["id_token"])


def test_names_come_by_optional_claims_and_the_account_by_scope(app: RelyingParty, browser: Browser) -> None:
    claims = app.claims(app.tokens(browser, ALICE, scope="openid")["id_token"])
    assert not {"oid", "name", "preferred_username"} & set(claims)


def test_an_access_token_is_for_graph_and_of_version_one(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Azure AD fact sheet 4.2."""
    tokens = app.tokens(browser, ALICE)
    claims = app.claims(tokens["access_token"])
    assert claims["aud"] == "https://graph.microsoft.com"
    assert claims["iss"] == f"https://sts.windows.net/{TENANT}/"
    assert (claims["ver"], claims["appid"], claims["appidacr"]) == ("1.0", APP_AT_AZURE, "1")
    assert (claims["upn"], claims["tid"], claims["amr"]) == (ALICE.username, TENANT, ["pwd"])
    assert claims["exp"] - parties.clock.timestamp() == tokens["expires_in"]
    assert 3600 <= tokens["expires_in"] <= 5400


def test_the_header_names_the_type_and_a_published_key(app: RelyingParty, browser: Browser) -> None:
    """Azure AD fact sheet 1.5: typ, alg, kid; keys without alg, with their issuer, two at least."""
    head = app.tokens(browser, ALICE)["id_token"].split(".")[0]
    header = json.loads(base64.urlsafe_b64decode(head + "=="))
    keys = app.get(app.metadata["jwks_uri"]).get_json()["keys"]
    assert (header["typ"], header["alg"]) == ("JWT", "RS256")
    assert header["kid"] in {key["kid"] for key in keys}
    assert len(keys) >= 2
    assert all("alg" not in key and key["issuer"] == app.issuer for key in keys)


def test_userinfo_has_six_members_at_most(app: RelyingParty, browser: Browser) -> None:
    """Azure AD fact sheet 4.5: on the Graph host, which stands at the service's own address here."""
    assert app.metadata["userinfo_endpoint"] == f"{AZURE}/oidc/userinfo"
    about = app.userinfo(app.tokens(browser, ALICE)["access_token"]).get_json()
    assert set(about) == {"sub", "name", "family_name", "given_name", "picture", "email"}
    assert about["picture"].startswith(f"{AZURE}/v1.0/me/photo")


def test_the_answer_has_the_session_s_public_id(app: RelyingParty, browser: Browser) -> None:
    """Azure AD fact sheet 2.5: session_state, a GUID; the cookie is another value."""
    page = app.sign_in(browser, ALICE)
    again = browser.open(app.authorize_url())
    assert page.parameters["session_state"] == again.parameters["session_state"]
    assert page.parameters["session_state"] != browser.cookie(AZURE, "ESTSAUTH")


def test_unknown_scopes_are_overlooked(app: RelyingParty, browser: Browser) -> None:
    """The lab's Graph has fewer permissions than the real one; an unknown resource is another matter (500011)."""
    tokens = app.tokens(browser, ALICE, scope="openid User.Read Mail.Send https://graph.microsoft.com/Mail.Read")
    assert tokens["scope"] == "openid User.Read"


def test_plain_pkce_is_accepted(app: RelyingParty, browser: Browser) -> None:
    """Azure AD fact sheet 2.1: S256 or plain; an absent method means plain."""
    verifier = "v" * 43
    for method in ("plain", None):
        code = app.code(browser, ALICE, code_challenge=verifier, code_challenge_method=method)
        assert app.redeem(code, code_verifier=verifier).status_code == 200


def test_client_ids_are_found_in_any_case(app: RelyingParty, browser: Browser) -> None:
    code = browser.sign_in(app.authorize_url(client_id=APP_AT_AZURE.upper()), ALICE).parameters["code"]
    answer = app.redeem(code, client_id=APP_AT_AZURE.upper())
    assert app.claims(answer.get_json()["id_token"])["aud"] == APP_AT_AZURE


def test_a_tenant_s_sign_out_leaves_no_way_to_strangers(app: RelyingParty, browser: Browser) -> None:
    """Azure AD fact sheet 5.1: an address that is not registered: the generic page, and signed out all the same."""
    app.code(browser, ALICE)
    page = browser.open(f"{app.metadata['end_session_endpoint']}?post_logout_redirect_uri=https://evil.example/")
    assert page.status == 200
    assert "You signed out" in page.text
    assert "error" in browser.open(app.authorize_url(prompt="none")).parameters


def test_the_welcome_page_names_the_tenant(parties: Parties, browser: Browser) -> None:
    page = browser.open(f"{AZURE}/")
    assert page.status == 200
    assert page.html.count("tenant") >= 1


def test_an_idle_session_that_is_used_lives_on(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Azure AD fact sheet 2.4: using a session inside its window extends it by another 24 hours."""
    app.code(browser, ALICE)
    for _ in range(4):
        parties.clock.move(timedelta(hours=20))
        assert "code" in browser.open(app.authorize_url(prompt="none")).parameters


# An application that acts for itself (fact sheet 3.1)


def test_an_application_s_token_is_for_the_resource_it_named(app: RelyingParty) -> None:
    """Fact sheet 4.2: Graph's is of format v1.0, another API's of v2.0; no `scope` in the reply."""
    graph = ask(app.asking("https://graph.microsoft.com/.default")).get_json()
    assert set(graph) == {"token_type", "expires_in", "ext_expires_in", "access_token"}
    claims = app.claims(graph["access_token"])
    assert (claims["ver"], claims["aud"], claims["appidacr"]) == ("1.0", "https://graph.microsoft.com", "1")
    assert (claims["idtyp"], claims["oid"]) == ("app", claims["sub"])
    own = app.claims(ask(app.asking(f"api://{APP_AT_AZURE}/.default")).get_json()["access_token"])
    assert (own["ver"], own["aud"], own["azp"], own["iss"]) == ("2.0", APP_AT_AZURE, APP_AT_AZURE, app.issuer)
    assert own["exp"] - own["iat"] == 3599 + 300


@pytest.mark.parametrize(
    ("scope", "error", "code"),
    [
        ("https://graph.microsoft.com/User.Read", "invalid_scope", 1002012),
        ("https://graph.microsoft.com/.default openid", "invalid_scope", 1002012),
        ("https://unknown.example/.default", "invalid_resource", 500011),
        (f"api://{APP_AT_OTHER_TENANT}/.default", "invalid_resource", 500011),
        ("/.default", "invalid_resource", 500011),
    ],
)
def test_a_scope_that_names_no_resource_is_refused(app: RelyingParty, scope: str, error: str, code: int) -> None:
    """Fact sheet 3.7."""
    answer = ask(app.asking(scope))
    assert (answer.status_code, answer.get_json()["error"]) == (400, error)
    assert answer.get_json()["error_codes"] == [code]


@pytest.mark.parametrize("name", ["request", "request_uri"])
def test_request_objects_are_not_taken(app: RelyingParty, browser: Browser, name: str) -> None:
    """OpenID Connect Core section 6: who does not support them says so to the client."""
    page = browser.open(app.authorize_url(**{name: "https://evil.example/request"}))
    assert page.left
    assert page.parameters["error"] == f"{name}_not_supported"


@pytest.mark.parametrize(("asked", "told"), [("1", True), ("0", False), (None, False)])
def test_who_signed_in_is_told_beside_the_code_to_who_asks(
    app: RelyingParty, browser: Browser, asked: str | None, told: bool
) -> None:
    """Azure AD fact sheet 2.5: `client_info`, by which MSAL knows its accounts."""
    answer = app.sign_in(browser, ALICE, client_info=asked).parameters
    assert ("client_info" in answer) is told
    if told:
        info = json.loads(base64.urlsafe_b64decode(answer["client_info"] + "=="))
        assert info == {"uid": app.claims(app.redeem(answer["code"]).get_json()["id_token"])["oid"], "utid": TENANT}


@pytest.mark.parametrize(("client_id", "ends"), [(TV_AT_AZURE, True), (APP_AT_AZURE, False)])
def test_a_changed_password_ends_what_a_public_client_was_granted(
    app: RelyingParty, parties: Parties, client_id: str, ends: bool
) -> None:
    """Azure AD fact sheet 4.6: 50173; an application that has a secret goes on."""
    client = {"client_id": client_id} | ({} if client_id == TV_AT_AZURE else {"client_secret": app.client_secret})
    who = {"username": ALICE.username, "password": ALICE.password, "scope": "openid offline_access"}
    token = app.post(app.metadata["token_endpoint"], {"grant_type": "password", **client, **who}).get_json()
    parties.clock.move(timedelta(minutes=1))
    with parties.azure.db() as db:
        alice = users.by_sign_in_name(db, TENANT, ALICE.username)
        assert alice
        users.set_password(db, alice, alice.password_hash or "", parties.clock.now().timestamp())
    form = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"], **client}
    answer = app.post(app.metadata["token_endpoint"], form).get_json()
    assert (answer.get("error_codes"), "access_token" in answer) == (([50173], False) if ends else (None, True))
