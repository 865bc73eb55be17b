"""The `okta` package, unmodified, over factors and authenticators."""

import json
import urllib.request

import okta.models as wire

from lab.cast import load_cast
from lab.client import LabClient
from lab.tests.sdk.okta_org import Org
from lab.topology import Lab
from mocks.kit import totp

ERIN = "erin@contoso-subsidiary.example"


def proven(lab: Lab, path: str, proof: dict[str, str]) -> dict[str, object]:
    """Send a proof by hand: the package's models of this call leave `passCode` and `answer` out."""
    token = load_cast(lab).okta.api_tokens[0].token
    headers = {"Authorization": f"SSWS {token}", "Content-Type": "application/json"}
    body = json.dumps(proof).encode()
    request = urllib.request.Request(f"{lab.url('okta')}/api/v1/users/{path}", body, headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def test_an_authenticator_app(org: Org, client: LabClient) -> None:
    """Set up, listed, removed."""
    user = org.get_user(ERIN)
    wanted = wire.UserFactorTokenSoftwareTOTP.from_dict({"factorType": "token:software:totp", "provider": "GOOGLE"})
    made = org.enroll_factor(user.id, wanted)
    assert made.status == wire.UserFactorStatus.PENDING_ACTIVATION
    secret = made.embedded["activation"]["sharedSecret"]
    code = totp.code_at(secret, int(client.now().timestamp()) // totp.PERIOD)
    proven(client.lab, f"{user.id}/factors/{made.id}/lifecycle/activate", {"passCode": code})
    assert [factor.id for factor in org.list_factors(user.id)] == [made.id]
    found = org.get_factor(user.id, made.id)
    assert (found.status, found.profile.credential_id) == (wire.UserFactorStatus.ACTIVE, ERIN)
    org.unenroll_factor(user.id, made.id)
    assert org.list_factors(user.id) == []


def test_a_security_question(org: Org, running_lab: Lab) -> None:
    user = org.get_user(ERIN)
    questions = {question.question for question in org.list_supported_security_questions(user.id)}
    assert "disliked_food" in questions
    profile = {"question": "disliked_food", "answer": "mayonnaise"}
    wanted = wire.UserFactorSecurityQuestion.from_dict(
        {"factorType": "question", "provider": "OKTA", "profile": profile}
    )
    made = org.enroll_factor(user.id, wanted)
    answer = proven(running_lab, f"{user.id}/factors/{made.id}/verify", {"answer": "mayonnaise"})
    assert answer == {"factorResult": "SUCCESS"}
    org.reset_factors(user.id)
    assert org.list_factors(user.id) == []


def test_what_can_be_set_up(org: Org) -> None:
    user = org.get_user(ERIN)
    found = {(factor.factor_type, factor.provider) for factor in org.list_supported_factors(user.id)}
    assert len(found) == 5


def test_authenticators(org: Org) -> None:
    found = {one.key: one for one in org.list_authenticators()}
    for one in found.values():
        (method,) = org.list_authenticator_methods(one.id)
        assert method.status == "ACTIVE", one.key
    email = found["okta_email"]
    assert org.get_authenticator(email.id).settings.token_lifetime_in_minutes == 5
    assert org.deactivate_authenticator(email.id).status == "INACTIVE"
    assert org.activate_authenticator(email.id).status == "ACTIVE"
