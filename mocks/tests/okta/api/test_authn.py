"""Primary authentication. Expectations: Okta fact sheet 2.4."""

from datetime import timedelta
from typing import Any

import pytest

from mocks.okta.directory import system_log, users
from mocks.okta.directory.users import Status
from mocks.tests.browser import Person
from mocks.tests.cast import ALICE, ERIN, OKTA, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import default, session_rule
from mocks.tests.parties import Parties

AUTHN = f"{OKTA}/api/v1/authn"
RIGHT = {"username": OLIVIA.username, "password": OLIVIA.password}


def put(parties: Parties, status: Status, person: Person = OLIVIA) -> None:
    with parties.okta.db() as db:
        user = users.by_login(db, person.username)
        assert user
        users.set_status(db, user.id, status, parties.clock.now())


def policy(admin: Admin, **password: dict[str, Any]) -> None:
    """Say what the default password policy wants of passwords."""
    admin.put(default(admin, "PASSWORD"), {"name": "Default Policy", "settings": {"password": password}})


def link(name: str, path: str) -> dict[str, Any]:
    return {"name": name, "href": f"{AUTHN}/{path}", "hints": {"allow": ["POST"]}}


CANCEL = {"href": f"{AUTHN}/cancel", "hints": {"allow": ["POST"]}}


