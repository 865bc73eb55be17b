"""Just-In-Time provisioning, through the whole chain: users made and refreshed while they sign in."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, insert, select, update

from mocks.azure.directory.users import USERS as AZURE_USERS
from mocks.okta.directory import groups, identity_providers, links
from mocks.okta.directory.groups import GROUPS, MEMBERS
from mocks.okta.directory.users import USERS
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, AZURE_IDP, CAROL, GRACE
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def user(parties: Parties, login: str) -> Any:
    """Return a user's row in the Universal Directory."""
    with parties.okta.db() as db:
        return db.execute(select(USERS).where(USERS.c.login_key == login)).one()


def profile(parties: Parties, login: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(user(parties, login).profile)
    return found


def change_in_azure(parties: Parties, person: Person, **values: object) -> None:
    with parties.azure.db() as db:
        db.execute(update(AZURE_USERS).where(AZURE_USERS.c.upn_key == person.username).values(values))


def group_names(parties: Parties, login: str) -> set[str]:
    joined = MEMBERS.join(GROUPS, GROUPS.c.id == MEMBERS.c.group_id).join(USERS, USERS.c.id == MEMBERS.c.user_id)
    with parties.okta.db() as db:
        names = db.execute(select(GROUPS.c.name).select_from(joined).where(USERS.c.login_key == login))
        return set(names.scalars())


def change_idp(parties: Parties, **changes: object) -> None:
    with parties.okta.db() as db:
        idp = identity_providers.active(db, AZURE_IDP)
        assert idp
        identity_providers.replace(db, msgspec.structs.replace(idp, **changes))


def test_the_first_sign_in_creates_the_user(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 3.5: ACTIVE, activated, no password, provider FEDERATION, in Everyone, linked, lastLogin set."""
    app.code(browser, ALICE)
    now = parties.clock.now().timestamp()
    row = user(parties, ALICE.username)
    assert row.id.startswith("00u")
    assert (len(row.id), row.status, row.password_hash, row.provider) == (20, "ACTIVE", None, "FEDERATION")
    assert (row.created, row.activated, row.last_login, row.last_updated) == (now, now, now, now)
    assert profile(parties, ALICE.username) == {
        "login": ALICE.username,
        "email": ALICE.username,
        "firstName": "Alice",
        "lastName": "Aames",
        "displayName": "Alice Aames",
    }
    assert group_names(parties, ALICE.username) == {"Everyone", "Contoso Employees"}
    with parties.okta.db() as db:
        assert links.is_linked(db, AZURE_IDP, row.id)


def test_the_link_s_key_is_the_subject_and_it_keeps_what_was_said(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """Okta fact sheet 3.3.6: `sub`, which is pairwise at Azure AD."""
    app.code(browser, ALICE)
    (row,) = parties.okta.rows("account_links")["account_links"]
    said = msgspec.json.decode(row[-1])
    assert (row[0], row[1], row[2]) == (AZURE_IDP, said["sub"], user(parties, ALICE.username).id)
    assert said["preferred_username"] == ALICE.username


def test_the_second_sign_in_creates_nobody(app: RelyingParty, parties: Parties) -> None:
    for _ in range(2):
        app.code(parties.browser(), ALICE)
    rows = parties.okta.rows("users", "account_links")
    assert len([row for row in rows["users"] if row[2] == ALICE.username]) == 1
    assert len(rows["account_links"]) == 1


def test_each_sign_in_refreshes_the_profile(app: RelyingParty, parties: Parties) -> None:
    """Okta fact sheet 3.4: the identity provider overwrites mapped attributes where it is the profile source."""
    app.code(parties.browser(), ALICE)
    created = user(parties, ALICE.username)
    change_in_azure(parties, ALICE, surname="Married", display_name="Alice Married")
    parties.clock.move(timedelta(days=1))
    app.code(parties.browser(), ALICE)
    assert profile(parties, ALICE.username)["lastName"] == "Married"
    assert profile(parties, ALICE.username)["displayName"] == "Alice Married"
    row = user(parties, ALICE.username)
    assert row.created == created.created
    assert row.last_updated > created.last_updated


def test_where_it_is_not_the_profile_source_it_does_not(app: RelyingParty, parties: Parties) -> None:
    parties.change_policy(profile_source=False)
    app.code(parties.browser(), ALICE)
    assert profile(parties, ALICE.username)["lastName"] == "Aames", "at creation it is"
    change_in_azure(parties, ALICE, surname="Married")
    app.code(parties.browser(), ALICE)
    assert profile(parties, ALICE.username)["lastName"] == "Aames"


def test_attributes_that_are_not_mapped_stay(app: RelyingParty, parties: Parties) -> None:
    app.code(parties.browser(), ALICE)
    own = profile(parties, ALICE.username) | {"nickName": "Al"}
    with parties.okta.db() as db:
        db.execute(
            update(USERS).where(USERS.c.login_key == ALICE.username).values(profile=msgspec.json.encode(own).decode())
        )
    change_in_azure(parties, ALICE, surname="Married")
    app.code(parties.browser(), ALICE)
    assert profile(parties, ALICE.username)["nickName"] == "Al"


def test_a_value_that_is_no_longer_sent_stays(app: RelyingParty, parties: Parties) -> None:
    app.code(parties.browser(), ALICE)
    change_in_azure(parties, ALICE, given_name=None)
    app.code(parties.browser(), ALICE)
    assert profile(parties, ALICE.username)["firstName"] == "Alice"


def test_the_link_sticks_although_the_address_changes(app: RelyingParty, parties: Parties) -> None:
    """Okta fact sheet 12.18: no re-match by e-mail; the login stays, the address follows."""
    app.code(parties.browser(), ALICE)
    first = user(parties, ALICE.username)
    change_in_azure(parties, ALICE, mail="alice.married@contoso.example")
    browser = parties.browser()
    tokens = app.tokens(browser, ALICE)
    assert app.claims(tokens["id_token"])["sub"] == first.id
    assert profile(parties, ALICE.username)["email"] == "alice.married@contoso.example"
    assert app.userinfo(tokens["access_token"]).get_json()["preferred_username"] == ALICE.username


def test_an_address_that_becomes_somebody_else_s_changes_nobody(app: RelyingParty, parties: Parties) -> None:
    """Carol takes over Alice's address: still Carol."""
    app.code(parties.browser(), ALICE)
    app.code(parties.browser(), CAROL)
    change_in_azure(parties, CAROL, mail=ALICE.username)
    claims = app.claims(app.tokens(parties.browser(), CAROL)["id_token"])
    assert claims["sub"] == user(parties, CAROL.username).id


def test_groups_are_assigned_at_every_sign_in_and_never_taken_away(app: RelyingParty, parties: Parties) -> None:
    """Okta fact sheet 3.4 and 12.23: ASSIGN, whoever sources the profile."""
    parties.change_policy(profile_source=False)
    app.code(parties.browser(), ALICE)
    id = user(parties, ALICE.username).id
    with parties.okta.db() as db:
        employees, linkable = groups.id_of(db, "Contoso Employees"), groups.id_of(db, "Linkable")
        db.execute(delete(MEMBERS).where(MEMBERS.c.user_id == id, MEMBERS.c.group_id == employees))
        db.execute(insert(MEMBERS), {"group_id": linkable, "user_id": id})
    app.code(parties.browser(), ALICE)
    assert group_names(parties, ALICE.username) == {"Everyone", "Contoso Employees", "Linkable"}


def test_an_existing_user_keeps_their_password_when_linked(app: RelyingParty, parties: Parties) -> None:
    before = user(parties, GRACE.username)
    app.code(parties.browser(), GRACE)
    after = user(parties, GRACE.username)
    assert (after.id, after.password_hash, after.provider) == (before.id, before.password_hash, "OKTA")
    assert profile(parties, GRACE.username)["lastName"] == "Games"


def test_a_mapping_of_one_s_own(app: RelyingParty, parties: Parties) -> None:
    """Expressions over the provider's attributes, by its names or by the schema's."""
    mapping = {
        "email": "String.toLowerCase(appuser.email)",
        "firstName": "idpuser.given_name",
        "lastName": 'appuser.lastName + " (Azure)"',
        "nickName": "String.substringBefore(appuser.email, '@')",
        "title": "appuser.jobTitle",
    }
    change_idp(parties, mapping=mapping)
    tokens = app.tokens(parties.browser(), ALICE)
    assert profile(parties, ALICE.username) == {
        "login": ALICE.username,
        "email": ALICE.username,
        "firstName": "Alice",
        "lastName": "Aames (Azure)",
        "nickName": "alice",
    }
    about = app.userinfo(tokens["access_token"]).get_json()
    assert (about["nickname"], about["name"]) == ("alice", "Alice Aames (Azure)")


@pytest.mark.parametrize("broken", ["appuser.email +", "String.magic(appuser.email)"])
def test_a_mapping_that_is_wrong_is_told_and_nothing_written(
    app: RelyingParty, parties: Parties, browser: Browser, broken: str
) -> None:
    change_idp(parties, mapping={"email": broken})
    before = parties.okta.rows("users", "account_links", "group_members")
    page = app.sign_in(browser, ALICE)
    assert page.parameters["error"] == "jit_failure"
    assert page.parameters["error_description"] == "The mapping of 'email' cannot be evaluated."
    assert parties.okta.rows("users", "account_links", "group_members") == before


def test_azure_ad_s_own_users_are_not_touched(app: RelyingParty, parties: Parties, browser: Browser) -> None:
    before = parties.azure.rows("users", "tenants", "app_registrations")
    app.code(browser, ALICE)
    assert parties.azure.rows("users", "tenants", "app_registrations") == before
