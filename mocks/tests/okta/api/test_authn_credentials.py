"""A password changed on the way in. Expectations: Okta fact sheet 2.4."""

import pytest

from mocks.okta.directory import users
from mocks.okta.directory.users import Status
from mocks.tests.cast import OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.api.test_authn import RIGHT, put
from mocks.tests.parties import Parties

NEW = "Brand-New-1"


@pytest.fixture
def token(nobody: Admin, parties: Parties) -> str:
    """The state token of Olivia, whose password has expired."""
    put(parties, Status.PASSWORD_EXPIRED)
    found: str = nobody.post("/authn", RIGHT)["stateToken"]
    return found


def change(token: str, old: str = OLIVIA.password, new: str = NEW, **more: bool) -> dict[str, str | bool]:
    return {"stateToken": token, "oldPassword": old, "newPassword": new} | more


def test_a_changed_password_lets_in(nobody: Admin, token: str) -> None:
    """Once; the new password counts from then on, the old one no more."""
    answer = nobody.post("/authn/credentials/change_password", change(token))
    assert answer["status"] == "SUCCESS"
    assert nobody.post("/sessions", {"sessionToken": answer["sessionToken"]})["status"] == "ACTIVE"
    assert nobody.refused("POST", "/authn/credentials/change_password", change(token)) == (401, "E0000011")
    assert nobody.refused("POST", "/authn", RIGHT) == (401, "E0000004")
    assert nobody.post("/authn", RIGHT | {"password": NEW})["status"] == "SUCCESS"


def test_the_old_password_must_be_known(nobody: Admin, parties: Parties, token: str) -> None:
    """403 E0000014 with its cause; it counts as a wrong password at the door does."""
    wrong = change(token, old="wrong")
    answer = nobody.send("POST", "/authn/credentials/change_password", wrong)
    assert (answer.status_code, answer.get_json()["errorCode"]) == (403, "E0000014")
    cause = "oldPassword: The credentials provided were incorrect."
    assert answer.get_json()["errorCauses"] == [{"errorSummary": cause}]
    with parties.okta.db() as db:
        user = users.by_login(db, OLIVIA.username)
    assert user
    assert user.failed_attempts == 1
    assert nobody.post("/authn/credentials/change_password", change(token))["status"] == "SUCCESS"


def test_the_new_one_must_meet_the_policy(nobody: Admin, token: str) -> None:
    """403 E0000080; the transaction stays for another try."""
    weak = change(token, new="weak")
    assert nobody.refused("POST", "/authn/credentials/change_password", weak) == (403, "E0000080")
    assert nobody.post("/authn/credentials/change_password", change(token))["status"] == "SUCCESS"


def test_other_sessions_end_where_that_is_asked(nobody: Admin, admin: Admin, parties: Parties) -> None:
    session = nobody.post("/sessions", {"sessionToken": nobody.post("/authn", RIGHT)["sessionToken"]})["id"]
    put(parties, Status.PASSWORD_EXPIRED)
    token = nobody.post("/authn", RIGHT)["stateToken"]
    answer = nobody.post("/authn/credentials/change_password", change(token, revokeSessions=True))
    assert admin.refused("GET", f"/sessions/{session}") == (404, "E0000007")
    assert nobody.post("/sessions", {"sessionToken": answer["sessionToken"]})["login"] == OLIVIA.username
