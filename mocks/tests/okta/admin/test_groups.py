"""Groups on the administrator's pages. Expectations: Okta fact sheet 4.6."""

from mocks.tests.cast import ERIN
from mocks.tests.okta.admin.walk import Walk, form_to
from mocks.tests.okta.api.admin import Admin


def test_a_group_is_made_and_filled(walk: Walk, admin: Admin) -> None:
    page = walk.fill(walk.open("/groups/new"), "/new", name="Drivers", description="Who may drive")
    (made,) = admin.get("/groups", q="Drivers")
    assert made["profile"] == {"name": "Drivers", "description": "Who may drive"}
    page = walk.fill(page, "/members", login=ERIN.username)
    assert ERIN.username in page.text
    (member,) = admin.get(f"/groups/{made['id']}/users")
    walk.fill(page, f"/members/{member['id']}/remove")
    assert admin.get(f"/groups/{made['id']}/users") == []


def test_a_name_that_is_taken_is_refused_and_kept(walk: Walk) -> None:
    page = walk.fill(walk.open("/groups/new"), "/new", name="Everyone", description="All of us")
    assert page.status == 400
    assert "already exists" in page.text
    assert form_to(page, "/new").fields["description"] == "All of us"


def test_nobody_can_be_put_into_everyone(walk: Walk, admin: Admin) -> None:
    (everyone,) = admin.get("/groups", q="Everyone")
    page = walk.open(f"/groups/{everyone['id']}")
    assert not page.forms
    assert ERIN.username in page.text
    page = walk.open_form(f"/groups/{everyone['id']}/members", walk.open("/groups/new"))
    assert page.status == 403


def test_somebody_who_is_not_there_is_told(walk: Walk, admin: Admin) -> None:
    group = admin.post("/groups", {"profile": {"name": "Drivers"}})["id"]
    page = walk.fill(walk.open(f"/groups/{group}"), "/members", login="nobody@contoso.example")
    assert page.status == 404
    assert form_to(page, "/members").fields["login"] == "nobody@contoso.example"


def test_groups_are_found_by_the_beginning_of_their_name(walk: Walk) -> None:
    assert "Everyone" in walk.open("/groups?q=every").text
    assert "No group is called that" in walk.open("/groups?q=zzz").text
