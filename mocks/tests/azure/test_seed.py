"""The part of a seed that describes Azure AD tenants."""

import msgspec
import pytest

from mocks.azure.directory import users
from mocks.azure.seed import AzureSeed, TenantSeed, UserSeed
from mocks.azure.seeded_apps import AppRegistrationSeed
from mocks.kit.passwords import verify_password
from mocks.tests import cast
from mocks.tests.databases import Database
from mocks.tests.parties import Parties, build


def tenant(**changes: object) -> TenantSeed:
    """Return a small tenant with something changed."""
    whole = TenantSeed(
        "11111111-2222-4333-8444-555555555555",
        "Contoso",
        ["contoso.example"],
        users=[user("1", "alice@contoso.example"), user("2", "bob@contoso.example")],
        app_registrations=[app("app-1"), app("app-2")],
    )
    return msgspec.structs.replace(whole, **changes)


def user(id: str, upn: str) -> UserSeed:
    return UserSeed(id, upn, "Somebody")


def app(client_id: str) -> AppRegistrationSeed:
    return AppRegistrationSeed(client_id, "An app", ["https://app.example/"], "secret")


def test_the_seed_of_the_tests_is_in_order() -> None:
    cast.azure_seed().check()
    AzureSeed([tenant()]).check()


@pytest.mark.parametrize(
    ("tenants", "said"),
    [
        ([], "at azure_ad.tenants: there must be one at least"),
        ([tenant(domains=[])], "at azure_ad.tenants[0].domains: a tenant needs at least one domain"),
        (
            [tenant(users=[user("1", "alice@fabrikam.example")])],
            (
                "at azure_ad.tenants[0].users[0].user_principal_name: "
                "the domain 'fabrikam.example' is none of the tenant's: contoso.example"
            ),
        ),
        (
            [tenant(users=[user("1", "alice@contoso.example"), user("2", "ALICE@contoso.example")])],
            (
                "at azure_ad.tenants[0].users[1].user_principal_name: 'ALICE@contoso.example' is there already, "
                "at azure_ad.tenants[0].users[0].user_principal_name"
            ),
        ),
        (
            [tenant(users=[user("1", "alice@contoso.example"), user("1", "bob@contoso.example")])],
            "at azure_ad.tenants[0].users[1].id: '1' is there already, at azure_ad.tenants[0].users[0].id",
        ),
        (
            [tenant(app_registrations=[app("app-1"), app("APP-1")])],
            (
                "at azure_ad.tenants[0].app_registrations[1].client_id: 'APP-1' is there already, "
                "at azure_ad.tenants[0].app_registrations[0].client_id"
            ),
        ),
        (
            [tenant(), tenant(domains=["other.example"], users=[], app_registrations=[])],
            (
                "at azure_ad.tenants[1].id: '11111111-2222-4333-8444-555555555555' is there already, "
                "at azure_ad.tenants[0].id"
            ),
        ),
        (
            [tenant(), tenant(id="2", users=[], app_registrations=[])],
            "at azure_ad.tenants[1].domains[0]: 'contoso.example' is there already, at azure_ad.tenants[0].domains[0]",
        ),
    ],
)
def test_what_does_not_fit_together_is_told_with_its_path(tenants: list[TenantSeed], said: str) -> None:
    with pytest.raises(ValueError) as caught:
        AzureSeed(tenants).check()
    assert str(caught.value) == said


def test_a_password_is_stored_hashed_and_never_twice_the_same(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = [
        UserSeed(str(number), f"{name}@contoso.example", name, password="In-Common-1")
        for number, name in enumerate(("alice", "bob"))
    ]
    monkeypatch.setattr(cast, "azure_seed", lambda: AzureSeed([tenant(users=pair)]))
    parties = build(sqlite)
    first, second = (row[9] for row in parties.azure.rows("users")["users"])
    assert first != second
    assert verify_password("In-Common-1", first)
    assert "In-Common-1" not in repr(parties.azure.rows("users", "app_registrations"))


def test_nothing_in_the_directory_tells_a_secret(parties: Parties) -> None:
    assert cast.SECRET not in repr(parties.azure.rows("app_registrations"))


def test_a_user_without_password_has_none(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cast, "azure_seed", lambda: AzureSeed([tenant()]))
    with build(sqlite).azure.db() as db:
        found = users.by_sign_in_name(db, tenant().id, "alice@contoso.example")
    assert found
    assert found.password_hash is None


def test_a_seed_that_cannot_be_planted_leaves_an_empty_database(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the mistake is mended, the next start finds the database as new as before."""
    twins = [user("1", "alice@contoso.example"), user("1", "bob@contoso.example")]
    monkeypatch.setattr(cast, "azure_seed", lambda: AzureSeed([tenant(users=twins)]))
    with pytest.raises(Exception, match=r"(?i)unique"):
        build(sqlite)
    monkeypatch.setattr(cast, "azure_seed", lambda: AzureSeed([tenant()]))
    assert len(build(sqlite).azure.rows("users")["users"]) == 2
