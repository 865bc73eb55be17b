"""What custom authorization servers decide: who gets which scopes and claims, and for how long."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from mocks.okta import access_setup
from mocks.okta.directory import applications, authorization_servers, groups, system_log, users
from mocks.okta.ids import okta_id
from mocks.tests.browser import Browser
from mocks.tests.cast import APP_AT_OKTA, OKTA, OLIVIA, SECOND_APP_AT_OKTA
from mocks.tests.issuers.test_refresh import OFFLINE, refresh
from mocks.tests.okta.custom_server import CustomServer
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

DENIED = "Policy evaluation failed for this request, please check the policy configurations."


@pytest.fixture
def default(parties: Parties) -> CustomServer:
    return CustomServer(parties)


def reasons(parties: Parties, event: str) -> list[str | None]:
    with parties.okta.db() as db:
        return [entry.reason for entry in system_log.latest(db) if entry.event_type == event]


def olivias_id(parties: Parties) -> str:
    with parties.okta.db() as db:
        user = users.by_login(db, OLIVIA.username)
        assert user
        return user.id


def access_token(app: RelyingParty, browser: Browser, **changes: str | None) -> dict[str, Any]:
    return app.claims(app.tokens(browser, OLIVIA, **changes)["access_token"])


def put_into_groups(parties: Parties, count: int) -> None:
    """Put Olivia into so many more teams."""
    user_id = olivias_id(parties)
    with parties.okta.db() as db:
        for number in range(count):
            id = okta_id(parties.okta.runtime.ids, "00g")
            groups.add(db, id, f"Team {number} {id}", parties.clock.now())
            groups.add_member(db, id, user_id)


# Policies and rules (fact sheet 5.4)


@pytest.mark.parametrize(
    "changes",
    [
        {"active": False},
        {"grant_types": ("client_credentials",)},
        {"scopes": ("openid", "profile")},
        {"groups": ()},
        {"groups": ("00gNobodyIsInThisOne",)},
        {"excluded_groups": "own"},
        {"excluded_users": "own"},
    ],
)
def test_without_a_matching_rule_nobody_gets_anything(
    app: RelyingParty, browser: Browser, parties: Parties, default: CustomServer, changes: dict[str, Any]
) -> None:
    """Fact sheet 1.11: access_denied with this very text; the log says why."""
    own = {"excluded_groups": (default.group("Contoso Employees"),), "excluded_users": (olivias_id(parties),)}
    default.change_rule(**{name: own[name] if value == "own" else value for name, value in changes.items()})
    told = app.sign_in(browser, OLIVIA).parameters
    assert (told["error"], told["error_description"]) == ("access_denied", DENIED)
    assert reasons(parties, "app.oauth2.as.authorize") == ["no_matching_policy"]


@pytest.mark.parametrize("changes", [{"active": False}, {"clients": (SECOND_APP_AT_OKTA,)}, {"clients": ()}])
def test_nor_without_a_policy_for_the_client(
    app: RelyingParty, browser: Browser, default: CustomServer, changes: dict[str, Any]
) -> None:
    default.change_policy(**changes)
    assert app.sign_in(browser, OLIVIA).parameters["error"] == "access_denied"


@pytest.mark.parametrize("changes", [{"clients": (APP_AT_OKTA,)}])
def test_a_policy_may_name_the_client(
    app: RelyingParty, browser: Browser, default: CustomServer, changes: dict[str, Any]
) -> None:
    default.change_policy(**changes)
    assert "code" in app.sign_in(browser, OLIVIA).parameters


@pytest.mark.parametrize("by", ["users", "groups"])
def test_a_rule_may_name_people_or_their_groups(
    app: RelyingParty, browser: Browser, parties: Parties, default: CustomServer, by: str
) -> None:
    named = {"users": (olivias_id(parties),), "groups": ()}
    default.change_rule(**(named if by == "users" else {"groups": (default.group("Contoso Employees"),)}))
    assert "code" in app.sign_in(browser, OLIVIA).parameters


def test_the_org_server_needs_no_policy(parties: Parties, browser: Browser, default: CustomServer) -> None:
    """Fact sheet 1.1."""
    default.change_policy(active=False)
    assert "access_token" in parties.app_at_okta("").tokens(browser, OLIVIA)


def test_the_first_matching_rule_decides_how_long(app: RelyingParty, browser: Browser, default: CustomServer) -> None:
    """Fact sheet 1.7: 5 minutes to 24 hours, in the token, in the answer and at the server alike."""
    default.add_rule("Short", 0, groups=(default.group("Contoso Employees"),), access_token_lifetime=5)
    default.add_rule("Never reached", 2, access_token_lifetime=1440)
    tokens = app.tokens(browser, OLIVIA)
    claims = app.claims(tokens["access_token"])
    assert tokens["expires_in"] == claims["exp"] - claims["iat"] == 300
    default.parties.clock.move(timedelta(minutes=5, seconds=1))
    assert app.userinfo(tokens["access_token"]).status_code == 401


def test_a_rule_that_is_taken_back_counts_at_the_token_endpoint(
    app: RelyingParty, browser: Browser, parties: Parties, default: CustomServer
) -> None:
    """Fact sheet 1.11: 401."""
    code = app.code(browser, OLIVIA)
    default.change_rule(active=False)
    answer = app.redeem(code)
    assert (answer.status_code, answer.get_json()) == (
        401,
        {"error": "access_denied", "error_description": DENIED},
    )
    assert reasons(parties, "app.oauth2.as.token.grant") == ["no_matching_policy"]


def test_another_worker_sees_a_change_at_once(
    app: RelyingParty, browser: Browser, parties: Parties, default: CustomServer
) -> None:
    """What a worker keeps is good only while the server's version in the database is the same."""
    app.code(browser, OLIVIA)
    first, second = parties.okta.another_worker(), parties.okta.another_worker()
    for worker in (first, second):
        parties.network.serve(OKTA, worker)
        assert "code" in browser.open(app.authorize_url()).parameters
    default.change_rule(active=False)
    for worker in (first, second):
        parties.network.serve(OKTA, worker)
        assert browser.open(app.authorize_url()).parameters["error"] == "access_denied"