def test_a_right_password_earns_a_session_token(nobody: Admin, parties: Parties) -> None:
    """The object as the sheet shows it; the token becomes a session, once."""
    answer = nobody.post("/authn", RIGHT | {"relayState": "/deep/link", "options": {}, "context": {}})
    profile = {"login": OLIVIA.username, "firstName": "Olivia", "lastName": "Ortiz"}
    user = answer["_embedded"].pop("user")
    assert user.pop("id").startswith("00u")
    assert user.pop("passwordChanged").endswith("Z")
    assert user == {"profile": profile | {"locale": "en_US", "timeZone": "America/Los_Angeles"}}
    token = answer.pop("sessionToken")
    ends_at = (parties.clock.now() + timedelta(minutes=5)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert answer == {
        "expiresAt": ends_at,
        "status": "SUCCESS",
        "relayState": "/deep/link",
        "_embedded": {},
        "_links": {"cancel": CANCEL},
    }
    assert nobody.post("/sessions", {"sessionToken": token})["login"] == OLIVIA.username
    assert nobody.refused("POST", "/sessions", {"sessionToken": token}) == (401, "E0000004")


@pytest.mark.parametrize(
    ("name", "password"),
    [(OLIVIA.username, "wrong"), ("nobody@nowhere.example", "x"), (ALICE.username, ALICE.password), ("", "x")],
)
def test_who_cannot_sign_in_learns_nothing_more(nobody: Admin, parties: Parties, name: str, password: str) -> None:
    """A wrong password, nobody, a federated person: one answer; the log has the reason."""
    code = "E0000004" if name else "E0000001"
    assert nobody.refused("POST", "/authn", {"username": name, "password": password})[1] == code
    with parties.okta.db() as db:
        told = [(event.event_type, event.reason) for event in system_log.latest(db)]
    assert told == ([("user.session.start", "INVALID_CREDENTIALS")] if name else [])


@pytest.mark.parametrize("status", ["STAGED", "PROVISIONED", "RECOVERY", "SUSPENDED", "DEPROVISIONED", "LOCKED_OUT"])
def test_only_who_may_sign_in_is_let_in(nobody: Admin, parties: Parties, status: str) -> None:
    put(parties, Status(status))
    assert nobody.refused("POST", "/authn", RIGHT) == (401, "E0000004")


def test_wrong_passwords_count_and_lock(admin: Admin, nobody: Admin, parties: Parties) -> None:
    """Hidden: E0000004 for ever. Shown: a state of its own, with the way out and nothing about the person."""
    policy(admin, lockout={"maxAttempts": 2})
    right = {"username": ERIN.username, "password": ERIN.password}
    for _ in range(2):
        assert nobody.refused("POST", "/authn", right | {"password": "wrong"}) == (401, "E0000004")
    assert nobody.refused("POST", "/authn", right) == (401, "E0000004")
    with parties.okta.db() as db:
        told = [(event.event_type, event.reason) for event in system_log.latest(db)]
    assert told[-3:] == [("user.account.lock", "LOCKED_OUT"), *2 * [("user.session.start", "LOCKED_OUT")]]
    policy(admin, lockout={"maxAttempts": 2, "showLockoutFailures": True})
    shown = {"status": "LOCKED_OUT", "_links": {"next": link("unlock", "recovery/unlock")}}
    assert nobody.post("/authn", right) == shown


def test_an_expired_password_is_changed_first(nobody: Admin, parties: Parties) -> None:
    put(parties, Status.PASSWORD_EXPIRED)
    answer = nobody.post("/authn", RIGHT)
    assert answer["status"] == "PASSWORD_EXPIRED"
    assert "sessionToken" not in answer
    assert answer["_embedded"]["policy"]["complexity"]["minLength"] == 8
    assert "expiration" not in answer["_embedded"]["policy"]
    next_link = link("changePassword", "credentials/change_password")
    assert answer["_links"] == {"next": next_link, "cancel": CANCEL}


def test_a_password_expires_by_age(admin: Admin, nobody: Admin, parties: Parties) -> None:
    policy(admin, age={"maxAgeDays": 90})
    parties.clock.move(timedelta(days=90, seconds=-1))
    assert nobody.post("/authn", RIGHT)["status"] == "SUCCESS"
    parties.clock.move(timedelta(seconds=1))
    assert nobody.post("/authn", RIGHT)["status"] == "PASSWORD_EXPIRED"


def test_who_asks_is_warned(admin: Admin, nobody: Admin, parties: Parties) -> None:
    """`warnBeforePasswordExpired`: the days that are left, and a way past it."""
    policy(admin, age={"maxAgeDays": 90, "expireWarnDays": 5})
    asked = RIGHT | {"options": {"warnBeforePasswordExpired": True}}
    parties.clock.move(timedelta(days=84))
    assert nobody.post("/authn", asked)["status"] == "SUCCESS"
    parties.clock.move(timedelta(days=1, hours=1))
    assert nobody.post("/authn", RIGHT)["status"] == "SUCCESS"
    warned = nobody.post("/authn", asked)
    assert (warned["status"], warned["_embedded"]["policy"]["expiration"]) == (
        "PASSWORD_WARN",
        {"passwordExpireDays": 5},
    )
    assert warned["_links"]["skip"] == link("skip", "skip")
    assert nobody.post("/authn/skip", {"stateToken": warned["stateToken"]})["status"] == "SUCCESS"
    assert nobody.refused("POST", "/authn/skip", {"stateToken": warned["stateToken"]}) == (401, "E0000011")


def test_a_transaction_can_be_read_and_called_off(nobody: Admin, parties: Parties) -> None:
    """By `stateToken` alone, and by what auth-js calls; its time begins anew with each call, and it ends for good."""
    put(parties, Status.PASSWORD_EXPIRED)
    begun = nobody.post("/authn", RIGHT | {"relayState": "here"})
    token = {"stateToken": begun["stateToken"]}
    parties.clock.move(timedelta(minutes=4))
    read = nobody.post("/authn", token)
    assert read["expiresAt"] > begun["expiresAt"]
    assert read | {"expiresAt": ""} == begun | {"expiresAt": ""}
    parties.clock.move(timedelta(minutes=4))
    assert nobody.post("/authn/introspect", token)["status"] == "PASSWORD_EXPIRED"
    assert nobody.refused("POST", "/authn/skip", token) == (403, "E0000079")
    assert nobody.post("/authn/cancel", token) == {"relayState": "here"}
    assert nobody.refused("POST", "/authn/cancel", token) == (401, "E0000011")


def test_a_state_token_ends_with_its_time(nobody: Admin, parties: Parties) -> None:
    put(parties, Status.PASSWORD_EXPIRED)
    token = {"stateToken": nobody.post("/authn", RIGHT)["stateToken"]}
    parties.clock.move(timedelta(minutes=5))
    assert nobody.refused("POST", "/authn/introspect", token) == (401, "E0000011")
    assert nobody.refused("POST", "/authn", {"stateToken": "nonsense"}) == (401, "E0000011")


@pytest.mark.parametrize("status", ["SUSPENDED", "LOCKED_OUT", "RECOVERY"])
def test_a_transaction_ends_with_the_right_to_sign_in(nobody: Admin, parties: Parties, status: str) -> None:
    put(parties, Status.PASSWORD_EXPIRED)
    token = {"stateToken": nobody.post("/authn", RIGHT)["stateToken"]}
    put(parties, Status(status))
    assert nobody.refused("POST", "/authn/introspect", token) == (401, "E0000011")


def test_what_a_trusted_application_says_of_the_person_is_believed(
    admin: Admin, nobody: Admin, parties: Parties
) -> None:
    """With an administrator's token alone: the address of the log is the person's; a bad token is refused."""
    headers = {"X-Forwarded-For": "203.0.113.7, 10.0.0.1"}
    wrong = RIGHT | {"password": "wrong"}
    assert admin.send("POST", "/authn", wrong, headers).status_code == 401
    assert nobody.send("POST", "/authn", wrong, headers).status_code == 401
    with parties.okta.db() as db:
        addresses = [event.body["origin"]["ip"] for event in system_log.latest(db)]
    assert addresses == ["203.0.113.7", "127.0.0.1"]
    bad = {"Authorization": "SSWS nonsense"}
    assert nobody.send("POST", "/authn", RIGHT, bad).get_json()["errorCode"] == "E0000011"
    device = RIGHT | {"context": {"deviceToken": "d" * 33}}
    assert admin.refused("POST", "/authn", device) == (400, "E0000001")
    assert nobody.post("/authn", device)["status"] == "SUCCESS"


def test_who_is_denied_by_the_sign_on_policy_is_not_let_in(admin: Admin, nobody: Admin, parties: Parties) -> None:
    """401 E0000004; the log says which rule it was."""
    session_rule(admin, access="DENY")
    assert nobody.refused("POST", "/authn", RIGHT) == (401, "E0000004")
    with parties.okta.db() as db:
        last = system_log.latest(db)[-1]
    assert (last.event_type, last.result) == ("policy.evaluate_sign_on", "DENY")
    assert "Rule 1" in (last.reason or "")


def test_the_policies_see_the_person_s_own_address(admin: Admin, nobody: Admin) -> None:
    """A rule for a network zone is about where the person is, not about the trusted application's server."""
    gateways = [{"type": "CIDR", "value": "203.0.113.0/24"}]
    zone = admin.post("/zones", {"type": "IP", "name": "Far away", "gateways": gateways})
    session_rule(admin, {"network": {"connection": "ZONE", "include": [zone["id"]]}}, access="DENY")
    there = {"X-Forwarded-For": "203.0.113.7"}
    assert admin.send("POST", "/authn", RIGHT, there).status_code == 401
    assert nobody.send("POST", "/authn", RIGHT, there).status_code == 200
    assert admin.post("/authn", RIGHT)["status"] == "SUCCESS"
