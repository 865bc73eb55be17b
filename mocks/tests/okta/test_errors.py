"""How Okta says that something is wrong."""

import pytest

from mocks.oauth.errors import OAuthError, Reason, describable
from mocks.okta.errors import WORDINGS, wording
from mocks.tests.browser import Browser
from mocks.tests.cast import OKTA, OLIVIA
from mocks.tests.relying_party import RelyingParty


@pytest.mark.parametrize(
    ("changes", "status", "error", "text"),
    [
        ({"grant_type": None}, 400, "invalid_request", "The 'grant_type' parameter is required."),
        (
            {"grant_type": "magic"},
            400,
            "unsupported_grant_type",
            "The authorization grant type 'magic' is not supported.",
        ),
        ({"client_id": "x"}, 401, "invalid_client", "Invalid value for 'client_id' parameter."),
        ({"client_id": None, "client_secret": None}, 401, "invalid_client", "No client credentials found."),
        (
            {"client_secret": "x"},
            401,
            "invalid_client",
            "The client secret supplied for a confidential client is invalid.",
        ),
        ({"code": "x"}, 400, "invalid_grant", "The authorization code is invalid or has expired."),
        ({"code_verifier": "x" * 43}, 400, "invalid_grant", "PKCE verification failed."),
        (
            {"redirect_uri": "https://evil.example/"},
            400,
            "invalid_grant",
            "The 'redirect_uri' does not match the one of the authorization request.",
        ),
    ],
)
def test_the_token_endpoint_s_error_has_two_members(
    app: RelyingParty, browser: Browser, changes: dict[str, str | None], status: int, error: str, text: str
) -> None:
    """Okta fact sheet 1.11; OAuth's form, no errorCode (12.12)."""
    answer = app.redeem(app.code(browser, OLIVIA), {}, None, **changes)
    assert answer.status_code == status
    assert answer.get_json() == {"error": error, "error_description": text}


def test_why_a_code_is_not_good_is_not_told(app: RelyingParty, browser: Browser) -> None:
    """Used, expired or somebody else's: one text."""
    code = app.code(browser, OLIVIA)
    app.redeem(code)
    text = "The authorization code is invalid or has expired."
    assert app.redeem(code).get_json()["error_description"] == text
    assert app.redeem("x").get_json()["error_description"] == text


def test_a_bad_access_token_is_told_in_the_header(app: RelyingParty) -> None:
    """Okta fact sheet 1.10."""
    answer = app.userinfo("x")
    assert answer.headers["WWW-Authenticate"] == (
        'Bearer error="invalid_token", error_description="The access token is invalid"'
    )


def test_a_page_that_is_not_there_says_so(browser: Browser) -> None:
    page = browser.open(f"{OKTA}/app/UserHome/nowhere")
    assert page.status == 404
    assert "404 Not Found" in page.text


def test_every_reason_has_words() -> None:
    """Nothing falls back to the general text by accident."""
    assert set(Reason) - set(WORDINGS) == {
        Reason.USER_CANCELED,
        Reason.IDP_REFUSED,
        Reason.POLICY,
        Reason.RESOURCE_UNKNOWN,
        Reason.DEFAULT_SCOPE_REQUIRED,
        Reason.CLIENT_SECRET_EXPIRED,
    }
    for words in WORDINGS.values():
        assert words.text.format("DETAIL").isascii()
        assert words.code == words.code.lower()


def test_what_an_error_brings_goes_before_the_table() -> None:
    error = OAuthError("access_denied", Reason.IDP_REFUSED, description="In words: {}.", code="jit_failure")
    assert (wording(error).code, wording(error).text) == ("jit_failure", "In words: {}.")


@pytest.mark.parametrize(("text", "sent"), [('a "b" \\ c', "a 'b' ? c"), ("ä\n\0", "???"), ("plain ~!", "plain ~!")])
def test_a_description_has_the_characters_of_the_specification(text: str, sent: str) -> None:
    """RFC 6749 appendix A.7."""
    assert describable(text) == sent
