"""The portal's pages of groups."""

from mocks.azure.directory import groups
from mocks.tests import cast
from mocks.tests.azure.portal.administrator import Administrator, form_of
from mocks.tests.parties import Parties

STAFF = f"/groups/{cast.STAFF}"


def test_a_group_is_created_and_filled(avery: Administrator, parties: Parties) -> None:
    """With people and with groups in it; whoever is in it is told so in tokens and at Graph at once."""
    page = avery.press("/groups/new", "create-group", {"displayName": "Movers", "description": "People who move"})
    assert "The group was created." in page.text
    group_id = page.url.partition("?")[0].rpartition("/")[2]
    page = avery.press(page, "add-member", {"principal": cast.CAROL.username})
    assert f"Carol Cames {cast.CAROL.username}" in page.text
    assert "Staff Group" in avery.press(page, "add-member", {"principal": "Staff"}).text
    with parties.azure.db() as db:
        assert group_id in groups.transitive_ids(db, "00000000-0000-4000-8000-000000000001"), "Alice is in Staff"
    found = avery.open("/groups?search=mov").text
    assert "Movers People who move" in found
    assert "Staff" not in found


def test_a_member_is_removed(avery: Administrator) -> None:
    """Once; a second window is told that nothing is there."""
    page = avery.open(STAFF)
    assert "The member was removed." in avery.press(page, "remove-member").text
    assert "There is none." in avery.open(STAFF).text
    for typed in ({}, {"member": ""}, {"member": "a/b"}, {"member": "\x00"}, {"member": "%"}):
        again = avery.press(page, "remove-member", typed)
        assert (again.status, "does not exist" in again.text) == (404, True)


def test_what_graph_refuses_is_told_and_kept(avery: Administrator) -> None:
    """A group without a name; somebody who is in it, who is not there, or the group itself."""
    page = avery.press("/groups/new", "create-group", {"description": "kept"})
    assert page.status == 400
    assert form_of(page, "create-group").fields["description"] == "kept"
    for wrong in (cast.ALICE.username, "nobody@contoso.example", "Staff"):
        page = avery.press(STAFF, "add-member", {"principal": wrong})
        assert page.status == 400
        assert form_of(page, "add-member").fields["principal"] == wrong
