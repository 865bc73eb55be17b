"""The checks of an authorization request, in their order."""

from typing import Any
from unittest.mock import NonCallableMock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocks.oauth import checks
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import AuthorizationRequest, Client

UNIT: Any = None  # the fake server looks nothing up
URI = "https://app.example/callback"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
GOOD = {"client_id": "app", "redirect_uri": URI, "response_type": "code", "scope": "openid email", "state": "s"}


def server(client: Client | None = None, **traits: object) -> Any:
    """Return an authorization server with one client, as far as the checks look at it."""
    made: Any = NonCallableMock(spec=AuthorizationServer)
    known = client or Client("app", "The app", (URI,))
    made.client.side_effect = lambda _, client_id: known if client_id == "app" else None
    made.scopes_among.return_value = frozenset({"openid", "email"})
    made.default_scopes.return_value = ()
    made.redirect_uri_matches.side_effect = lambda client, uri: uri in client.redirect_uris
    made.default_response_mode.side_effect = lambda kind: "query" if kind == "code" else "fragment"
    made.response_types, made.response_modes = AuthorizationServer.response_types, AuthorizationServer.response_modes
    defaults: dict[str, object] = {"ignore_unknown_scopes": False, "plain_pkce": False, "vendor_checks": ()}
    defaults["extra_parameters"] = ("idp",)
    made.configure_mock(**(defaults | traits))
    return made


def run(server: Any, changes: dict[str, str | None]) -> AuthorizationRequest:
    parameters = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return checks.run(checks.trust(UNIT, server, parameters))


def checked(**changes: str | None) -> AuthorizationRequest:
    return run(server(), changes)


def reason(made: Any = None, /, **changes: str | None) -> Reason:
    with pytest.raises(OAuthError) as caught:
        run(made or server(), changes)
    return caught.value.reason


def trusted(**changes: str | None) -> bool:
    """Tell whether an error of this request would be redirected."""
    parameters = {name: value for name, value in (GOOD | changes).items() if value is not None}
    try:
        checks.trust(UNIT, server(), parameters)
    except OAuthError:
        return False
    return True


def test_a_plain_request_passes() -> None:
    wanted = checked(nonce="n", login_hint="a@b.example", idp="0oa", unknown="x", prompt="login consent")
    assert wanted == AuthorizationRequest(
        client_id="app",
        redirect_uri=URI,
        response_type="code",
        response_mode="query",
        scope=("openid", "email"),
        state="s",
        nonce="n",
        prompt=("login", "consent"),
        login_hint="a@b.example",
        extra={"idp": "0oa"},
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"client_id": None}, Reason.MISSING_PARAMETER),
        ({"client_id": "other"}, Reason.UNKNOWN_CLIENT),
        ({"redirect_uri": None}, Reason.REDIRECT_URI_MISSING),
        ({"redirect_uri": f"{URI}/x"}, Reason.REDIRECT_URI_MISMATCH),
    ],
)
def test_until_the_redirect_uri_is_trusted_nothing_is_redirected(changes: dict[str, str], expected: Reason) -> None:
    """RFC 6749 section 4.1.2.1: the browser must not be sent to an address that nobody vouches for."""
    assert not trusted(**changes)
    assert reason(**changes) is expected
    assert reason(**changes, response_type="nonsense", scope="nonsense") is expected


