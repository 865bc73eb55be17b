"""A user's life through the management API. Expectations: Okta fact sheet 4.4."""

from typing import Any

import pytest

from mocks.okta.directory import mailbox, users
from mocks.okta.directory.users import Status
from mocks.tests import cast
from mocks.tests.browser import Person
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties

PROFILE = {"login": "zoe@contoso.example", "email": "zoe@contoso.example", "firstName": "Zoe", "lastName": "Zhang"}
PASSWORD = "Quite-long-7"
NEWER = "Another-one-8"
_SETS = {
    "STAGED": ({}, {"activate": "false"}),
    "PROVISIONED": ({}, {}),
    "ACTIVE": ({"credentials": {"password": {"value": PASSWORD}}}, {}),
    "PASSWORD_EXPIRED": ({"credentials": {"password": {"value": PASSWORD}}}, {"nextLogin": "changePassword"}),
}


@pytest.fixture
def in_status(admin: Admin, parties: Parties) -> Any:
    """Makes a person in a status and returns the id."""

    def make(status: str) -> str:
        sent, query = _SETS.get(status, _SETS["ACTIVE"])
        id: str = admin.post("/users", {"profile": PROFILE, **sent}, **query)["id"]
        if status not in _SETS:
            with parties.okta.db() as db:
                users.set_status(db, id, Status(status), parties.clock.now())
        return id

    return make


@pytest.mark.parametrize(
    ("before", "call", "after"),
    [
        ("STAGED", "activate", "PROVISIONED"),
        ("DEPROVISIONED", "activate", "PROVISIONED"),
        ("PROVISIONED", "reactivate", "PROVISIONED"),
        ("ACTIVE", "deactivate", "DEPROVISIONED"),
        ("SUSPENDED", "deactivate", "DEPROVISIONED"),
        ("DEPROVISIONED", "deactivate", "DEPROVISIONED"),
        ("ACTIVE", "suspend", "SUSPENDED"),
        ("SUSPENDED", "unsuspend", "ACTIVE"),
        ("LOCKED_OUT", "unlock", "ACTIVE"),
        ("ACTIVE", "reset_password", "RECOVERY"),
        ("ACTIVE", "expire_password", "PASSWORD_EXPIRED"),
    ],
)
def test_what_leads_where(admin: Admin, in_status: Any, before: str, call: str, after: str) -> None:
    id = in_status(before)
    admin.post(f"/users/{id}/lifecycle/{call}")
    assert admin.get(f"/users/{id}")["status"] == after


@pytest.mark.parametrize(
    ("before", "call", "refusal"),
    [
        ("ACTIVE", "activate", (403, "E0000016")),
        ("PROVISIONED", "activate", (403, "E0000016")),
        ("ACTIVE", "reactivate", (403, "E0000038")),
        ("STAGED", "suspend", (400, "E0000001")),
        ("ACTIVE", "unsuspend", (400, "E0000001")),
        ("ACTIVE", "unlock", (403, "E0000032")),
        ("SUSPENDED", "reset_password", (403, "E0000038")),
        ("STAGED", "expire_password", (403, "E0000038")),
    ],
)
def test_what_is_not_allowed(
    admin: Admin, parties: Parties, in_status: Any, before: str, call: str, refusal: tuple[int, str]
) -> None:
    id = in_status(before)
    rows = parties.okta.rows("users", "artifacts")
    assert admin.refused("POST", f"/users/{id}/lifecycle/{call}") == refusal
    assert parties.okta.rows("users", "artifacts") == rows


def test_an_activation_link_sets_the_password_once(admin: Admin, parties: Parties) -> None:
    """4.4, 2.1: `/welcome/TOKEN`; the page says what a password needs, and the link works once."""
    id = admin.post("/users", {"profile": PROFILE}, activate="false")["id"]
    url = admin.post(f"/users/{id}/lifecycle/activate", sendEmail="false")["activationUrl"]
    browser = parties.browser()
    assert "Welcome to Contoso" in browser.open(url).text
    assert "A password needs" in browser.open(url, {"newPassword": "x", "confirmPassword": "x"}).text
    assert "not the same" in browser.open(url, {"newPassword": PASSWORD, "confirmPassword": NEWER}).text
    typed = {"newPassword": PASSWORD, "confirmPassword": PASSWORD}
    assert "Your password is set" in browser.open(url, typed).text
    assert admin.get(f"/users/{id}")["status"] == "ACTIVE"
    assert browser.open(url, typed).status == 403


@pytest.mark.parametrize(
    ("call", "path"), [("reactivate", "welcome"), ("reset_password", "reset_password"), (None, "welcome")]
)
def test_a_link_is_sent_to_the_mailbox(admin: Admin, parties: Parties, call: str | None, path: str) -> None:
    """4.3, 4.4: at the creation of who has no password, and by the calls that are not told `sendEmail=false`."""
    id = admin.post("/users", {"profile": PROFILE})["id"]
    if call:
        assert admin.post(f"/users/{id}/lifecycle/{call}") == {}
    with parties.okta.db() as db:
        sent = mailbox.MAILBOX.latest(db, to=PROFILE["email"])
    assert len(sent) == (2 if call else 1)
    assert sent[0].mail.link.startswith(f"{cast.OKTA}/{path}/")
    typed = {"newPassword": PASSWORD, "confirmPassword": PASSWORD}
    assert "Your password is set" in parties.browser().open(sent[0].mail.link, typed).text


