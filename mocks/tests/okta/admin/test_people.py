"""People on the administrator's pages. Expectations: Okta fact sheet 4.3 and 4.4."""

from typing import Any

import pytest

from mocks.tests.cast import ERIN, OKTA
from mocks.tests.okta.admin.walk import Walk, form_to, read_only
from mocks.tests.okta.api.admin import Admin
from mocks.tests.pages import Page
from mocks.tests.parties import Parties

PAULA = "paula@contoso.example"
TYPED = {"firstName": "Paula", "lastName": "Price", "login": PAULA, "password": "Tall-Grass-Moves-1"}


def add(walk: Walk, **changes: str) -> Page:
    return walk.fill(walk.open("/people/new"), "/new", **(TYPED | changes))


def user(admin: Admin, login: str = PAULA) -> dict[str, Any]:
    return dict(admin.get(f"/users/{login}"))


def test_somebody_with_a_password_is_active_at_once(walk: Walk, admin: Admin) -> None:
    page = add(walk)
    made = user(admin)
    assert page.url == f"{OKTA}/admin/people/{made['id']}?done=added"
    assert (made["status"], made["profile"]["email"]) == ("ACTIVE", PAULA)


def test_somebody_without_one_is_sent_a_link(walk: Walk, admin: Admin) -> None:
    add(walk, password="")
    assert user(admin)["status"] == "PROVISIONED"


def test_somebody_can_be_put_into_a_group(walk: Walk, admin: Admin) -> None:
    group = admin.post("/groups", {"profile": {"name": "Newcomers"}})["id"]
    add(walk, groupIds=group)
    assert [one["id"] for one in admin.get(f"/groups/{group}/users")] == [user(admin)["id"]]


def test_what_was_typed_is_kept_when_it_is_refused_but_the_password(walk: Walk) -> None:
    page = add(walk, login=ERIN.username)
    assert page.status == 400
    assert "An object with this field already exists" in page.text
    kept = form_to(page, "/new").fields
    assert (kept["firstName"], kept["login"], kept["password"]) == ("Paula", ERIN.username, "")
    assert 'aria-describedby="login-wrong login-help"' in page.html


@pytest.mark.parametrize(
    ("action", "status"),
    [("suspend", "SUSPENDED"), ("deactivate", "DEPROVISIONED"), ("resetPassword", "RECOVERY")],
)
def test_a_button_takes_somebody_to_another_status(walk: Walk, admin: Admin, action: str, status: str) -> None:
    add(walk)
    walk.fill(walk.open(f"/people/{user(admin)['id']}"), f"/{action}")
    assert user(admin)["status"] == status


def test_only_what_the_status_allows_is_offered(walk: Walk, admin: Admin) -> None:
    add(walk)
    page = walk.open(f"/people/{user(admin)['id']}")
    assert {form.action.rpartition("/")[2] for form in page.forms} == {"suspend", "deactivate", "resetPassword"}
    page = walk.fill(page, "/suspend")
    assert {form.action.rpartition("/")[2] for form in page.forms} == {"unsuspend", "deactivate"}
    walk.fill(page, "/unsuspend")
    assert user(admin)["status"] == "ACTIVE"


def test_what_the_status_does_not_allow_is_refused_as_by_the_api(walk: Walk, admin: Admin) -> None:
    add(walk)
    id = user(admin)["id"]
    page = walk.open_form(f"/people/{id}/unsuspend", walk.open(f"/people/{id}"))
    assert page.status in (400, 403)
    assert "Paula Price" in page.text
    assert walk.open_form(f"/people/{id}/erase", walk.open(f"/people/{id}")).status == 404


def test_people_are_found_by_the_beginning_of_any_name(walk: Walk) -> None:
    add(walk)
    for q in ("pau", "Price", "paula@con"):
        assert "Paula Price" in walk.open(f"/people?q={q}").text
    assert "Erin" not in walk.open("/people?q=pau").text
    assert "Nobody is called that" in walk.open('/people?q=" or "').text


def test_a_long_list_goes_on_on_the_next_page(walk: Walk, admin: Admin) -> None:
    for number in range(55):
        profile = {"firstName": "Zoe", "lastName": f"No {number}", "login": f"zoe{number}@contoso.example"}
        admin.post("/users", {"profile": profile | {"email": profile["login"]}}, activate="false")
    page = walk.open("/people?q=zoe")
    (following,) = [link for link in page.links if "after=" in link]
    beyond = walk.open(f"/people{following}")
    assert page.text.count("zoe") + beyond.text.count("zoe") == 55


def test_who_may_only_look_changes_nobody(walk: Walk, admin: Admin, parties: Parties) -> None:
    read_only(parties)
    page = walk.fill(walk.open(f"/people/{user(admin, ERIN.username)['id']}"), "/deactivate")
    assert page.status == 403
    assert user(admin, ERIN.username)["status"] == "ACTIVE"
