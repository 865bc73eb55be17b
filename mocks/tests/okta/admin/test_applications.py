"""Applications on the administrator's pages. Expectations: Okta fact sheet 5.1 and 5.2."""

import re
from typing import Any

from mocks.tests.cast import APP, ERIN, OLIVIA, SECOND_APP_AT_OKTA
from mocks.tests.okta.admin.walk import Walk, form_to, read_only
from mocks.tests.okta.api.admin import Admin
from mocks.tests.pages import Page
from mocks.tests.parties import Parties

TYPED = {"label": "Payslips", "redirect_uris": f"{APP}/one\r\n{APP}/two", "refresh_token": "true"}


def add(walk: Walk, **changes: str) -> Page:
    return walk.fill(walk.open("/applications/new"), "/new", **(TYPED | changes))


def named(admin: Admin, label: str) -> dict[str, Any]:
    (found,) = admin.get("/apps", q=label)
    return dict(found)


def test_the_form_makes_a_web_application(walk: Walk, admin: Admin) -> None:
    add(walk)
    made = named(admin, "Payslips")
    oauth = made["settings"]["oauthClient"]
    assert oauth["redirect_uris"] == [f"{APP}/one", f"{APP}/two"]
    assert oauth["grant_types"] == ["authorization_code", "refresh_token"]
    assert oauth["application_type"] == "web"
    assert made["credentials"]["oauthClient"]["pkce_required"] is False


def test_the_secret_is_shown_once(walk: Walk, admin: Admin) -> None:
    secret = re.search(r"Client secret (\S{40})", add(walk).text)
    id = named(admin, "Payslips")["id"]
    assert secret
    assert admin.get(f"/apps/{id}/credentials/secrets")[0]["client_secret"] == secret[1]
    assert secret[1] not in walk.open(f"/applications/{id}").html


def test_what_was_typed_is_kept_when_it_is_refused(walk: Walk, admin: Admin) -> None:
    page = add(walk, redirect_uris="nonsense")
    assert page.status == 400
    assert ">nonsense</textarea>" in page.html
    assert form_to(page, "/new").fields["label"] == "Payslips"
    assert form_to(page, "/new").fields["refresh_token"] == "true"
    assert admin.get("/apps", q="Payslips") == []


def test_a_person_is_assigned_by_name_and_removed(walk: Walk, admin: Admin) -> None:
    add(walk)
    id = named(admin, "Payslips")["id"]
    page = walk.fill(walk.open(f"/applications/{id}"), "/people", login=ERIN.username)
    (assigned,) = admin.get(f"/apps/{id}/users")
    assert assigned["credentials"]["userName"] == ERIN.username
    assert ERIN.username in page.text
    walk.fill(page, f"/people/{assigned['id']}/remove")
    assert admin.get(f"/apps/{id}/users") == []


def test_somebody_who_is_not_there_cannot_be_assigned(walk: Walk) -> None:
    page = walk.fill(walk.open(f"/applications/{SECOND_APP_AT_OKTA}"), "/people", login="nobody@contoso.example")
    assert page.status == 404
    assert "nobody@contoso.example" in page.text
    assert form_to(page, "/people").fields["login"] == "nobody@contoso.example"


def test_a_group_is_assigned_and_removed(walk: Walk, admin: Admin) -> None:
    add(walk)
    id = named(admin, "Payslips")["id"]
    (everyone,) = admin.get("/groups", q="Everyone")
    page = walk.fill(walk.open(f"/applications/{id}"), "/groups", group=everyone["id"])
    assert [group["id"] for group in admin.get(f"/apps/{id}/groups")] == [everyone["id"]]
    assert OLIVIA.username in page.text
    walk.fill(page, f"/groups/{everyone['id']}/remove")
    assert admin.get(f"/apps/{id}/groups") == []


def test_an_application_is_switched_off_and_on(walk: Walk, admin: Admin) -> None:
    page = walk.fill(walk.open(f"/applications/{SECOND_APP_AT_OKTA}"), "/deactivate")
    assert admin.get(f"/apps/{SECOND_APP_AT_OKTA}")["status"] == "INACTIVE"
    walk.fill(page, "/activate")
    assert admin.get(f"/apps/{SECOND_APP_AT_OKTA}")["status"] == "ACTIVE"


def test_applications_are_found_by_the_beginning_of_their_name(walk: Walk) -> None:
    text = walk.open("/applications?q=contoso+time").text
    assert "Contoso Timesheets" in text
    assert "Contoso Home" not in text
    assert "No application is like that" in walk.open("/applications?q=zzz").text


def test_who_may_only_look_changes_nothing(walk: Walk, admin: Admin, parties: Parties) -> None:
    read_only(parties)
    page = walk.fill(walk.open(f"/applications/{SECOND_APP_AT_OKTA}"), "/deactivate")
    assert page.status == 403
    assert admin.get(f"/apps/{SECOND_APP_AT_OKTA}")["status"] == "ACTIVE"