def test_a_newer_link_voids_the_one_before(admin: Admin, parties: Parties) -> None:
    id = admin.post("/users", {"profile": PROFILE})["id"]
    first, second = (admin.post(f"/users/{id}/lifecycle/reactivate", sendEmail="false") for _ in range(2))
    assert parties.browser().open(first["activationUrl"]).status == 403
    assert parties.browser().open(second["activationUrl"]).status == 200


def test_who_has_an_expired_password_chooses_another_while_signing_in(admin: Admin, parties: Parties) -> None:
    """4.4: PASSWORD_EXPIRED lets a person in once they have changed it."""
    olivia = admin.get(f"/users/{cast.OLIVIA.username}")
    temporary = admin.post(f"/users/{olivia['id']}/lifecycle/expire_password", tempPassword="true")["tempPassword"]
    browser = parties.browser()
    page = parties.app_at_okta().sign_in(browser, Person(cast.OLIVIA.username, temporary))
    assert "Your password has expired" in page.text
    again = browser.submit(page, {"newPassword": "short", "confirmPassword": "short"})
    assert "A password needs" in again.text
    done = browser.submit(again, {"newPassword": NEWER, "confirmPassword": NEWER})
    assert done.left
    assert admin.get(f"/users/{olivia['id']}")["status"] == "ACTIVE"


def test_federation_and_back(admin: Admin, in_status: Any) -> None:
    """3.5: a reset with `provider=FEDERATION` takes the password away, a plain one gives the person a reset link."""
    id = in_status("ACTIVE")
    admin.post(f"/users/{id}/lifecycle/reset_password", provider="FEDERATION", sendEmail="false")
    user = admin.get(f"/users/{id}")
    assert (user["status"], user["credentials"]["provider"]["type"]) == ("ACTIVE", "FEDERATION")
    assert "password" not in user["credentials"]
    link = admin.post(f"/users/{id}/lifecycle/reset_password", sendEmail="false")["resetPasswordUrl"]
    assert f"{cast.OKTA}/reset_password/" in link
    user = admin.get(f"/users/{id}")
    assert (user["status"], user["credentials"]["provider"]["type"]) == ("RECOVERY", "OKTA")


def test_changing_a_password_needs_the_old_one(admin: Admin, in_status: Any) -> None:
    id = in_status("ACTIVE")
    path = f"/users/{id}/credentials/change_password"
    wrong = {"oldPassword": {"value": "nope"}, "newPassword": {"value": NEWER}}
    assert admin.refused("POST", path, wrong) == (403, "E0000014")
    weak = {"oldPassword": {"value": PASSWORD}, "newPassword": {"value": "weak"}}
    assert admin.refused("POST", path, weak) == (403, "E0000080")
    good = {"oldPassword": {"value": PASSWORD}, "newPassword": {"value": NEWER}}
    assert admin.post(path, good)["provider"]["type"] == "OKTA"
    assert admin.refused("POST", path, good) == (403, "E0000014")


def test_a_recovery_answer_is_enough_for_a_new_password(admin: Admin, in_status: Any) -> None:
    id = in_status("ACTIVE")
    question = {"question": "Favourite colour?", "answer": " Ultramarine "}
    sent = {"password": {"value": PASSWORD}, "recovery_question": question}
    shown = admin.post(f"/users/{id}/credentials/change_recovery_question", sent)
    assert shown["recovery_question"] == {"question": "Favourite colour?"}
    path = f"/users/{id}/credentials/forgot_password_recovery_question"
    wrong = {"password": {"value": NEWER}, "recovery_question": {"answer": "beige"}}
    assert admin.refused("POST", path, wrong) == (403, "E0000087")
    right = {"password": {"value": NEWER}, "recovery_question": {"answer": "ultramarine"}}
    assert "password" in admin.post(path, right)


def test_federated_people_have_no_password_to_change(admin: Admin) -> None:
    federated = {"provider": {"type": "FEDERATION", "name": "FEDERATION"}}
    id = admin.post("/users", {"profile": PROFILE, "credentials": federated}, provider="true")["id"]
    change = {"oldPassword": {"value": ""}, "newPassword": {"value": NEWER}}
    assert admin.refused("POST", f"/users/{id}/credentials/change_password", change) == (403, "E0000035")
    assert admin.refused("POST", f"/users/{id}/credentials/forgot_password") == (403, "E0000034")


def test_who_is_suspended_is_signed_out(admin: Admin, parties: Parties) -> None:
    browser = parties.browser()
    app = parties.app_at_okta()
    assert app.sign_in(browser, cast.OLIVIA).left
    olivia = admin.get(f"/users/{cast.OLIVIA.username}")["id"]
    erin = admin.get(f"/users/{cast.ERIN.username}")["id"]
    admin.post(f"/users/{erin}/lifecycle/suspend")
    assert browser.open(app.authorize_url()).left
    admin.post(f"/users/{olivia}/lifecycle/suspend")
    assert not browser.open(app.authorize_url()).left
    assert admin.refused("GET", "/users") == (401, "E0000011")
