"""The authenticators of the org. Expectations: Okta fact sheet 6.5."""

from typing import Any

from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.signin.round_trip import log
from mocks.tests.parties import Parties

USER = "/users/erin@contoso-subsidiary.example"


def found(admin: Admin, key: str) -> dict[str, Any]:
    (one,) = [each for each in admin.get("/authenticators") if each["key"] == key]
    assert isinstance(one, dict)
    return one


def test_a_new_org_has_them_all_switched_on(admin: Admin) -> None:
    types = {one["key"]: (one["type"], one["status"]) for one in admin.get("/authenticators")}
    assert types == {
        "google_otp": ("app", "ACTIVE"),
        "okta_email": ("email", "ACTIVE"),
        "okta_password": ("password", "ACTIVE"),
        "okta_verify": ("app", "ACTIVE"),
        "security_question": ("security_question", "ACTIVE"),
        "webauthn": ("security_key", "ACTIVE"),
    }


def test_one_by_its_id(admin: Admin) -> None:
    one = found(admin, "okta_email")
    assert one["id"].startswith("aut")
    assert one["settings"] == {"allowedFor": "any", "tokenLifetimeInMinutes": 5}
    assert set(one["_links"]) == {"self", "methods", "deactivate"}
    assert admin.get(f"/authenticators/{one['id']}") == one
    (method,) = admin.get(one["_links"]["methods"]["href"])
    assert (method["type"], method["status"]) == ("email", "ACTIVE")
    assert admin.refused("GET", "/authenticators/autnosuch") == (404, "E0000007")


def test_what_is_switched_off_can_be_neither_set_up_nor_used(admin: Admin, parties: Parties) -> None:
    """What people have set up waits until it is switched on again."""
    question = {"factorType": "question", "profile": {"question": "disliked_food", "answer": "mayonnaise"}}
    factor = admin.post(f"{USER}/factors", question)
    one = found(admin, "security_question")
    path = f"/authenticators/{one['id']}/lifecycle"

    assert admin.post(f"{path}/deactivate")["status"] == "INACTIVE"

    assert set(found(admin, "security_question")["_links"]) == {"self", "methods", "activate"}
    answer = {"answer": "mayonnaise"}
    assert admin.refused("POST", f"{USER}/factors/{factor['id']}/verify", answer) == (403, "E0000038")
    assert "question" not in {kind["factorType"] for kind in admin.get(f"{USER}/factors/catalog")}
    admin.delete(f"{USER}/factors/{factor['id']}")
    assert admin.refused("POST", f"{USER}/factors", question) == (400, "E0000001")
    admin.post(f"{path}/deactivate")
    assert admin.post(f"{path}/activate")["status"] == "ACTIVE"
    assert admin.post(f"{USER}/factors", question)["status"] == "ACTIVE"
    assert log(parties, "system.mfa.factor.deactivate") == [("SUCCESS", None)]
    assert log(parties, "system.mfa.factor.activate") == [("SUCCESS", None)]


def test_the_password_stays_on(admin: Admin) -> None:
    one = found(admin, "okta_password")
    assert set(one["_links"]) == {"self", "methods"}
    path = f"/authenticators/{one['id']}/lifecycle/deactivate"
    assert admin.refused("POST", path) == (403, "E0000038")
    assert found(admin, "okta_password")["status"] == "ACTIVE"
