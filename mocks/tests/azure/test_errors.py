"""How Azure AD says that something is wrong."""

import re
import uuid

import pytest

from mocks.azure.errors import WORDINGS
from mocks.oauth.errors import OAuthError, Reason
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, AZURE
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

CORRELATION = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
MEMBERS = ["error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id", "error_uri"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": None}, 900144),
        ({"client_id": "11111111-0000-4000-8000-000000000000"}, 700016),
        ({"redirect_uri": None}, 900971),
        ({"redirect_uri": "https://evil.example/"}, 50011),
    ],
)
def test_the_page_tells_the_number_and_what_to_look_for_in_the_logs(
    app: RelyingParty, browser: Browser, changes: dict[str, str | None], code: int
) -> None:
    """Azure AD fact sheet 2.7: AADSTS number, request id, correlation id, a timestamp with T."""
    page = browser.open(app.authorize_url(**changes))
    assert (page.status, page.left) == (400, False)
    assert f"AADSTS{code}: " in page.text
    found = re.search(r"Request Id: (\S+) Correlation Id: (\S+) Timestamp: (\S+) Message: AADSTS", page.text)
    assert found
    assert uuid.UUID(found[1])
    assert uuid.UUID(found[2])
    assert found[3] == "2026-01-05T09:00:00Z"


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"prompt": "none"}, "login_required", 50058),
        ({"prompt": "create"}, "invalid_request", 90023),
        ({"response_type": "id_token"}, "unsupported_response_type", 700054),
        ({"response_mode": "x"}, "invalid_request", 70007),
        ({"scope": None}, "invalid_scope", 70011),
        ({"code_challenge_method": "S512"}, "invalid_request", 50149),
        ({"code_challenge": "x"}, "invalid_request", 501491),
    ],
)
def test_the_redirect_has_the_number_in_description_and_address(
    app: RelyingParty, browser: Browser, changes: dict[str, str | None], error: str, code: int
) -> None:
    """Azure AD fact sheet 2.6: error, error_description with its trailer, error_uri, state."""
    told = browser.open(app.authorize_url(**changes)).parameters
    assert set(told) == {"error", "error_description", "error_uri", "state"}
    assert told["error"] == error
    assert re.fullmatch(
        rf"AADSTS{code}: .+ Trace ID: \S{{36}} Correlation ID: \S{{36}} Timestamp: 2026-01-05 09:00:00Z",
        told["error_description"],
    )
    assert told["error_uri"] == f"{AZURE}/error?code={code}"


@pytest.mark.parametrize(
    ("changes", "status", "error", "code"),
    [
        ({"grant_type": None}, 400, "invalid_request", 900144),
        ({"grant_type": "magic"}, 400, "unsupported_grant_type", 70003),
        ({"client_id": "11111111-0000-4000-8000-000000000000"}, 401, "unauthorized_client", 700016),
        ({"client_secret": None}, 401, "invalid_client", 7000218),
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"redirect_uri": "https://evil.example/"}, 400, "invalid_grant", 500112),
        ({"code_verifier": "x" * 43}, 400, "invalid_grant", 501481),
        ({"code_verifier": None}, 400, "invalid_grant", 501481),
        ({"code": "x"}, 400, "invalid_grant", 70008),
        ({"code": ["x", "x"]}, 400, "invalid_request", 9002313),
    ],
)
def test_the_token_endpoint_s_error_has_all_members_in_their_order(
    app: RelyingParty, browser: Browser, changes: dict[str, str | list[str] | None], status: int, error: str, code: int
) -> None:
    """Azure AD fact sheet 3.6 and 6."""
    answer = app.redeem(app.code(browser, ALICE), {}, None, **changes)
    body = answer.get_json()
    assert (answer.status_code, body["error"], body["error_codes"]) == (status, error, [code])
    assert list(body) == MEMBERS
    assert body["error_description"].startswith(f"AADSTS{code}: ")
    assert body["error_description"].endswith(
        f"Trace ID: {body['trace_id']} Correlation ID: {body['correlation_id']} Timestamp: {body['timestamp']}"
    )
    assert answer.headers["x-ms-request-id"] == body["trace_id"]
    assert body["error_uri"] == f"{AZURE}/error?code={code}"
    assert f"AADSTS{code}" in app.get(body["error_uri"]).text


def test_a_code_that_was_used_has_a_number_of_its_own(app: RelyingParty, browser: Browser) -> None:
    """54005, against 70008 for one that has expired."""
    code = app.code(browser, ALICE)
    app.redeem(code)
    assert app.redeem(code).get_json()["error_codes"] == [54005]


@pytest.mark.parametrize("header", [True, False])
def test_a_correlation_id_is_taken_over_when_it_is_one(app: RelyingParty, header: bool) -> None:
    """Azure AD fact sheet 2.1 and 3.6: header or parameter `client-request-id`, when a GUID."""
    url = app.metadata["token_endpoint"]
    for sent, taken in ((CORRELATION.upper(), True), ("not-a-guid", False), (f"{CORRELATION}x", False), ("", False)):
        if header:
            answer = app.post(url, {}, {"client-request-id": sent})
        else:
            answer = app.post(f"{url}?client-request-id={sent}", {})
        body = answer.get_json()
        assert (body["correlation_id"] == CORRELATION) is taken
        assert uuid.UUID(body["correlation_id"])
        assert body["trace_id"] != body["correlation_id"]


@pytest.mark.parametrize("code", ["50126", "7000215", "1", "0", "", "x", "-1", "²", "٣", "9" * 5000, "<b>", "1.5"])
def test_the_look_up_page_knows_the_numbers_or_says_that_it_does_not(parties: Parties, code: str) -> None:
    """Where `error_uri` points; a page in any case."""
    answer = parties.browser().request(f"{AZURE}/error?code={code}")
    assert answer.status_code in (200, 400)
    assert answer.mimetype == "text/html"
    assert "{}" not in answer.text
    assert "<b>" not in answer.text
    known = "does not know this code" not in answer.text
    assert known is (code in ("50126", "7000215"))


def test_every_reason_has_words_and_a_number_of_its_own_kind() -> None:
    """Nothing falls back to the general text by accident, and every text takes a detail or none."""
    for reason, wording in WORDINGS.items():
        assert wording.text.format("DETAIL").replace("DETAIL", "").isascii()
        assert 10_000 <= wording.code <= 9_999_999, reason
    assert set(Reason) - set(WORDINGS) == {
        Reason.LOGOUT_REDIRECT_URI_MISMATCH,
        Reason.BAD_STATE,
        Reason.CONSENT_DENIED,
        Reason.NO_MATCHING_POLICY,
        Reason.NO_SCOPE_ALLOWED,
        Reason.TOO_MANY_GROUPS,
        Reason.CLAIM_INVALID,
        Reason.PRIVATE_KEY_REQUIRED,
        Reason.SUBJECT_TOKEN,
        Reason.TOKEN_TYPE,
        Reason.TARGET,
        Reason.HOOK_ERROR,
        Reason.NO_AUTHENTICATOR,
        Reason.REQUEST_URI,
        Reason.REQUEST_OBJECT_INVALID,
        Reason.IDP_REFUSED,
        Reason.IDP_UNKNOWN,
        Reason.IDP_UNAVAILABLE,
    }


def test_an_error_tells_itself_in_a_log() -> None:
    assert str(OAuthError("invalid_request", Reason.BAD_STATE, "x")) == "invalid_request: bad_state x"
