"""The factors of a person, by the API. Expectations: Okta fact sheet 6.6 and 7.2."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from mocks.kit import totp
from mocks.okta.directory import factors, mailbox, system_log, users
from mocks.tests import cast
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties

TOTP = {"factorType": "token:software:totp", "provider": "GOOGLE"}
EMAIL = {"factorType": "email", "provider": "OKTA", "profile": {"email": cast.ERIN.username}}
QUESTION = {
    "factorType": "question",
    "provider": "OKTA",
    "profile": {"question": "disliked_food", "answer": "Mayonnaise "},
}
PATH = f"/users/{cast.ERIN.username}/factors"


class App:
    """An authenticator app that was given a key."""

    def __init__(self, parties: Parties, secret: str) -> None:
        self._clock, self._secret = parties.clock, secret

    def code(self, steps: int = 0) -> dict[str, str]:
        step = self._clock.timestamp() // totp.PERIOD + steps
        return {"passCode": totp.code_at(self._secret, step)}


def set_up(admin: Admin, parties: Parties) -> tuple[str, App]:
    """Set up an authenticator app; return the factor's path and the app, whose present code is spent."""
    factor = admin.post(PATH, TOTP)
    app = App(parties, factor["_embedded"]["activation"]["sharedSecret"])
    path = f"{PATH}/{factor['id']}"
    admin.post(f"{path}/lifecycle/activate", app.code())
    return path, app


def events(parties: Parties, event_type: str) -> list[tuple[str, str | None]]:
    with parties.okta.db() as db:
        found = [event for event in system_log.latest(db) if event.event_type == event_type]
    return [(event.result, event.reason) for event in found]


def last_code(parties: Parties) -> dict[str, str]:
    with parties.okta.db() as db:
        return {"passCode": mailbox.MAILBOX.latest(db, to=cast.ERIN.username)[0].mail.code}


def test_an_authenticator_app_from_first_to_last(admin: Admin, parties: Parties) -> None:
    """Its key is told while it is set up and never again; each code is good once."""
    factor = admin.post(PATH, TOTP)
    activation = factor["_embedded"]["activation"]
    assert (factor["status"], factor["vendorName"], factor["id"][:3]) == ("PENDING_ACTIVATION", "GOOGLE", "uft")
    assert factor["profile"] == {"credentialId": cast.ERIN.username}
    assert {name: activation[name] for name in ("timeStep", "encoding", "keyLength")} == {
        "timeStep": 30,
        "encoding": "base32",
        "keyLength": 6,
    }
    app = App(parties, activation["sharedSecret"])
    path = f"{PATH}/{factor['id']}"
    assert admin.refused("POST", f"{path}/verify", app.code()) == (403, "E0000038")
    assert admin.refused("POST", f"{path}/lifecycle/activate", {"passCode": "000000"}) == (403, "E0000068")

    active = admin.post(f"{path}/lifecycle/activate", app.code())

    assert active["status"] == "ACTIVE"
    assert set(active["_links"]) == {"self", "user", "verify"}
    assert activation["sharedSecret"] not in str(active) + str(admin.get(path)) + str(admin.get(PATH))
    assert admin.refused("POST", f"{path}/lifecycle/activate", app.code()) == (403, "E0000038")
    assert admin.refused("POST", f"{path}/verify", app.code()) == (403, "E0000082")
    parties.clock.move(timedelta(seconds=30))
    assert admin.post(f"{path}/verify", app.code()) == {"factorResult": "SUCCESS"}
    assert admin.refused("POST", f"{path}/verify", app.code(-5)) == (403, "E0000083")

    admin.delete(path)
    assert admin.refused("GET", path) == (404, "E0000007")
    assert events(parties, "user.mfa.factor.activate") == [("SUCCESS", None)]
    assert events(parties, "user.mfa.factor.deactivate") == [("SUCCESS", None)]


def test_of_many_who_send_a_code_at_once_one_is_let_in(admin: Admin, parties: Parties) -> None:
    path, app = set_up(admin, parties)
    parties.clock.move(timedelta(seconds=30))
    code = app.code()

    def verify(_: int) -> int:
        return Admin(parties.network).send("POST", f"{path}/verify", code).status_code

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(verify, range(4))) == [200, 403, 403, 403]


