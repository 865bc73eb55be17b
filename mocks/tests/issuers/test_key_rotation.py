"""Keys change, and nobody who kept what they had read is left out (OpenID Connect Core section 10.1.1)."""

from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet

from mocks.oauth.keys import KeyRing
from mocks.tests.browser import Browser
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def rotate(issuer: Issuer) -> None:
    app = issuer.party.make_app(issuer.party.runtime)
    keys = app.extensions["signing_keys"]
    assert isinstance(keys, KeyRing)
    with issuer.party.db() as db:
        keys.rotate_all(db)


def key_set(app: RelyingParty) -> Any:
    return app.get(app.metadata["jwks_uri"]).get_json()


def kid(token: str, keys: Any) -> str:
    """Return the key that signed, found in a set as it was kept."""
    return str(jwt.decode(token, KeySet.import_key_set(keys), algorithms=["RS256"]).header["kid"])


def test_old_tokens_can_still_be_verified(
    issuer: Issuer, app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    old = app.tokens(browser, issuer.person)["id_token"]
    first = kid(old, key_set(app))
    rotate(issuer)
    new = app.tokens(browser, issuer.person)["id_token"]
    now = key_set(app)
    assert kid(old, now) == first
    assert kid(new, now) != first
    assert {key["kid"] for key in now["keys"]} > {first, kid(new, now)}, "and the next one stands there already"


def test_after_the_first_rotation_the_next_key_was_known_before(
    issuer: Issuer, app: RelyingParty, browser: Browser
) -> None:
    """A client that keeps the key set for a day never meets a key it does not know."""
    rotate(issuer)
    kept = key_set(app)
    rotate(issuer)
    assert kid(app.tokens(browser, issuer.person)["id_token"], kept)


def test_every_worker_signs_with_the_new_key(
    issuer: Issuer, app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    parties.network.serve(issuer.party.url, issuer.party.another_worker(), issuer.party.another_worker())
    before = {kid(app.tokens(browser, issuer.person)["id_token"], key_set(app)) for _ in range(2)}
    rotate(issuer)
    after = {kid(app.tokens(browser, issuer.person)["id_token"], key_set(app)) for _ in range(2)}
    assert len(before) == len(after) == 1
    assert before != after


def test_a_sign_out_takes_a_hint_of_before(issuer: Issuer, app: RelyingParty, browser: Browser) -> None:
    hint = app.tokens(browser, issuer.person)["id_token"]
    rotate(issuer)
    page = browser.open(f"{app.metadata['end_session_endpoint']}?id_token_hint={hint}")
    assert page.status == 200
    assert issuer.session(browser) is None
