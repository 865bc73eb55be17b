"""Groups, app roles and directory roles in tokens and decisions."""

import msgspec
import pytest

from mocks.azure import hints
from mocks.azure.directory import app_registrations, conditional_access, groups, role_assignments, service_principals
from mocks.azure.directory.app_settings import AppRole, OptionalClaim, OptionalClaims
from mocks.azure.directory.conditional_access import Policy
from mocks.azure.directory.groups import Group
from mocks.tests.browser import Browser
from mocks.tests.cast import (
    ALICE,
    APP_AT_AZURE,
    AVERY,
    BOARD,
    CALLBACK,
    CAROL,
    CLOSED_APP_AT_AZURE,
    GRACE,
    STAFF,
    TENANT,
)
from mocks.tests.issuers.test_client_credentials import ask, granted
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

ALICE_ID = "00000000-0000-4000-8000-000000000001"


def change(parties: Parties, **settings: object) -> None:
    """Change the registration of the application."""
    with parties.azure.db() as db:
        app = app_registrations.anywhere(db, APP_AT_AZURE)
        assert app
        app_registrations.configure(db, APP_AT_AZURE, msgspec.structs.replace(app.settings, **settings))


def put(parties: Parties, count: int, member: str, first: int = 100) -> list[str]:
    ids = [f"90000000-0000-4000-8000-{first + number:012}" for number in range(count)]
    with parties.azure.db() as db:
        for id in ids:
            groups.add(db, Group(id, TENANT, f"Group {id}"), [member])
    return ids


def claims(app: RelyingParty, parties: Parties) -> dict[str, object]:
    return app.claims(app.tokens(parties.browser(), ALICE)["id_token"])


def test_groups_stand_in_a_token_that_wants_them(app: RelyingParty, parties: Parties) -> None:
    """Azure AD fact sheet 4.1 and 4.3: only with `groupMembershipClaims`, groups of groups too."""
    assert "groups" not in claims(app, parties)
    (outer,) = put(parties, 1, STAFF)
    change(parties, group_membership_claims="SecurityGroup")
    told = claims(app, parties)
    assert told["groups"] == sorted([STAFF, outer])
    assert "wids" not in told


def test_a_ring_of_groups_has_an_end(app: RelyingParty, parties: Parties) -> None:
    (outer,) = put(parties, 1, STAFF)
    with parties.azure.db() as db:
        db.execute(groups.MEMBERS.insert(), {"group_id": STAFF, "member_id": outer})
    change(parties, group_membership_claims="All")
    assert claims(app, parties)["groups"] == sorted([STAFF, outer])


@pytest.mark.parametrize(("more", "too_many"), [(199, False), (200, True)])
def test_too_many_groups_are_somewhere_else(app: RelyingParty, parties: Parties, more: int, too_many: bool) -> None:
    """Azure AD fact sheet 4.3: beyond 200 a pointer takes their place."""
    put(parties, more, ALICE_ID)
    change(parties, group_membership_claims="SecurityGroup")
    told = claims(app, parties)
    assert ("groups" in told) is not too_many
    if too_many:
        assert told["_claim_names"] == {"groups": "src1"}
        sources = told["_claim_sources"]
        assert sources == {
            "src1": {"endpoint": f"https://graph.windows.net/{TENANT}/users/{ALICE_ID}/getMemberObjects"}
        }


def test_only_groups_of_the_application_if_it_says_so(parties: Parties, browser: Browser) -> None:
    put(parties, 1, ALICE_ID)
    change(parties, group_membership_claims="ApplicationGroup")
    with parties.azure.db() as db:
        role_assignments.assign(db, "a", TENANT, APP_AT_AZURE, ("Group", STAFF), role_assignments.DEFAULT_ACCESS)
    app = parties.app_at_azure()
    assert claims(app, parties)["groups"] == [STAFF]