# Refresh tokens (fact sheet 1.7)


def test_a_refresh_token_ends_with_its_lifetime_however_much_it_is_used(
    app: RelyingParty, browser: Browser, parties: Parties, default: CustomServer
) -> None:
    default.change_rule(refresh_token_lifetime=120, refresh_token_window=60)
    token = app.tokens(browser, OLIVIA, scope=OFFLINE)["refresh_token"]
    for _ in range(2):
        parties.clock.move(timedelta(minutes=50))
        assert refresh(app, token).status_code == 200
    parties.clock.move(timedelta(minutes=21))
    assert refresh(app, token).get_json()["error"] == "invalid_grant"


def test_a_rotated_one_keeps_the_end_of_the_first(browser: Browser, parties: Parties, default: CustomServer) -> None:
    app = parties.second_app_at_okta()
    default.change_rule(refresh_token_lifetime=120, refresh_token_window=60)
    token = app.tokens(browser, OLIVIA, scope=OFFLINE)["refresh_token"]
    for _ in range(2):
        parties.clock.move(timedelta(minutes=50))
        token = refresh(app, token).get_json()["refresh_token"]
    parties.clock.move(timedelta(minutes=21))
    assert refresh(app, token).get_json()["error"] == "invalid_grant"


def test_it_ends_when_it_lies_unused(
    app: RelyingParty, browser: Browser, parties: Parties, default: CustomServer
) -> None:
    default.change_rule(refresh_token_window=10)
    token = app.tokens(browser, OLIVIA, scope=OFFLINE)["refresh_token"]
    parties.clock.move(timedelta(minutes=11))
    assert refresh(app, token).get_json()["error"] == "invalid_grant"


def test_refreshing_goes_by_the_rule_of_the_first_grant(
    app: RelyingParty, browser: Browser, default: CustomServer
) -> None:
    token = app.tokens(browser, OLIVIA, scope=OFFLINE)["refresh_token"]
    default.change_rule(grant_types=("authorization_code",))
    assert refresh(app, token).status_code == 200
    default.change_rule(grant_types=("password",))
    answer = refresh(app, token)
    assert (answer.status_code, answer.get_json()["error"]) == (401, "access_denied")


# Scopes


def test_custom_scopes_are_granted_and_stand_in_the_access_token(
    app: RelyingParty, browser: Browser, default: CustomServer
) -> None:
    """Fact sheet 1.9 and 12.4: `scp` is an array."""
    default.add_scope("orders:read")
    assert access_token(app, browser, scope="openid orders:read")["scp"] == ["openid", "orders:read"]


def test_they_are_of_their_server_alone(parties: Parties, browser: Browser, default: CustomServer) -> None:
    default.add_scope("orders:read")
    told = parties.app_at_okta("").sign_in(browser, OLIVIA, scope="openid orders:read").parameters
    assert told["error"] == "invalid_scope"


