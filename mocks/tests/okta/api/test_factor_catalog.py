"""What a person may set up, by the API. Expectations: Okta fact sheet 6.6."""

import pytest

from mocks.okta.policies._assurance import Enroll
from mocks.tests.cast import ERIN
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.signin.second_proof import Policy, has
from mocks.tests.parties import Parties

PATH = f"/users/{ERIN.username}/factors"


def test_the_catalog_says_what_is_set_up(admin: Admin, parties: Parties) -> None:
    has(parties, "google_otp", ERIN)
    found = {(one["factorType"], one["provider"]): one for one in admin.get(f"{PATH}/catalog")}
    assert found["token:software:totp", "GOOGLE"]["status"] == "ACTIVE"
    assert found["question", "OKTA"]["status"] == "NOT_SETUP"
    assert found["question", "OKTA"]["_links"]["enroll"]["href"].endswith("/factors")
    questions = admin.get(f"{PATH}/questions")
    assert {"question", "questionText"} == set(questions[0])
    assert "disliked_food" in {one["question"] for one in questions}


def test_the_policy_leaves_some_out(admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = Policy(monkeypatch)
    policy.enrolment = {"okta_email": Enroll.NOT_ALLOWED, "webauthn": Enroll.REQUIRED}
    found = {one["factorType"]: one["enrollment"] for one in admin.get(f"{PATH}/catalog")}
    assert found == {"token:software:totp": "OPTIONAL", "question": "OPTIONAL", "webauthn": "REQUIRED"}