def test_app_roles_are_told_by_their_values(app: RelyingParty, parties: Parties) -> None:
    """By the person and by a group; whoever has none has no claim."""
    change(parties, app_roles=(AppRole("r1", "reader"), AppRole("r2", "writer")))
    assert "roles" not in claims(app, parties)
    with parties.azure.db() as db:
        role_assignments.assign(db, "a", TENANT, APP_AT_AZURE, ("User", ALICE_ID), "r2")
        role_assignments.assign(db, "b", TENANT, APP_AT_AZURE, ("Group", STAFF), "r1")
    assert claims(app, parties)["roles"] == ["reader", "writer"]


def test_an_application_has_app_roles_of_its_own(parties: Parties) -> None:
    """3.7: in a token for the resource whose roles they are; one for another resource tells nothing of them."""
    machine = parties.second_app_at_azure()
    change(parties, app_roles=(AppRole("r1", "reader"), AppRole("r2", "writer")))

    def roles(resource: str) -> object:
        token = granted(ask(machine, scope=f"{resource}/.default"))["access_token"]
        return machine.claims(token).get("roles")

    assert roles(f"api://{APP_AT_AZURE}") is None
    holder = service_principals.derived_id(TENANT, machine.client_id)
    with parties.azure.db() as db:
        role_assignments.assign(db, "a", TENANT, APP_AT_AZURE, ("ServicePrincipal", holder), "r2")
    assert roles(f"api://{APP_AT_AZURE}") == ["writer"]
    assert roles("https://graph.microsoft.com") is None


def test_an_administrator_is_known_by_the_role_s_template(parties: Parties, browser: Browser) -> None:
    change(parties, group_membership_claims="DirectoryRole")
    app = parties.app_at_azure()
    told = app.claims(app.tokens(browser, AVERY)["id_token"])
    assert told["wids"] == ["62e90394-69f5-4237-9190-012177145e10"]
    assert "groups" not in told


def test_a_group_may_be_assigned(parties: Parties, browser: Browser) -> None:
    """Azure AD fact sheet 8: its members, but not those of a group in it."""
    app = parties.app_at_azure().registered(CLOSED_APP_AT_AZURE, CALLBACK)
    told = app.claims(app.tokens(browser, GRACE)["id_token"])
    assert told["groups"] == [BOARD]
    with parties.azure.db() as db:
        db.execute(groups.MEMBERS.insert(), {"group_id": BOARD, "member_id": STAFF})
    assert "AADSTS50105" in app.sign_in(parties.browser(), ALICE).text
    assert "code" in app.sign_in(parties.browser(), CAROL).parameters


def test_a_policy_may_be_about_a_group(app: RelyingParty, parties: Parties) -> None:
    with parties.azure.db() as db:
        conditional_access.put(db, TENANT, Policy("ca-x", "Staff stays out", "block", groups=(STAFF,)))
    assert "AADSTS53003" in app.sign_in(parties.browser(), ALICE).text
    assert "code" in app.sign_in(parties.browser(), CAROL).parameters


# The opaque hint (fact sheet 2.1 and 5.1)


def test_an_opaque_hint_means_its_account(app: RelyingParty, parties: Parties, browser: Browser) -> None:
    change(parties, optional_claims=OptionalClaims((OptionalClaim("login_hint"),)))
    hint = str(claims(app, parties)["login_hint"])
    assert ALICE.username not in hint
    assert browser.open(app.authorize_url(login_hint=hint)).form.fields["loginfmt"] == ALICE.username
    app.code(browser, ALICE)
    assert browser.open(app.authorize_url(login_hint=hint)).left
    assert "error" in browser.open(app.authorize_url(login_hint=hints.of_user("another"), prompt="none")).parameters


@pytest.mark.parametrize("hint", ["O.", "O.!", "O.w", "O.gICA", "o.x"])
def test_a_broken_hint_is_nobody_s(app: RelyingParty, browser: Browser, hint: str) -> None:
    assert browser.open(app.authorize_url(login_hint=hint)).status == 200
