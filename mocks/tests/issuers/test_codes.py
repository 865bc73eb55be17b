"""What an authorization code is bound to, how long it lives and how often it works."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from mocks.tests.browser import Browser
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.parties import Parties
from mocks.tests.relying_party import VERIFIER, RelyingParty, challenge


@pytest.fixture
def code(issuer: Issuer, browser: Browser) -> str:
    return issuer.app.code(browser, issuer.person)


def refused(answer: TestResponse, error: str = "invalid_grant", status: int = 400) -> bool:
    """Tell whether an answer is an error of the token endpoint (RFC 6749 section 5.2)."""
    assert (answer.status_code, answer.mimetype) == (status, "application/json"), answer.text
    body = answer.get_json()
    assert body["error_description"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert not {"access_token", "id_token"} & set(body)
    return bool(body["error"] == error)


def test_the_second_use_is_refused_and_revokes_what_the_first_one_earned(app: RelyingParty, code: str) -> None:
    """RFC 6749 section 4.1.2: MUST deny, SHOULD revoke all tokens previously issued based on that code."""
    tokens = app.redeem(code).get_json()
    assert app.userinfo(tokens["access_token"]).status_code == 200
    assert refused(app.redeem(code))
    assert app.userinfo(tokens["access_token"]).status_code == 401
    assert refused(app.redeem(code))


def test_tokens_of_another_code_stay(issuer: Issuer, app: RelyingParty, browser: Browser, code: str) -> None:
    other = app.tokens(browser, issuer.person)
    app.redeem(code)
    app.redeem(code)
    assert app.userinfo(other["access_token"]).status_code == 200


def test_a_code_ends_by_the_clock(app: RelyingParty, issuer: Issuer, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 1.5: 5 minutes; Azure AD fact sheet 4.6: about 10. RFC 6749 section 4.1.2: 10 at most."""
    first, second = app.code(browser, issuer.person), app.code(browser, issuer.person)
    parties.clock.move(issuer.code_lifetime - timedelta(milliseconds=1))
    assert app.redeem(first).status_code == 200
    parties.clock.move(timedelta(milliseconds=1))
    assert refused(app.redeem(second))


@pytest.mark.parametrize("wrong", ["x", "x" * 43, "../..", "'; DROP TABLE artifacts; --", "ä", "%00", " "])
def test_an_unknown_code_is_refused(app: RelyingParty, wrong: str) -> None:
    assert refused(app.redeem(wrong))


def test_a_code_is_no_other_artifact(app: RelyingParty, issuer: Issuer, browser: Browser, code: str) -> None:
    """Neither an access token, nor a session, nor a sign-in transaction can be redeemed."""
    tokens = app.redeem(code).get_json()
    transaction = Browser(app.network).open(app.authorize_url()).form.fields[issuer.form_field]
    for other in (tokens["access_token"], str(issuer.session(browser)), transaction):
        assert refused(app.redeem(other))


def test_a_code_is_for_the_client_that_asked(issuer: Issuer, app: RelyingParty, code: str) -> None:
    """RFC 6749 section 4.1.3: issued to the authenticated confidential client."""
    assert refused(issuer.second_app.redeem(code))
    assert refused(issuer.second_app.redeem(code, redirect_uri=app.redirect_uri))


@pytest.mark.parametrize("redirect_uri", [None, "", "https://evil.example/", "{}/", "{}?x=1", "{}#x"])
def test_a_code_is_for_the_redirect_uri_it_was_sent_to(app: RelyingParty, code: str, redirect_uri: str | None) -> None:
    """RFC 6749 section 4.1.3: required when it was in the request, and identical."""
    sent = redirect_uri and redirect_uri.replace("{}", app.redirect_uri)
    answer = app.redeem(code, redirect_uri=sent)
    assert answer.status_code == 400
    assert answer.get_json()["error"] in ("invalid_grant", "invalid_client")


@pytest.mark.parametrize(
    "verifier", [None, "", VERIFIER[:-1], VERIFIER.upper(), challenge(VERIFIER), "short", "ä" * 50]
)
def test_a_code_needs_its_verifier(app: RelyingParty, code: str, verifier: str | None) -> None:
    """RFC 7636 section 4.6: invalid_grant when they are not equal."""
    assert refused(app.redeem(code, code_verifier=verifier))
    assert refused(app.redeem(code)), "a wrong guess costs the code"


def test_a_verifier_without_a_challenge_is_a_downgrade(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """RFC 9700 section 2.1.1: the request was stripped of its challenge on the way."""
    code = app.code(browser, issuer.person, code_challenge=None, code_challenge_method=None)
    assert refused(app.redeem(code))


def test_a_code_is_redeemed_where_it_was_issued(issuer: Issuer, parties: Parties, browser: Browser) -> None:
    """Another authorization server of the same service knows nothing of it."""
    code = issuer.app.code(browser, issuer.person)
    if issuer.party is parties.okta:
        elsewhere = parties.app_at_okta(server="").metadata["token_endpoint"]
    else:
        elsewhere = issuer.app.metadata["token_endpoint"].replace(issuer.app.issuer.split("/")[3], "adatum.example")
    answer = issuer.app.redeem(code, at=elsewhere)
    assert answer.status_code in (400, 401)
    assert answer.get_json()["error"] in ("invalid_grant", "unauthorized_client")


def test_a_failed_redemption_issues_nothing(app: RelyingParty, issuer: Issuer, code: str) -> None:
    def tokens() -> list[object]:
        return [row for row in issuer.party.rows("artifacts")["artifacts"] if row[0] == "access_token"]

    before = tokens()
    assert refused(app.redeem(code, code_verifier="x" * 43))
    assert tokens() == before


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "magic"}, "unsupported_grant_type"),
        ({"grant_type": "AUTHORIZATION_CODE"}, "unsupported_grant_type"),
        ({"code": None}, "invalid_request"),
        ({"code": "a\0b"}, "invalid_request"),
        ({"code": "x" * 9000}, "invalid_request"),
    ],
)
def test_a_malformed_token_request_is_refused(
    app: RelyingParty, code: str, changes: dict[str, str | None], error: str
) -> None:
    """RFC 6749 section 5.2."""
    assert refused(app.redeem(code, {}, None, **changes), error)
    assert app.redeem(code).status_code == 200, "the code was not touched"


def test_a_repeated_parameter_is_refused(app: RelyingParty, code: str) -> None:
    """RFC 6749 section 3.2: parameters must not be included more than once."""
    for name, value in (("code", code), ("client_id", app.client_id), ("anything", "x")):
        assert refused(app.redeem(code, {}, None, **{name: [value, value]}), "invalid_request")
    assert app.redeem(code).status_code == 200, "the code was not touched"


def test_the_token_endpoint_takes_forms_by_post_alone(app: RelyingParty, code: str) -> None:
    """RFC 6749 section 3.2: POST; parameters in the address are none."""
    url = app.metadata["token_endpoint"]
    assert app.get(f"{url}?grant_type=authorization_code&code={code}").status_code == 405
    assert refused(app.post(f"{url}?grant_type=authorization_code&code={code}", {}), "invalid_request")
    assert app.redeem(code).status_code == 200
