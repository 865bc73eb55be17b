"""The part of a seed that describes an Okta org."""

import re

import msgspec
import pytest

from mocks.kit.clock import StoppedClock
from mocks.kit.ids import SeededIds
from mocks.okta.authorization_server_seed import (
    AuthorizationServerSeed,
    ClaimSeed,
    PolicySeed,
    RuleSeed,
    ScopeSeed,
)
from mocks.okta.directory import METADATA, authorization_servers, users
from mocks.okta.directory.access_policies import ACCESS_POLICIES, ACCESS_RULES
from mocks.okta.directory.identity_providers import Policy
from mocks.okta.directory.scopes import SCOPES
from mocks.okta.directory.token_claims import TOKEN_CLAIMS
from mocks.okta.planter import Planter
from mocks.okta.seed import (
    ApplicationSeed,
    IdentityProviderSeed,
    OktaSeed,
    Pattern,
    RoutingRuleSeed,
    UserSeed,
)
from mocks.tests import cast
from mocks.tests.databases import Database
from mocks.tests.parties import Parties, build


def user(login: str, **details: object) -> UserSeed:
    return msgspec.structs.replace(UserSeed(login, "A", "B"), **details)


def app(client_id: str, **details: object) -> ApplicationSeed:
    whole = ApplicationSeed(client_id, "An app", "secret", ["https://app.example/"])
    return msgspec.structs.replace(whole, **details)


def idp(name: str, **details: object) -> IdentityProviderSeed:
    whole = cast.okta_seed().identity_providers[0]
    return msgspec.structs.replace(whole, name=name, **details)


def rule(providers: list[str], *patterns: Pattern) -> RoutingRuleSeed:
    return RoutingRuleSeed("A rule", providers, list(patterns))


GROUPS = ["Contoso Employees"]
PROTOCOL = msgspec.structs.replace(cast.okta_seed().identity_providers[0].protocol, client_secret="")


def server(**details: object) -> OktaSeed:
    whole = AuthorizationServerSeed("Orders", "https://orders.example")
    return OktaSeed("C", authorization_servers=[msgspec.structs.replace(whole, **details)])


def test_the_seed_of_the_tests_is_in_order() -> None:
    cast.okta_seed().check()
    OktaSeed("Contoso").check()