def test_the_qr_code_is_a_picture_until_the_app_is_set_up(admin: Admin, parties: Parties) -> None:
    factor = admin.post(PATH, TOTP)
    picture = factor["_embedded"]["activation"]["_links"]["qrcode"]
    stranger = Admin(parties.network, None)

    shown = stranger.send("GET", picture["href"])

    assert (shown.status_code, shown.mimetype, picture["type"]) == (200, "image/png", "image/png")
    assert shown.data.startswith(b"\x89PNG")
    assert stranger.refused("GET", picture["href"][:-1]) == (404, "E0000007")
    app = App(parties, factor["_embedded"]["activation"]["sharedSecret"])
    admin.post(f"{PATH}/{factor['id']}/lifecycle/activate", app.code())
    assert stranger.refused("GET", picture["href"]) == (404, "E0000007")


def test_what_was_begun_twice_is_set_up_once(admin: Admin, parties: Parties) -> None:
    """A second beginning voids the first; once it is set up there is no other of its kind."""
    first, second = admin.post(PATH, TOTP), admin.post(PATH, TOTP)
    assert [factor["id"] for factor in admin.get(PATH)] == [second["id"]] != [first["id"]]
    admin.post(
        f"{PATH}/{second['id']}/lifecycle/activate",
        App(parties, second["_embedded"]["activation"]["sharedSecret"]).code(),
    )
    assert admin.refused("POST", PATH, TOTP) == (400, "E0000001")


def test_a_code_by_mail(admin: Admin, parties: Parties) -> None:
    factor = admin.post(PATH, EMAIL)
    path = f"{PATH}/{factor['id']}"
    assert (factor["status"], factor["id"][:3]) == ("PENDING_ACTIVATION", "emf")
    assert admin.post(f"{path}/lifecycle/activate", last_code(parties))["status"] == "ACTIVE"
    assert admin.refused("POST", f"{path}/verify", last_code(parties)) == (403, "E0000083")
    parties.clock.move(timedelta(seconds=5))

    asked = admin.post(f"{path}/verify")

    assert asked["factorResult"] == "CHALLENGE"
    assert admin.refused("POST", f"{path}/resend") == (429, "E0000118")
    assert admin.post(f"{path}/verify", last_code(parties)) == {"factorResult": "SUCCESS"}
    assert admin.refused("POST", f"{path}/verify", last_code(parties)) == (403, "E0000083")


def test_beginning_anew_sends_no_more_mails(admin: Admin, parties: Parties) -> None:
    """Else whoever knows a password could guess at one code after another."""
    admin.post(PATH, EMAIL)
    assert admin.refused("POST", PATH, EMAIL) == (429, "E0000118")
    parties.clock.move(timedelta(seconds=5))
    assert admin.post(PATH, EMAIL)["status"] == "PENDING_ACTIVATION"


def test_a_mailed_code_is_good_for_five_minutes(admin: Admin, parties: Parties) -> None:
    factor = admin.post(PATH, EMAIL, activate="true")
    assert factor["status"] == "ACTIVE"
    path = f"{PATH}/{factor['id']}"
    admin.post(f"{path}/verify")
    parties.clock.move(timedelta(minutes=5))
    assert admin.refused("POST", f"{path}/verify", last_code(parties)) == (403, "E0000083")


@pytest.mark.parametrize("wanted", [TOTP, {"factorType": "webauthn", "provider": "FIDO"}])
def test_nobody_can_be_spared_the_first_proof_of_what_they_have(admin: Admin, wanted: dict[str, Any]) -> None:
    assert admin.post(PATH, wanted, activate="true")["status"] == "PENDING_ACTIVATION"


@pytest.mark.parametrize("given", [{}, {"passCode": None}, {"passCode": 123456}, {"useNumberMatchingChallenge": False}])
def test_a_proof_without_its_parts_is_none(admin: Admin, given: dict[str, Any]) -> None:
    """Clients send members of other kinds of factors along; numbers are no codes: they may begin with 0."""
    factor = admin.post(PATH, TOTP)
    assert admin.refused("POST", f"{PATH}/{factor['id']}/lifecycle/activate", given) == (403, "E0000068")