@pytest.mark.parametrize(
    ("changes", "error", "expected"),
    [
        ({"response_type": None}, "invalid_request", Reason.MISSING_PARAMETER),
        ({"response_type": "token"}, "unsupported_response_type", Reason.RESPONSE_TYPE),
        ({"response_type": "code id_token"}, "unsupported_response_type", Reason.RESPONSE_TYPE),
        ({"response_type": "CODE"}, "unsupported_response_type", Reason.RESPONSE_TYPE),
        ({"response_mode": "web_message"}, "invalid_request", Reason.RESPONSE_MODE),
        ({"response_mode": "query", "response_type": "id_token"}, "invalid_request", Reason.RESPONSE_MODE),
        ({"request": "e30."}, "request_not_supported", Reason.REQUEST_OBJECT),
        ({"request_uri": "https://x.example"}, "request_uri_not_supported", Reason.REQUEST_OBJECT),
        ({"registration": "{}"}, "registration_not_supported", Reason.REQUEST_OBJECT),
        ({"scope": None}, "invalid_scope", Reason.SCOPE),
        ({"scope": " "}, "invalid_scope", Reason.SCOPE),
        ({"scope": "openid admin"}, "invalid_scope", Reason.SCOPE),
        ({"scope": "OPENID"}, "invalid_scope", Reason.SCOPE),
        ({"code_challenge": CHALLENGE}, "invalid_request", Reason.PKCE_METHOD),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "s256"}, "invalid_request", Reason.PKCE_METHOD),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request", Reason.PKCE_CHALLENGE),
        ({"prompt": "none login"}, "invalid_request", Reason.BAD_PROMPT),
        ({"prompt": "nothing"}, "invalid_request", Reason.BAD_PROMPT),
        ({"max_age": "-1"}, "invalid_request", Reason.BAD_MAX_AGE),
        ({"max_age": "1.5"}, "invalid_request", Reason.BAD_MAX_AGE),
        ({"max_age": "²"}, "invalid_request", Reason.BAD_MAX_AGE),
        ({"max_age": "٣"}, "invalid_request", Reason.BAD_MAX_AGE),
        ({"max_age": "9" * 5000}, "invalid_request", Reason.BAD_MAX_AGE),
    ],
)
def test_after_that_each_mistake_has_its_error(changes: dict[str, str | None], error: str, expected: Reason) -> None:
    """RFC 6749 section 4.1.2.1, RFC 7636 section 4.4.1, OpenID Connect Core sections 3.1.2.6 and 6."""
    with pytest.raises(OAuthError) as caught:
        run(server(), changes)
    assert (caught.value.error, caught.value.reason) == (error, expected)
    assert trusted(**changes)


def test_the_order_of_the_checks_is_their_list() -> None:
    """Errors already travel in the response mode that was asked for, so it is looked at first."""
    names = [check.__name__ for check in checks.REDIRECTED_CHECKS]
    assert names[:2] == ["response_mode", "response_type"]
    assert reason(response_mode="x", response_type="x", scope="x") is Reason.RESPONSE_MODE
    assert reason(response_type="x", scope="x", prompt="x") is Reason.RESPONSE_TYPE


def test_an_error_knows_where_it_goes_whatever_was_sent() -> None:
    """A draft can be frozen at any moment, also with values that no check has seen."""
    strange = {"max_age": "²", "prompt": "x  y", "code_challenge": "?", "response_type": "x"}
    draft = checks.trust(UNIT, server(), GOOD | strange | {"max_age": "9" * 5000})
    assert checks.to_request(draft).max_age is None
    draft = checks.trust(UNIT, server(), GOOD | strange)
    wanted = checks.to_request(draft)
    assert (wanted.redirect_uri, wanted.state, wanted.max_age) == (URI, "s", None)


def test_a_server_may_overlook_scopes_it_does_not_know() -> None:
    assert run(server(ignore_unknown_scopes=True), {"scope": "openid User.Read"}).scope == ("openid",)


def test_a_server_may_take_plain_challenges_and_an_absent_method_means_plain() -> None:
    """RFC 7636 section 4.3."""
    wanted = run(server(plain_pkce=True), {"code_challenge": CHALLENGE})
    assert wanted.code_challenge_method == "plain"


def test_a_client_may_have_to_use_pkce() -> None:
    strict = server(Client("app", "The app", (URI,), pkce_required=True))
    assert reason(strict) is Reason.PKCE_REQUIRED
    assert reason(strict, code_challenge_method="S256") is Reason.PKCE_REQUIRED
    assert run(strict, {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}).code_challenge == CHALLENGE


def test_a_vendor_s_own_checks_come_last() -> None:
    def refuse(_: checks.Draft) -> None:
        raise OAuthError("invalid_request", Reason.BAD_STATE)

    strict = server(vendor_checks=(refuse,))
    assert reason(strict) is Reason.BAD_STATE
    assert reason(strict, max_age="x") is Reason.BAD_MAX_AGE


@pytest.mark.parametrize("value", ["0", "1", "999999999"])
def test_max_age_is_a_number_of_seconds(value: str) -> None:
    assert checked(max_age=value).max_age == int(value)


NAMES = [*GOOD, "response_mode", "nonce", "prompt", "max_age", "login_hint", "code_challenge", "code_challenge_method"]


@given(st.dictionaries(st.sampled_from(NAMES), st.text(min_size=1)))
def test_no_parameter_is_too_strange(changes: dict[str, str]) -> None:
    """A request passes or is refused in OAuth's terms; either way it is known where to send the browser."""
    try:
        draft = checks.trust(UNIT, server(), GOOD | changes)
    except OAuthError:
        return
    assert checks.to_request(draft).redirect_uri == URI
    try:
        checks.run(draft)
    except OAuthError:
        return