def test_who_asks_for_no_scope_gets_the_default_ones(
    app: RelyingParty, browser: Browser, default: CustomServer
) -> None:
    assert app.sign_in(browser, OLIVIA, scope=None).parameters["error"] == "invalid_scope"
    default.add_scope("orders:read", default=True)
    tokens = app.tokens(browser, OLIVIA, scope=None)
    assert (tokens["scope"], "id_token" in tokens) == ("orders:read", False)


@pytest.mark.parametrize("published", [True, False])
def test_the_metadata_shows_published_scopes_only(parties: Parties, default: CustomServer, published: bool) -> None:
    """Fact sheet 1.3 and 1.4: metadataPublish; `groups` is a scope of the org server alone."""
    default.add_scope("orders:read", published=published)
    custom = parties.app_at_okta().metadata["scopes_supported"]
    assert ("orders:read" in custom) is published
    assert {"openid", "device_sso"} <= set(custom)
    assert "groups" not in custom
    assert "groups" in parties.app_at_okta("").metadata["scopes_supported"]


# Claims


def test_expressions_see_user_and_application(app: RelyingParty, browser: Browser, default: CustomServer) -> None:
    default.add_claim("first", "user.firstName")
    default.add_claim("client", "app.clientId")
    default.add_claim("employee", "isMemberOfGroupName('Contoso Employees')")
    default.add_claim("nothing", "user.department")
    claims = access_token(app, browser)
    assert (claims["first"], claims["client"], claims["employee"]) == ("Olivia", APP_AT_OKTA, True)
    assert "nothing" not in claims


def test_a_claim_may_need_a_scope(app: RelyingParty, browser: Browser, default: CustomServer) -> None:
    default.add_claim("first", "user.firstName", scopes=("email", "phone"))
    assert "first" in access_token(app, browser, scope="openid email")
    assert "first" not in access_token(app, browser, scope="openid profile")


@pytest.mark.parametrize(
    ("filter_type", "value", "names"),
    [
        ("STARTS_WITH", "Contoso", ["Contoso Employees"]),
        ("EQUALS", "Everyone", ["Everyone"]),
        ("CONTAINS", "e", ["Contoso Employees", "Everyone"]),
        ("REGEX", ".*", ["Contoso Employees", "Everyone"]),
        ("REGEX", "Cont", []),
    ],
)
def test_a_groups_claim_lists_the_names_that_pass_its_filter(
    app: RelyingParty, browser: Browser, default: CustomServer, filter_type: str, value: str, names: list[str]
) -> None:
    default.add_claim("groups", value, value_type="GROUPS", group_filter_type=filter_type)
    assert access_token(app, browser)["groups"] == names


def test_a_hundred_groups_are_the_most(
    app: RelyingParty, browser: Browser, parties: Parties, default: CustomServer
) -> None:
    """Fact sheet 1.8."""
    default.add_claim("groups", "Team", value_type="GROUPS", group_filter_type="STARTS_WITH")
    put_into_groups(parties, 100)
    assert len(access_token(app, browser)["groups"]) == 100
    put_into_groups(parties, 1)
    assert app.redeem(app.code(browser, OLIVIA)).get_json()["error"] == "server_error"


@pytest.mark.parametrize("always", [True, False])
def test_an_identity_claim_waits_for_userinfo_unless_it_is_always_there(
    app: RelyingParty, browser: Browser, default: CustomServer, always: bool
) -> None:
    """Fact sheet 1.8 and 12.3: a thin ID token."""
    default.add_claim("nick", "user.firstName", claim_type="IDENTITY", always=always)
    tokens = app.tokens(browser, OLIVIA)
    assert ("nick" in app.claims(tokens["id_token"])) is always
    assert "nick" not in app.claims(tokens["access_token"])
    assert app.userinfo(tokens["access_token"]).get_json()["nick"] == "Olivia"


def test_the_subject_is_the_login_until_it_is_worded_otherwise(
    app: RelyingParty, browser: Browser, default: CustomServer
) -> None:
    """Fact sheet 1.9 and 12.4: and the ID token's subject stays the user's id."""
    assert access_token(app, browser)["sub"] == OLIVIA.username
    default.change_claim("sub", value="String.toUpperCase(user.firstName)")
    tokens = app.tokens(browser, OLIVIA)
    assert app.claims(tokens["access_token"])["sub"] == "OLIVIA"
    assert app.claims(tokens["id_token"])["sub"] == app.claims(tokens["access_token"])["uid"]


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "cid", "uid", "scp", "ver", "jti"])
def test_no_claim_takes_the_place_of_the_protocols_own(
    app: RelyingParty, browser: Browser, default: CustomServer, name: str
) -> None:
    before = access_token(app, browser)
    default.add_claim(name, "'forged'")
    assert access_token(app, browser)[name] != "forged"
    assert type(access_token(app, browser)[name]) is type(before[name])


