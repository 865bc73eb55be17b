"""Trusted origins on the administrator's pages. Expectations: Okta fact sheet 5.3."""

from mocks.tests.okta.admin.walk import Walk, form_to
from mocks.tests.okta.api.admin import Admin

ORIGIN = "https://app.contoso.example"


def test_an_origin_is_added_switched_off_and_removed(walk: Walk, admin: Admin) -> None:
    page = walk.fill(walk.open("/trusted-origins"), "/new", name="Intranet", origin=ORIGIN, CORS="true")
    (made,) = [one for one in admin.get("/trustedOrigins") if one["origin"] == ORIGIN]
    assert (made["name"], made["scopes"], made["status"]) == ("Intranet", [{"type": "CORS"}], "ACTIVE")
    page = walk.fill(page, f"{made['id']}/deactivate")
    assert admin.get(f"/trustedOrigins/{made['id']}")["status"] == "INACTIVE"
    page = walk.fill(page, f"{made['id']}/activate")
    assert admin.get(f"/trustedOrigins/{made['id']}")["status"] == "ACTIVE"
    walk.fill(page, f"{made['id']}/remove")
    assert ORIGIN not in [one["origin"] for one in admin.get("/trustedOrigins")]


def test_what_is_no_origin_is_refused_and_kept(walk: Walk) -> None:
    page = walk.fill(walk.open("/trusted-origins"), "/new", name="Intranet", origin=f"{ORIGIN}/path", REDIRECT="true")
    assert page.status == 400
    assert "without a path" in page.text
    kept = form_to(page, "/new").fields
    assert (kept["origin"], kept.get("CORS"), kept["REDIRECT"]) == (f"{ORIGIN}/path", None, "true")