def test_a_security_question(admin: Admin) -> None:
    """It may be used at once; the answer is compared without case and spaces, and told to nobody."""
    factor = admin.post(PATH, QUESTION)
    path = f"{PATH}/{factor['id']}"
    assert (factor["status"], factor["id"][:3]) == ("ACTIVE", "ufs")
    assert set(factor["profile"]) == {"question", "questionText"}
    assert "ayonnaise" not in str(admin.get(PATH))
    assert admin.post(f"{path}/verify", {"answer": " MAYONNAISE"}) == {"factorResult": "SUCCESS"}
    assert admin.refused("POST", f"{path}/verify", {"answer": "ketchup"}) == (403, "E0000068")


@pytest.mark.parametrize(
    "wanted",
    [
        {"factorType": "sms"},
        {"factorType": "question", "profile": {"question": "unknown", "answer": "Mayonnaise"}},
        {"factorType": "question", "profile": {"question": "disliked_food", "answer": "abc"}},
        {"factorType": "question", "profile": {"question": "disliked_food", "answer": "FOOD"}},
        {"factorType": "question", "profile": {"question": "custom", "questionText": " ", "answer": "Mayonnaise"}},
        {"factorType": "email", "profile": {"email": "mallory@evil.example"}},
        {"factorType": "token:software:totp", "provider": "DUO"},
        {"provider": "OKTA"},
    ],
)
def test_what_cannot_be_set_up(admin: Admin, wanted: dict[str, Any]) -> None:
    assert admin.refused("POST", PATH, wanted) == (400, "E0000001")
    assert admin.get(PATH) == []


def test_five_wrong_codes_lock_the_account(admin: Admin, parties: Parties) -> None:
    """Not even the right code helps then; a right one before starts the count anew."""
    path, app = set_up(admin, parties)
    parties.clock.move(timedelta(seconds=30))
    for _ in range(4):
        assert admin.refused("POST", f"{path}/verify", {"passCode": "000000"}) == (403, "E0000068")
    admin.post(f"{path}/verify", app.code())
    for _ in range(4):
        assert admin.refused("POST", f"{path}/verify", {"passCode": "000000"}) == (403, "E0000068")
    assert admin.refused("POST", f"{path}/verify", {"passCode": "000000"}) == (403, "E0000069")
    with parties.okta.db() as db:
        found = users.by_login(db, cast.ERIN.username)
    assert found
    assert found.status is users.Status.LOCKED_OUT
    assert events(parties, "user.account.lock") == [("FAILURE", "LOCKED_OUT")]


def test_five_wrong_codes_at_the_start_end_it(admin: Admin, parties: Parties) -> None:
    """Whoever sets an app up and mistypes is not locked out: they begin anew."""
    factor = admin.post(PATH, TOTP)
    path = f"{PATH}/{factor['id']}"
    for _ in range(5):
        assert admin.refused("POST", f"{path}/lifecycle/activate", {"passCode": "000000"}) == (403, "E0000068")
    assert admin.refused("POST", f"{path}/lifecycle/activate", {"passCode": "000000"}) == (404, "E0000007")
    assert events(parties, "user.account.lock") == []


def test_a_factor_that_is_gone_meanwhile_is_not_set_up(
    admin: Admin, parties: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many guesses at once, those that come after the one too many are not judged any more."""
    factor, attempt = admin.post(PATH, TOTP), factors.attempt
    app = App(parties, factor["_embedded"]["activation"]["sharedSecret"])

    def too_late(db: Connection, id: str) -> int:
        factors.remove(db, id)
        return attempt(db, id)

    monkeypatch.setattr(factors, "attempt", too_late)
    path = f"{PATH}/{factor['id']}/lifecycle/activate"
    assert admin.refused("POST", path, app.code()) == (403, "E0000068")


def test_an_administrator_resets_all(admin: Admin, parties: Parties) -> None:
    set_up(admin, parties)
    admin.post(PATH, QUESTION)
    assert admin.post(f"/users/{cast.ERIN.username}/lifecycle/reset_factors") == {}
    assert admin.get(PATH) == []
    assert events(parties, "user.mfa.factor.reset_all") == [("SUCCESS", None)]


def test_a_user_s_factors_end_with_the_user(admin: Admin, parties: Parties) -> None:
    user = admin.post("/users", {"profile": dict.fromkeys(("login", "email"), "zoe@x.example") | _NAMES})
    admin.post(f"/users/{user['id']}/factors", QUESTION)
    for _ in range(2):
        admin.delete(f"/users/{user['id']}")
    assert parties.okta.rows("factors") == {"factors": []}


_NAMES = {"firstName": "Zoe", "lastName": "Zhang"}