@pytest.mark.parametrize(
    ("seed", "said"),
    [
        (
            OktaSeed("C", groups=GROUPS, users=[user("a@b.example", groups=["Contoso Employes"])]),
            "at okta.users[0].groups: 'Contoso Employes' is not defined; there are: Contoso Employees, Everyone",
        ),
        (
            OktaSeed("C", applications=[app("0oa1", assigned_groups=["X"])]),
            "at okta.applications[0].assigned_groups: 'X' is not defined; there are: Everyone",
        ),
        (
            OktaSeed("C", applications=[app("0oa1", assigned_users=["a@b.example"])]),
            "at okta.applications[0].assigned_users: 'a@b.example' is not defined; there are: none",
        ),
        (
            OktaSeed("C", identity_providers=[idp("Azure AD", groups=["X"])]),
            "at okta.identity_providers[0].groups: 'X' is not defined; there are: Everyone",
        ),
        (
            OktaSeed("C", routing_rules=[rule(["Azure"])]),
            "at okta.routing_rules[0].providers: 'Azure' is not defined; there are: none",
        ),
        (
            OktaSeed("C", users=[user("alice@b.example"), user("ALICE@b.example")]),
            "at okta.users[1].login: 'ALICE@b.example' is there already, at okta.users[0].login",
        ),
        (
            OktaSeed("C", applications=[app("0oa1"), app("0oa1")]),
            "at okta.applications[1].client_id: '0oa1' is there already, at okta.applications[0].client_id",
        ),
        (
            OktaSeed("C", groups=GROUPS, identity_providers=[idp("Azure AD"), idp("Azure AD", id="0oa2")]),
            "at okta.identity_providers[1].name: 'Azure AD' is there already, at okta.identity_providers[0].name",
        ),
        (
            OktaSeed("C", groups=GROUPS, identity_providers=[idp("Azure AD", protocol=PROTOCOL)]),
            (
                "at okta.identity_providers[0].protocol.client_secret: the org authenticates by one, "
                "unless by private_key_jwt"
            ),
        ),
        (
            OktaSeed("C", groups=GROUPS, identity_providers=[idp("Azure AD"), idp("Other")]),
            (
                "at okta.identity_providers[1].id: '0oaazuread0000000001' is there already, "
                "at okta.identity_providers[0].id"
            ),
        ),
        (
            OktaSeed("C", groups=GROUPS, identity_providers=[idp("Azure AD", policy=Policy(username_filter="[a"))]),
            (
                "at okta.identity_providers[0].policy.username_filter: '[a' is no regular expression: "
                "unterminated character set at position 0"
            ),
        ),
        (
            OktaSeed("C", routing_rules=[rule([], Pattern("SUFFIX", "("), Pattern("EXPRESSION", "("))]),
            (
                "at okta.routing_rules[0].patterns[1].value: '(' is no regular expression: "
                "missing ), unterminated subpattern at position 0"
            ),
        ),
        (
            OktaSeed("C", orgs={"pilot": OktaSeed("P", users=[user("a@b.example", groups=["None"])])}),
            "at okta.orgs.pilot.users[0].groups: 'None' is not defined; there are: Everyone",
        ),
        (
            OktaSeed("C", orgs={"pilot": OktaSeed("P", orgs={"deeper": OktaSeed("D")})}),
            "at okta.orgs.pilot.orgs: only the default org has further ones beside it",
        ),
    ],
)
def test_what_does_not_fit_together_is_told_with_its_path(seed: OktaSeed, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        seed.check()
    assert str(caught.value) == said


def test_everyone_is_a_group_that_all_are_in(parties: Parties) -> None:
    """Okta fact sheet 12.15."""
    rows = parties.okta.rows("groups", "group_members", "users")
    (everyone,) = [row[0] for row in rows["groups"] if row[1:3] == ("BUILT_IN", "Everyone")]
    members = {user_id for group_id, user_id in rows["group_members"] if group_id == everyone}
    assert members == {row[0] for row in rows["users"]}


def test_identifiers_look_like_okta_s(parties: Parties) -> None:
    """20 characters, of which the first three tell the kind (Okta fact sheet 12.11)."""
    rows = parties.okta.rows("org", "users", "groups", "policies", "policy_rules", "identity_providers")
    for table, prefix in (
        ("org", "00o"),
        ("users", "00u"),
        ("groups", "00g"),
        ("policies", "00p"),
        ("policy_rules", "0pr"),
    ):
        assert all(row[0].startswith(prefix) and len(row[0]) == 20 for row in rows[table])


def test_a_group_that_is_named_twice_is_one(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cast, "okta_seed", lambda: OktaSeed("Contoso", groups=["Everyone", "A", "A"]))
    assert len(build(sqlite).okta.rows("groups")["groups"]) == 2


def test_a_login_doubles_as_address_unless_there_is_one(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [user("alice@b.example"), user("bob@b.example", email="Bob@c.example")]
    monkeypatch.setattr(cast, "okta_seed", lambda: OktaSeed("Contoso", users=people))
    stored = {row[2]: row[3] for row in build(sqlite).okta.rows("users")["users"]}
    assert stored == {"alice@b.example": "alice@b.example", "bob@b.example": "bob@c.example"}


def test_a_further_org_is_at_its_own_host_name(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its people are its own, after a restart as well."""
    pilot = OktaSeed("Pilot", users=[user("pat@b.example")])
    monkeypatch.setattr(cast, "okta_seed", lambda: OktaSeed("Contoso", orgs={"pilot": pilot}))
    okta = build(sqlite).okta
    for app in (okta.another_worker(), okta.another_worker()):
        found = app.test_client().get("/oauth2/default/.well-known/openid-configuration", base_url=PILOT)
        assert found.get_json()["issuer"] == f"{PILOT}/oauth2/default"
    with okta.runtime.store.beside("pilot").transaction() as db:
        assert users.by_login(db, "pat@b.example")
    assert okta.rows("users")["users"] == []


PILOT = "http://pilot.localhost:8081"
AT = "at okta.authorization_servers[0]"


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"scopes": [ScopeSeed("email")]}, f"{AT}.scopes[0].name: 'email' is there already"),
        ({"scopes": [ScopeSeed("a"), ScopeSeed("A")]}, f"{AT}.scopes[1].name: 'A' is there already"),
        ({"claims": [ClaimSeed("x", "user.")]}, f"{AT}.claims[0].value: "),
        ({"claims": [ClaimSeed("x", "'x'", scopes=("y",))]}, f"{AT}.claims[0].scopes: 'y' is not defined"),
        ({"claims": [ClaimSeed("x", "a", value_type="GROUPS")]}, f"{AT}.claims[0]: a GROUPS claim needs"),
        (
            {"claims": [ClaimSeed("x", "(", value_type="GROUPS", group_filter_type="REGEX")]},
            f"{AT}.claims[0].value: '(' is no regular expression",
        ),
        ({"policies": [PolicySeed("P", [], ("0oa1",))]}, f"{AT}.policies[0].clients: '0oa1' is not defined"),
        (
            {"policies": [PolicySeed("P", [RuleSeed("R", groups=("X",))])]},
            f"{AT}.policies[0].rules[0].groups: 'X' is not defined",
        ),
        (
            {"policies": [PolicySeed("P", [RuleSeed("R", grant_types=("magic",))])]},
            f"{AT}.policies[0].rules[0].grant_types: 'magic' is not defined",
        ),
    ],
)
def test_mistakes_in_an_authorization_server_are_named(details: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        server(**details).check()


def test_an_authorization_server_is_planted_as_described(sqlite: Database) -> None:
    """With the pre-made one beside it, which lets every client have every scope."""
    described = AuthorizationServerSeed(
        "Orders",
        "https://orders.example",
        "aus00000000000orders",
        scopes=[ScopeSeed("orders:read", consent="REQUIRED")],
        claims=[ClaimSeed("first", "user.firstName")],
        policies=[PolicySeed("P", [RuleSeed("R", scopes=("orders:read",), access_token_lifetime=5)], ("0oa1",))],
    )
    store = sqlite.store("okta", METADATA)
    seed = OktaSeed("C", authorization_servers=[described])
    store.create(lambda db: Planter(db, SeededIds(), StoppedClock()).plant(seed))
    with store.transaction() as db:
        assert [server.id for server in authorization_servers.every(db)] == ["aus00000000000orders", "default"]
        assert SCOPES.of(db, "aus00000000000orders")[-1].consent == "REQUIRED"
        assert [claim.name for claim in TOKEN_CLAIMS.of(db, "aus00000000000orders")] == ["sub", "first"]
        policy = ACCESS_POLICIES.of(db, "aus00000000000orders")[0]
        assert policy.clients == ("0oa1",)
        assert ACCESS_RULES.of(db, policy.id)[0].access_token_lifetime == 5
        assert ACCESS_POLICIES.of(db, "default")[0].clients == ("ALL_CLIENTS",)