def test_an_expression_that_fails_is_an_error_of_the_server(
    app: RelyingParty, browser: Browser, default: CustomServer
) -> None:
    default.add_claim("age", "Convert.toInt(user.firstName)")
    answer = app.redeem(app.code(browser, OLIVIA))
    assert (answer.status_code, answer.get_json()["error"]) == (400, "server_error")


# The org server's groups scope


def test_the_groups_scope_tells_all_groups_at_userinfo(parties: Parties, browser: Browser) -> None:
    """Fact sheet 1.1 and 1.8."""
    app = parties.app_at_okta("")
    tokens = app.tokens(browser, OLIVIA, scope="openid groups")
    assert app.userinfo(tokens["access_token"]).get_json()["groups"] == ["Contoso Employees", "Everyone"]
    assert "groups" not in app.claims(tokens["id_token"])
    put_into_groups(parties, 99)
    assert app.userinfo(tokens["access_token"]).get_json()["error"] == "server_error"


def test_a_custom_server_does_not_know_the_groups_scope(app: RelyingParty, browser: Browser) -> None:
    assert app.sign_in(browser, OLIVIA, scope="openid groups").parameters["error"] == "invalid_scope"


# Clients that act for themselves


def by_itself(app: RelyingParty, parties: Parties, **form: str) -> tuple[int, dict[str, Any]]:
    with parties.okta.db() as db:
        stored = applications.active(db, APP_AT_OKTA)
        assert stored
        settings = msgspec.structs.replace(stored.settings, grant_types=("client_credentials",))
        db.execute(applications.APPLICATIONS.update().values(settings=msgspec.json.encode(settings).decode()))
    sent = {"grant_type": "client_credentials", "client_id": app.client_id, "client_secret": app.client_secret}
    answer = app.post(app.metadata["token_endpoint"], sent | form)
    return answer.status_code, answer.get_json()


def test_a_client_gets_custom_scopes_for_itself(app: RelyingParty, parties: Parties, default: CustomServer) -> None:
    """Fact sheet 1.1 and 1.9: custom scopes only, the subject is the client."""
    default.add_scope("orders:read", default=True)
    default.add_claim("who", "appuser != null ? appuser.userName : 'nobody'")
    for form in ({"scope": "orders:read"}, {}):
        status, answer = by_itself(app, parties, **form)
        assert (status, answer["scope"]) == (200, "orders:read")
        claims = app.claims(answer["access_token"])
        assert (claims["sub"], claims["who"], "uid" in claims) == (APP_AT_OKTA, "nobody", False)
    assert by_itself(app, parties, scope="openid")[1]["error"] == "invalid_scope"


def test_and_needs_a_rule_for_it(app: RelyingParty, parties: Parties, default: CustomServer) -> None:
    default.add_scope("orders:read")
    default.change_rule(grant_types=("authorization_code",), access_token_lifetime=10)
    assert by_itself(app, parties, scope="orders:read")[1]["error"] == "access_denied"
    default.change_rule(grant_types=("client_credentials",), groups=())
    assert by_itself(app, parties, scope="orders:read")[1]["expires_in"] == 600


# Servers


def test_a_server_may_come_and_go_while_the_org_runs(parties: Parties, browser: Browser) -> None:
    """Fact sheet 1.1: its own keys and issuer; switched off it is unknown."""
    runtime = parties.okta.runtime
    id, now = "aus00000000000000001", runtime.clock.now()
    with parties.okta.db() as db:
        access_setup.establish(db, runtime.ids, now, id=id, name="Orders", audience="https://orders", description="")
        access_setup.allow_all(db, runtime.ids, now, id)
    parties.network.serve(OKTA, parties.okta.another_worker())
    app = parties.app_at_okta(f"/oauth2/{id}")
    claims = access_token(app, browser)
    assert (claims["iss"], claims["aud"]) == (f"{OKTA}/oauth2/{id}", "https://orders")
    with parties.okta.db() as db:
        authorization_servers.change(db, id, now, "another version", status="INACTIVE")
    answer = app.get(f"{OKTA}/oauth2/{id}/v1/keys", {"Accept": "*/*"})
    assert (answer.status_code, answer.get_json()["errorCode"]) == (404, "E0000007")
