"""People who come with the hash of their password. Expectations: Okta fact sheet 4.3 and 9.2."""

import base64
import hashlib
from typing import Any

import pytest

from mocks.kit.passwords import verify_password
from mocks.okta.directory import system_log, users
from mocks.tests.browser import Browser, Person
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

PAULA = Person("paula@contoso-subsidiary.example", "paula's own")
PROFILE = {"login": PAULA.username, "email": PAULA.username, "firstName": "Paula", "lastName": "Perez"}
SALT = b"0123456789"
SHA512 = {
    "algorithm": "SHA-512",
    "salt": base64.b64encode(SALT).decode(),
    "saltOrder": "PREFIX",
    "value": base64.b64encode(hashlib.sha512(SALT + PAULA.password.encode()).digest()).decode(),
}
SIGN_IN = {"username": PAULA.username, "password": PAULA.password}


def given(hash: dict[str, Any] = SHA512, **credentials: Any) -> dict[str, Any]:
    return {"profile": PROFILE, "credentials": {"password": {"hash": hash}, **credentials}}


def stored(parties: Parties) -> str:
    with parties.okta.db() as db:
        user = users.by_login(db, PAULA.username)
    assert user
    return user.password_hash or ""


def test_the_first_sign_in_takes_the_password_over(admin: Admin, nobody: Admin, parties: Parties) -> None:
    """ACTIVE at once, whatever the policy wants; hashed in our own way at the first right password, not before."""
    made = admin.post("/users", given())
    assert (made["status"], made["credentials"]["password"]) == ("ACTIVE", {})
    assert made["credentials"]["provider"]["type"] == "OKTA"
    assert nobody.refused("POST", "/authn", SIGN_IN | {"password": "wrong"}) == (401, "E0000004")
    assert stored(parties).startswith("{")
    before = admin.get(f"/users/{made['id']}")["passwordChanged"]
    assert nobody.post("/authn", SIGN_IN)["status"] == "SUCCESS"
    assert verify_password(PAULA.password, stored(parties))
    assert admin.get(f"/users/{made['id']}")["passwordChanged"] == before
    with parties.okta.db() as db:
        told = [event.event_type for event in system_log.latest(db)]
    assert told.count("user.import.password") == 1
    assert nobody.post("/authn", SIGN_IN)["status"] == "SUCCESS"


def test_the_page_takes_it_over_as_well(admin: Admin, app: RelyingParty, browser: Browser, parties: Parties) -> None:
    employees = next(one["id"] for one in admin.get("/groups") if one["profile"]["name"] == "Contoso Employees")
    admin.post("/users", given() | {"groupIds": [employees]})
    assert "code" in app.sign_in(browser, PAULA).parameters
    assert stored(parties).startswith("scrypt$")


def test_it_can_be_brought_until_the_user_is_activated(admin: Admin, nobody: Admin) -> None:
    """4.3: at creation, or by an update while STAGED."""
    made = admin.post("/users", {"profile": PROFILE}, activate="false")
    admin.post(f"/users/{made['id']}", {"credentials": {"password": {"hash": SHA512}}})
    admin.post(f"/users/{made['id']}/lifecycle/activate", sendEmail="false")
    assert nobody.post("/authn", SIGN_IN)["status"] == "SUCCESS"
    late = {"credentials": {"password": {"hash": SHA512}}}
    assert admin.refused("POST", f"/users/{made['id']}", late) == (400, "E0000001")


@pytest.mark.parametrize(
    "change",
    [
        {"algorithm": "ROT13"},
        {"saltOrder": "MIDDLE"},
        {"saltOrder": None},
        {"value": "short"},
        {"value": None},
        {"algorithm": "BCRYPT", "workFactor": 21, "salt": "." * 22, "value": "." * 31},
        {"algorithm": "BCRYPT", "workFactor": 10, "salt": "." * 21, "value": "." * 31},
        {"algorithm": "PBKDF2", "iterationCount": 4095, "keySize": 64, "digestAlgorithm": "SHA512_HMAC"},
        {"algorithm": "PBKDF2", "iterationCount": 4096, "keySize": 64, "digestAlgorithm": "MD5_HMAC"},
    ],
)
def test_what_can_be_nobody_s_hash_is_refused(admin: Admin, change: dict[str, Any]) -> None:
    assert admin.refused("POST", "/users", given(SHA512 | change)) == (400, "E0000001")


def test_nothing_else_stands_beside_it(admin: Admin) -> None:
    both = {"password": {"hash": SHA512, "value": "Some-Thing-1"}}
    assert admin.refused("POST", "/users", {"profile": PROFILE, "credentials": both}) == (400, "E0000001")
    federated = given(provider={"type": "FEDERATION"})
    assert admin.refused("POST", "/users", federated) == (400, "E0000001")
