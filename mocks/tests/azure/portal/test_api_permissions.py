"""The portal's page of API permissions, and admin consent on it."""

import pytest

from mocks.azure import graph_resource
from mocks.azure.directory import app_registrations
from mocks.tests import cast
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.portal.administrator import Administrator, form_of
from mocks.tests.parties import Parties

PAGE = f"/app-registrations/{app_registrations.object_id(cast.NEW_APP_AT_AZURE)}/permissions"
DELEGATED = f"Scope {graph_resource.SCOPE_IDS['Group.Read.All']}"
APPLICATION = f"Role {graph_resource.ROLE_IDS['User.Read.All']}"


def test_permissions_are_asked_for_then_granted(avery: Administrator, parties: Parties) -> None:
    """An added one is not granted yet; consent is given to all of them at once, and holds at once."""
    for wanted in (DELEGATED, APPLICATION):
        page = avery.press(PAGE, "add-permission", {"permission": wanted})
        assert "The permission was added" in page.text
    assert "Group.Read.All Delegated, not granted" in page.text
    assert "User.Read.All Application, not granted" in page.text
    page = avery.press(page, "grant-consent")
    assert "Group.Read.All Delegated, granted for everybody" in page.text
    assert "User.Read.All Application, granted for everybody" in page.text
    app = parties.app_at_azure().registered(cast.NEW_APP_AT_AZURE, cast.CALLBACK)
    form = {"grant_type": "client_credentials", "client_id": app.client_id, "client_secret": app.client_secret}
    token = app.post(app.metadata["token_endpoint"], form | {"scope": "https://graph.microsoft.com/.default"})
    assert Graph(parties.network, token.get_json()["access_token"]).get("/users")["value"]


def test_consent_is_given_again(avery: Administrator) -> None:
    """What was granted before stays; what came since is added."""
    avery.press(PAGE, "add-permission", {"permission": DELEGATED})
    avery.press(PAGE, "grant-consent")
    avery.press(PAGE, "add-permission", {"permission": f"Scope {graph_resource.SCOPE_IDS['User.Read']}"})
    avery.press(PAGE, "add-permission", {"permission": APPLICATION})
    assert avery.press(PAGE, "grant-consent").text.count(", granted for everybody") == 3
    assert avery.press(PAGE, "grant-consent").text.count(", granted for everybody") == 3


def test_a_permission_is_no_longer_asked_for(avery: Administrator) -> None:
    page = avery.press(PAGE, "add-permission", {"permission": DELEGATED})
    assert form_of(page, "remove-permission").fields["permission"] == DELEGATED
    assert "asks for nothing" in avery.press(page, "remove-permission").text


@pytest.mark.parametrize("wanted", ["", "Scope", f"Role {DELEGATED.split()[1]}", "nonsense here"])
def test_what_graph_does_not_offer_is_refused(avery: Administrator, wanted: str) -> None:
    page = avery.press(PAGE, "add-permission", {"permission": wanted})
    assert (page.status, "Choose a permission" in page.text) == (400, True)
