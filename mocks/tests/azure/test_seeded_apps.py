"""Applications of a seed and what they may do at Microsoft Graph."""

import msgspec
import pytest

from mocks.azure import seeded_apps
from mocks.azure.claims import GRAPH
from mocks.azure.directory import permission_grants
from mocks.azure.seed import AzureSeed
from mocks.azure.seeded_apps import AppRegistrationSeed
from mocks.tests import cast
from mocks.tests.cast import ALICE, APP_AT_AZURE, SECOND_APP_AT_AZURE, TENANT
from mocks.tests.databases import Database
from mocks.tests.parties import build


def permitted() -> AzureSeed:
    """Return the seed of the tests, its first applications with permissions of their own."""
    seed = cast.azure_seed()
    contoso, *others = seed.tenants
    may = {"application_permissions": ["User.Read.All", "Group.Read.All"], "delegated_permissions": ["Group.Read.All"]}
    apps = [
        msgspec.structs.replace(app, admin_consent=False, **may) if app.client_id == APP_AT_AZURE else app
        for app in contoso.app_registrations
    ]
    return AzureSeed([msgspec.structs.replace(contoso, app_registrations=apps), *others])


@pytest.mark.parametrize("kind", ["application_permissions", "delegated_permissions"])
def test_a_permission_that_graph_does_not_have_is_told_with_its_path(kind: str) -> None:
    app = msgspec.structs.replace(AppRegistrationSeed("app-1", "An app"), **{kind: ["User.Fly"]})
    with pytest.raises(ValueError) as caught:
        seeded_apps.check("here", [app])
    expected = f"at here.app_registrations[0].{kind}: 'User.Fly' is no such permission of Microsoft Graph"
    assert str(caught.value) == expected


def test_a_seeded_permission_stands_in_tokens_for_graph(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fact sheet 7.10: `roles` of an application; what it may do for people is granted for everybody."""
    seed = permitted()
    monkeypatch.setattr(cast, "azure_seed", lambda: seed)
    parties = build(sqlite)
    app = parties.app_at_azure()
    form = {"grant_type": "client_credentials", "client_id": app.client_id, "client_secret": app.client_secret}
    form["scope"] = "https://graph.microsoft.com/.default"
    token = app.post(app.metadata["token_endpoint"], form).get_json()["access_token"]
    assert app.claims(token)["roles"] == ["Group.Read.All", "User.Read.All"]
    with parties.azure.db() as db:
        granted = permission_grants.granted(db, TENANT, APP_AT_AZURE, "anybody")
    assert granted == {GRAPH: {"group.read.all": "Group.Read.All"}}


def test_a_seeded_application_may_be_called_as_an_api(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fact sheet 4.2: its tokens are of format v2.0, and a person is asked before."""
    seed = cast.azure_seed()
    contoso, *others = seed.tenants
    apps = [
        msgspec.structs.replace(app, exposed_scopes=["Sheets.Read"]) if app.client_id == SECOND_APP_AT_AZURE else app
        for app in contoso.app_registrations
    ]
    seed = AzureSeed([msgspec.structs.replace(contoso, app_registrations=apps), *others])
    monkeypatch.setattr(cast, "azure_seed", lambda: seed)
    parties = build(sqlite)
    app, scope = parties.app_at_azure(), f"api://{SECOND_APP_AT_AZURE}/Sheets.Read"
    claims = app.claims(app.tokens(parties.browser(), ALICE, scope=scope)["access_token"])
    assert (claims["aud"], claims["scp"], claims["ver"]) == (SECOND_APP_AT_AZURE, "Sheets.Read", "2.0")
