"""A further proof on the way in. Expectations: Okta fact sheet 2.4 and 6.6."""

from typing import Any

import pytest

from mocks.kit import totp
from mocks.okta.directory.users import Status
from mocks.tests.cast import OKTA, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.api.test_authn import AUTHN, CANCEL, RIGHT, put
from mocks.tests.okta.org_policies import session_rule
from mocks.tests.okta.signin.second_proof import code, has, mailed_code, next_code
from mocks.tests.parties import Parties

POST = {"hints": {"allow": ["POST"]}}


@pytest.fixture(autouse=True)
def two_factors(admin: Admin) -> None:
    """The org asks everybody for a second proof."""
    session_rule(admin, requireFactor=True, factorPromptMode="SESSION", factorLifetime=15)


def verify(nobody: Admin, begun: dict[str, Any], factor: str, **proof: Any) -> Any:
    return nobody.post(f"/authn/factors/{factor}/verify", {"stateToken": begun["stateToken"], **proof})


def test_a_second_proof_lets_in(nobody: Admin, parties: Parties) -> None:
    """MFA_REQUIRED lists what there is; a right code earns the session token, of a session with both proofs."""
    factor = has(parties, "google_otp")
    begun = nobody.post("/authn", RIGHT)
    assert begun["status"] == "MFA_REQUIRED"
    assert "sessionToken" not in begun
    assert begun["_embedded"]["factors"] == [
        {
            "id": factor.id,
            "factorType": "token:software:totp",
            "provider": "GOOGLE",
            "vendorName": "GOOGLE",
            "profile": {"credentialId": OLIVIA.username, "email": "o...a@contoso-subsidiary.example"},
            "_links": {"verify": {"href": f"{AUTHN}/factors/{factor.id}/verify", **POST}},
        }
    ]
    remembered = {"allowRememberDevice": True, "rememberDeviceByDefault": False, "rememberDeviceLifetimeInMinutes": 15}
    assert begun["_embedded"]["policy"] == remembered
    assert begun["_links"] == {"cancel": CANCEL}
    done = verify(nobody, begun, factor.id, passCode=code(parties))
    session = nobody.post("/sessions", {"sessionToken": done["sessionToken"]})
    assert (done["status"], session["amr"], session["mfaActive"]) == ("SUCCESS", ["pwd", "otp", "mfa"], True)


def test_wrong_codes_are_told_apart(nobody: Admin, parties: Parties) -> None:
    """403 E0000068, E0000082 for one that was used; five wrong ones lock, and the transaction is over."""
    factor = has(parties, "google_otp")
    used = code(parties)
    verify(nobody, nobody.post("/authn", RIGHT), factor.id, passCode=used)
    token, path = nobody.post("/authn", RIGHT)["stateToken"], f"/authn/factors/{factor.id}/verify"
    assert nobody.refused("POST", path, {"stateToken": token, "passCode": used}) == (403, "E0000082")
    wrong = {"stateToken": token, "passCode": "000000"}
    assert [nobody.refused("POST", path, wrong)[1] for _ in range(4)] == [*3 * ["E0000068"], "E0000069"]
    assert nobody.refused("POST", path, wrong) == (401, "E0000011")


def test_wrong_codes_stay_counted_where_no_lock_takes(nobody: Admin, parties: Parties) -> None:
    """Whoever has to change their password keeps that status; guessing at the code ends all the same."""
    factor = has(parties, "google_otp")
    put(parties, Status.PASSWORD_EXPIRED)
    path, begun = f"/authn/factors/{factor.id}/verify", nobody.post("/authn", RIGHT)
    wrong = {"stateToken": begun["stateToken"], "passCode": "000000"}
    assert [nobody.refused("POST", path, wrong)[1] for _ in range(5)] == [*4 * ["E0000068"], "E0000069"]
    right = {"stateToken": nobody.post("/authn", RIGHT)["stateToken"], "passCode": code(parties)}
    assert nobody.refused("POST", path, right) == (403, "E0000069")


def test_a_code_by_mail_is_asked_for_first(nobody: Admin, parties: Parties) -> None:
    """An empty proof sends it: MFA_CHALLENGE, with a way to have it sent again and one back to the others."""
    mail, app = has(parties, "okta_email"), has(parties, "google_otp")
    begun = nobody.post("/authn", RIGHT)
    assert {one["id"] for one in begun["_embedded"]["factors"]} == {mail.id, app.id}
    asked = verify(nobody, begun, mail.id)
    assert (asked["status"], asked["_embedded"]["factor"]["id"]) == ("MFA_CHALLENGE", mail.id)
    base = f"{AUTHN}/factors/{mail.id}/verify"
    assert asked["_links"] == {
        "next": {"name": "verify", "href": base, **POST},
        "prev": {"href": f"{AUTHN}/previous", **POST},
        "cancel": CANCEL,
        "resend": [{"name": "email", "href": f"{base}/resend", **POST}],
    }
    assert nobody.refused("POST", f"/authn/factors/{mail.id}/verify/resend", begun) == (429, "E0000118")
    back = nobody.post("/authn/previous", {"stateToken": begun["stateToken"]})
    assert (back["status"], "factor" in back["_embedded"]) == ("MFA_REQUIRED", False)
    assert verify(nobody, begun, mail.id, passCode=mailed_code(parties))["status"] == "SUCCESS"


