"""Security keys, by the API and at the sign-in.

Expectations: fact sheet 6.6; Web Authentication sections 7.1 and 7.2.
"""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.signin.second_proof import amr, choose
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty
from mocks.tests.security_key import Key

PATH = f"/users/{cast.ERIN.username}/factors"
WANTED = {"factorType": "webauthn", "provider": "FIDO"}
PHR = "phr"


@pytest.fixture
def key() -> Key:
    return Key(cast.OKTA)


def register(admin: Admin, key: Key) -> str:
    """Set a key up; return its factor's path."""
    factor = admin.post(PATH, WANTED)
    path = f"{PATH}/{factor['id']}"
    admin.post(f"{path}/lifecycle/activate", key.create(factor["_embedded"]["activation"]))
    return path


def asked(admin: Admin, path: str) -> dict[str, Any]:
    answer = admin.post(f"{path}/verify")
    assert answer["factorResult"] == "CHALLENGE"
    found: dict[str, Any] = answer["_embedded"]["challenge"]
    return found


def options(page: Page) -> dict[str, Any]:
    """Return what the page's script would give to the browser."""
    found = re.search(r'data-options="([^"]*)"', page.html)
    assert found, page.text
    read: dict[str, Any] = json.loads(html.unescape(found[1]))
    return read


def answered(browser: Browser, page: Page, answer: dict[str, str]) -> Page:
    return browser.submit(page, {f"credentials.{name}": value for name, value in answer.items()})


def test_a_key_from_first_to_last(admin: Admin, key: Key) -> None:
    factor = admin.post(PATH, WANTED)
    activation = factor["_embedded"]["activation"]
    path = f"{PATH}/{factor['id']}"
    assert (factor["status"], factor["id"][:3]) == ("PENDING_ACTIVATION", "fwf")
    assert (activation["rp"]["id"], activation["user"]["name"]) == ("localhost", cast.ERIN.username)
    assert {one["alg"] for one in activation["pubKeyCredParams"]} == {-7, -257}

    active = admin.post(f"{path}/lifecycle/activate", key.create(activation))

    assert active["status"] == "ACTIVE"
    assert active["profile"]["authenticatorName"] == "Security key"
    challenge = asked(admin, path)
    assert challenge["allowCredentials"] == [{"type": "public-key", "id": active["profile"]["credentialId"]}]
    assert admin.post(f"{path}/verify", key.get(challenge)) == {"factorResult": "SUCCESS"}


def test_a_proof_is_for_one_challenge(admin: Admin, key: Key, parties: Parties) -> None:
    path = register(admin, key)
    proof = key.get(asked(admin, path))
    admin.post(f"{path}/verify", proof)
    assert admin.refused("POST", f"{path}/verify", proof) == (403, "E0000082")
    foreign = asked(admin, register(admin, key))
    assert admin.refused("POST", f"{path}/verify", key.get(foreign)) == (403, "E0000068")
    invented = foreign | {"challenge": "aW52ZW50ZWQ"}
    assert admin.refused("POST", f"{path}/verify", key.get(invented)) == (403, "E0000083")
    late = asked(admin, path)
    parties.clock.move(timedelta(minutes=5))
    assert admin.refused("POST", f"{path}/verify", key.get(late)) == (403, "E0000083")


def test_either_of_two_pages_may_be_answered(admin: Admin, key: Key) -> None:
    path = register(admin, key)
    for challenge in (asked(admin, path), asked(admin, path))[::-1]:
        assert admin.post(f"{path}/verify", key.get(challenge)) == {"factorResult": "SUCCESS"}


def test_a_key_is_of_one_site(admin: Admin, key: Key) -> None:
    """A page of another origin got hold of the challenge: what its browser signs is worth nothing."""
    path = register(admin, key)
    key.origin = "http://localhost:9999"
    assert admin.refused("POST", f"{path}/verify", key.get(asked(admin, path))) == (403, "E0000068")
    key.origin = cast.OKTA
    foreign = asked(admin, path) | {"rpId": "evil.example"}
    assert admin.refused("POST", f"{path}/verify", key.get(foreign)) == (403, "E0000068")


def test_another_key_is_none(admin: Admin, key: Key) -> None:
    path = register(admin, key)
    stranger = Key(cast.OKTA)
    stranger.uses = 100
    assert admin.refused("POST", f"{path}/verify", stranger.get(asked(admin, path))) == (403, "E0000068")


def test_a_copied_key_gives_itself_away(admin: Admin, key: Key) -> None:
    """Its count is behind (Web Authentication section 6.1.1); a key that never counts is fine."""
    path = register(admin, key)
    admin.post(f"{path}/verify", key.get(asked(admin, path)))
    key.uses -= 1
    assert admin.refused("POST", f"{path}/verify", key.get(asked(admin, path))) == (403, "E0000068")

    silent = Key(cast.OKTA, counts=False)
    other = register(admin, silent)
    for _ in range(2):
        assert admin.post(f"{other}/verify", silent.get(asked(admin, other))) == {"factorResult": "SUCCESS"}


@pytest.mark.parametrize(
    "given",
    [{"clientData": "eHh4"}, {"attestation": "!", "clientData": "!"}, {"attestation": "eHh4", "clientData": "eHh4"}],
)
def test_nonsense_sets_nothing_up(admin: Admin, given: dict[str, str]) -> None:
    factor = admin.post(PATH, WANTED)
    path = f"{PATH}/{factor['id']}"
    assert admin.refused("POST", f"{path}/lifecycle/activate", given) == (403, "E0000068")
    assert admin.get(path)["status"] == "PENDING_ACTIVATION"


def test_a_person_may_have_several(admin: Admin, key: Key) -> None:
    register(admin, key)
    known = admin.get(PATH)[0]["profile"]["credentialId"]
    second = admin.post(PATH, WANTED)
    assert [one["id"] for one in second["_embedded"]["activation"]["excludeCredentials"]] == [known]


@pytest.mark.parametrize(("synced", "method"), [(False, "hwk"), (True, "swk")])
def test_a_sign_in_that_phishing_does_not_work_for(
    app: RelyingParty, browser: Browser, parties: Parties, synced: bool, method: str
) -> None:
    """`acr_values=phr`: only a key will do; it is set up on the way, and asked for the next time."""
    key = Key(cast.OKTA, synced=synced)
    page = app.sign_in(browser, cast.OLIVIA, acr_values=PHR)
    assert "google_otp" not in page.html
    page = choose(browser, page, "webauthn")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert amr(app, answered(browser, page, key.create(options(page)))) == ["pwd", method, "mfa"]

    other = parties.browser()
    page = app.sign_in(other, cast.OLIVIA, acr_values=PHR)
    assert "Verify with your security key" in page.text
    page = answered(other, page, key.get(options(page) | {"rpId": "evil.example"}))
    assert "That is not right" in page.text
    assert amr(app, answered(other, page, key.get(options(page)))) == ["pwd", method, "mfa"]


def test_hardware_alone_may_be_wanted(app: RelyingParty, browser: Browser) -> None:
    """`phrh`: a passkey that is copied between devices does not do."""
    page = choose(browser, app.sign_in(browser, cast.OLIVIA, acr_values="phrh"), "webauthn")
    synced = Key(cast.OKTA, synced=True)
    page = answered(browser, page, synced.create(options(page)))
    assert "Set up a security method" in page.text
    page = choose(browser, page, "webauthn")
    assert amr(app, answered(browser, page, Key(cast.OKTA).create(options(page)))) == ["pwd", "swk", "mfa", "hwk"]
