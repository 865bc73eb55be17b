"""Profile mappings through the management API. Expectations: Okta fact sheet 3.6."""

from typing import Any

from mocks.tests.cast import ALICE, AZURE_IDP, CONTRACTORS_IDP
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def of_azure(admin: Admin) -> dict[str, Any]:
    (found,) = admin.get("/mappings", sourceId=AZURE_IDP)
    mapping: dict[str, Any] = found
    return mapping


def test_each_provider_has_a_mapping_to_the_org_s_users(admin: Admin) -> None:
    """Lists omit the properties."""
    found = admin.get("/mappings")
    assert {mapping["source"]["id"] for mapping in found} == {AZURE_IDP, CONTRACTORS_IDP}
    mapping = of_azure(admin)
    assert mapping["id"].startswith("prm")
    assert (mapping["source"]["name"], mapping["source"]["type"]) == ("azure_ad", "appuser")
    assert (mapping["target"]["name"], mapping["target"]["type"]) == ("user", "user")
    assert "properties" not in mapping
    assert admin.get("/mappings", targetId=mapping["target"]["id"]) == found
    assert admin.get("/mappings", targetId="oty1") == []
    assert len(admin.pages("/mappings", limit="1")) == 2


def test_the_default_is_the_documented_one(admin: Admin) -> None:
    properties = admin.get(f"/mappings/{of_azure(admin)['id']}")["properties"]
    assert properties["firstName"] == {"expression": "appuser.firstName", "pushStatus": "PUSH"}
    assert properties["login"]["expression"] == "idpuser.email"


def test_a_change_is_used_at_the_next_sign_in(admin: Admin, app: RelyingParty, parties: Parties) -> None:
    """Set, removed by null, left alone; DONT_PUSH fills in once."""
    id = of_azure(admin)["id"]
    sent = {
        "nickName": {"expression": "appuser.firstName", "pushStatus": "DONT_PUSH"},
        "title": {"expression": "'Dr ' + appuser.lastName", "pushStatus": "PUSH"},
        "displayName": None,
    }
    changed = admin.post(f"/mappings/{id}", {"properties": sent})
    assert changed == admin.get(f"/mappings/{id}")
    assert "displayName" not in changed["properties"]
    app.code(parties.browser(), ALICE)
    profile = admin.get(f"/users/{ALICE.username}")["profile"]
    assert (profile["nickName"], profile["title"]) == ("Alice", "Dr Aames")
    admin.post(f"/users/{ALICE.username}", {"profile": {"nickName": "Al"}})
    assert admin.refused("POST", f"/users/{ALICE.username}", {"profile": {"title": "X"}}) == (403, "E0000077")
    app.code(parties.browser(), ALICE)
    assert admin.get(f"/users/{ALICE.username}")["profile"]["nickName"] == "Al"
    admin.post(f"/mappings/{id}", {"properties": {"title": {"expression": None}}})
    assert "title" not in admin.get(f"/mappings/{id}")["properties"]


def test_what_is_wrong_is_told_and_nothing_changed(admin: Admin) -> None:
    id = of_azure(admin)["id"]
    before = admin.get(f"/mappings/{id}")
    for name, expression in (("shoeSize", "appuser.email"), ("title", "appuser.email +")):
        sent = {"properties": {"nickName": {"expression": "'x'"}, name: {"expression": expression}}}
        assert admin.refused("POST", f"/mappings/{id}", sent) == (400, "E0000001")
    assert admin.get(f"/mappings/{id}") == before
    assert admin.refused("GET", "/mappings/prmnobody") == (404, "E0000007")