def test_who_has_nothing_sets_something_up(nobody: Admin, parties: Parties) -> None:
    """MFA_ENROLL, then MFA_ENROLL_ACTIVATE with the key, told once; the first code lets in, and the factor stays."""
    begun = nobody.post("/authn", RIGHT)
    offers = {one["factorType"]: one for one in begun["_embedded"]["factors"]}
    assert begun["status"] == "MFA_ENROLL"
    assert offers["question"]["_links"].keys() == {"enroll", "questions"}
    assert (offers["question"]["status"], offers["question"]["enrollment"]) == ("NOT_SETUP", "OPTIONAL")
    token = {"stateToken": begun["stateToken"]}
    wanted = token | {"factorType": "token:software:totp", "provider": "GOOGLE"}
    pending = nobody.post("/authn/factors", wanted)
    factor = pending["_embedded"]["factor"]
    assert pending["status"] == "MFA_ENROLL_ACTIVATE"
    assert pending["_links"]["next"]["name"] == "activate"
    secret = factor["_embedded"]["activation"]["sharedSecret"]
    assert secret not in str(nobody.post("/authn", token))
    path = f"/authn/factors/{factor['id']}/lifecycle/activate"
    assert nobody.refused("POST", path, token | {"passCode": "000000"}) == (403, "E0000068")
    passcode = totp.code_at(secret, parties.clock.timestamp() // totp.PERIOD)
    assert nobody.post(path, token | {"passCode": passcode})["status"] == "SUCCESS"
    assert nobody.post("/authn", RIGHT)["status"] == "MFA_REQUIRED"


def test_a_question_needs_no_first_proof(nobody: Admin, parties: Parties) -> None:
    token = nobody.post("/authn", RIGHT)["stateToken"]
    profile = {"question": "disliked_food", "answer": "mayonnaise"}
    wanted = {"stateToken": token, "factorType": "question", "provider": "OKTA", "profile": profile}
    assert nobody.post("/authn/factors", wanted)["status"] == "SUCCESS"


def test_a_device_is_remembered(admin: Admin, nobody: Admin, parties: Parties) -> None:
    """By the token that a trusted application has for it; without an administrator's word the token is nothing."""
    factor = has(parties, "google_otp")
    known = RIGHT | {"context": {"deviceToken": "26q43Ak9Eh04p7H6Nnx0m69JqYOrfVBY"}}
    begun = admin.post("/authn", known)
    path, proof = f"/authn/factors/{factor.id}/verify", {"stateToken": begun["stateToken"], "passCode": code(parties)}
    assert admin.post(path, proof, rememberDevice="true")["status"] == "SUCCESS"
    assert admin.post("/authn", known)["status"] == "SUCCESS"
    assert nobody.post("/authn", known)["status"] == "MFA_REQUIRED"
    assert admin.post("/authn", RIGHT)["status"] == "MFA_REQUIRED"


def test_a_browser_is_remembered_by_its_cookie(parties: Parties) -> None:
    """The same memory as the sign-in pages have: no cookie, no memory."""
    factor = has(parties, "google_otp")
    client = parties.network.client(OKTA, cookies=True)
    client.set_cookie("DT", "the-browser-of-olivia", domain="localhost")
    begun = client.post("/api/v1/authn", base_url=OKTA, json=RIGHT).get_json()
    proof = {"stateToken": begun["stateToken"], "passCode": next_code(parties), "rememberDevice": True}
    client.post(f"/api/v1/authn/factors/{factor.id}/verify", base_url=OKTA, json=proof)
    assert client.post("/api/v1/authn", base_url=OKTA, json=RIGHT).get_json()["status"] == "SUCCESS"


def test_nobody_proves_what_they_do_not_have(nobody: Admin, parties: Parties) -> None:
    has(parties, "google_otp")
    token = {"stateToken": nobody.post("/authn", RIGHT)["stateToken"], "passCode": "000000"}
    assert nobody.refused("POST", "/authn/factors/uftnobody/verify", token) == (404, "E0000007")
    assert nobody.refused("POST", "/authn/factors", token | {"factorType": "question"}) == (403, "E0000079")
    assert nobody.refused("POST", "/authn/previous", token) == (403, "E0000079")


def test_more_can_be_set_up_and_skipped(nobody: Admin, parties: Parties) -> None:
    """`multiOptionalFactorEnroll`: what is required has no way past it; what is left over has."""
    begun = nobody.post("/authn", RIGHT | {"options": {"multiOptionalFactorEnroll": True}})
    token = {"stateToken": begun["stateToken"]}
    assert "skip" not in begun["_links"]
    assert nobody.refused("POST", "/authn/skip", token) == (403, "E0000079")
    profile = {"question": "disliked_food", "answer": "mayonnaise"}
    more = nobody.post("/authn/factors", token | {"factorType": "question", "provider": "OKTA", "profile": profile})
    assert (more["status"], more["_links"]["skip"]["name"]) == ("MFA_ENROLL", "skip")
    assert "question" not in {one["factorType"] for one in more["_embedded"]["factors"]}
    assert nobody.post("/authn/skip", token)["status"] == "SUCCESS"
