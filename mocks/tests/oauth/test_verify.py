"""Verifying an ID token that another party issued."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import RSAKey

from mocks.oauth.verify import Expectation, Flaw, IdTokenRefused, verify_id_token, verify_signature

NOW = 1_800_000_000
ISSUER, CLIENT, NONCE = "https://issuer.example/v2.0", "client-1", "nonce-1"
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": kid}, private=True) for kid in ("key-1", "key-2"))
CLAIMS = {"iss": ISSUER, "aud": CLIENT, "sub": "s-1", "nonce": NONCE, "iat": NOW, "exp": NOW + 3600}


def expectation(nonce: str | None = NONCE, skew: int = 0, now: int = NOW) -> Expectation:
    return Expectation(ISSUER, CLIENT, nonce, now, skew)


def find(kid: str | None) -> RSAKey | None:
    return {"key-1": KEY, None: KEY}.get(kid)


def signed(payload: bytes | dict[str, Any], key: RSAKey = KEY, **header: Any) -> str:
    body = json.dumps(payload).encode() if isinstance(payload, dict) else payload
    protected = {"alg": "RS256", "kid": "key-1"} | header
    names = {name: value for name, value in protected.items() if value is not None}
    return jws.serialize_compact(names, body, key, algorithms=["RS256", "RS384", "RS512", "PS256"])


def token(**changes: Any) -> str:
    claims = CLAIMS | changes
    return signed({name: value for name, value in claims.items() if value is not None})


def b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def crafted(header: object, payload: object = CLAIMS, signature: bytes = b"sig") -> str:
    """Return something of the form of a token, of any parts."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, payload)]
    return ".".join(b64(part) for part in (*parts, signature))


def flaw(token: str, expected: Expectation | None = None, keys: Callable[[str | None], RSAKey | None] = find) -> Flaw:
    with pytest.raises(IdTokenRefused) as caught:
        verify_id_token(token, keys, expected or expectation())
    return caught.value.flaw


def good(token: str, expected: Expectation | None = None) -> bool:
    return bool(verify_id_token(token, find, expected or expectation()))


def test_a_good_token_gives_its_claims() -> None:
    assert verify_id_token(token(email="a@b.example"), find, expectation()) == CLAIMS | {"email": "a@b.example"}


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_rsa_signatures_of_pkcs1_are_understood(algorithm: str) -> None:
    assert good(signed(CLAIMS, alg=algorithm))


def test_no_signature_is_no_signature() -> None:
    """RFC 8725 section 3.2: `none` in any spelling, with or without something in the signature's place."""
    for name in ("none", "None", "NONE", "nOnE", "", None, 5, ["RS256"], {"alg": "RS256"}):
        assert flaw(crafted({"alg": name, "kid": "key-1"}, signature=b"")) in (Flaw.ALGORITHM, Flaw.MALFORMED)
        assert flaw(crafted({"alg": name, "kid": "key-1"})) in (Flaw.ALGORITHM, Flaw.MALFORMED)
    assert flaw(crafted({"kid": "key-1"})) in (Flaw.ALGORITHM, Flaw.MALFORMED)


@pytest.mark.parametrize("algorithm", ["HS256", "HS512"])
def test_the_public_key_is_no_shared_secret(algorithm: str) -> None:
    """RFC 8725 section 2.1: an HMAC under the published key, which anybody can make."""
    public: Any = KEY.public_key
    digest = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}[algorithm]
    for encoding in (Encoding.PEM, Encoding.DER):
        secret = public.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
        head = f"{b64(json.dumps({'alg': algorithm, 'kid': 'key-1'}).encode())}.{b64(json.dumps(CLAIMS).encode())}"
        assert flaw(f"{head}.{b64(hmac.digest(secret, head.encode(), digest))}") is Flaw.ALGORITHM


def test_an_rsa_algorithm_that_was_not_agreed_on_is_refused() -> None:
    assert flaw(signed(CLAIMS, alg="PS256")) is Flaw.ALGORITHM


def test_a_key_that_is_not_published_is_unknown() -> None:
    assert flaw(signed(CLAIMS, OTHER, kid="key-2")) is Flaw.UNKNOWN_KEY


def test_a_token_without_kid_needs_a_key_without_one() -> None:
    """OpenID Connect Core section 10.1: only where a single key is published."""
    assert good(signed(CLAIMS, kid=None))
    assert flaw(signed(CLAIMS, kid=None), keys=lambda kid: KEY if kid == "key-1" else None) is Flaw.UNKNOWN_KEY


@pytest.mark.parametrize("kid", [5, ["key-1"], {"a": 1}, True])
def test_a_kid_is_text(kid: object) -> None:
    """RFC 7515 section 4.1.4; anything else is the issuer's mistake, not a fault of ours."""
    assert flaw(crafted({"alg": "RS256", "kid": kid})) in (Flaw.MALFORMED, Flaw.UNKNOWN_KEY)


def test_a_signature_by_another_key_is_refused() -> None:
    assert flaw(signed(CLAIMS, OTHER)) is Flaw.SIGNATURE


def test_every_part_is_covered_by_the_signature() -> None:
    header, payload, signature = token().split(".")
    other_header, other_payload, other_signature = token(sub="s-2").split(".")
    assert header == other_header
    assert flaw(f"{header}.{other_payload}.{signature}") is Flaw.SIGNATURE
    assert flaw(f"{header}.{payload}.{other_signature}") is Flaw.SIGNATURE
    assert flaw(f"{header}.{payload}.") is Flaw.SIGNATURE
    longer = b64(json.dumps({"alg": "RS256", "kid": "key-1", "x": 1}).encode())
    assert flaw(f"{longer}.{payload}.{signature}") is Flaw.SIGNATURE


def test_a_header_that_brings_its_own_key_changes_nothing() -> None:
    """RFC 8725 section 3.5: keys come from the issuer's key set, never from the token."""
    brought = {"jwk": OTHER.as_dict(private=False), "jku": "https://evil.example/keys"}
    assert flaw(signed(CLAIMS, OTHER, **brought)) in (Flaw.SIGNATURE, Flaw.MALFORMED)


def test_a_critical_extension_that_is_not_understood_is_refused() -> None:
    """RFC 7515 section 4.1.11."""
    header = {"alg": "RS256", "kid": "key-1", "crit": ["exp"], "exp": 1}
    assert flaw(crafted(header)) in (Flaw.SIGNATURE, Flaw.MALFORMED)
    assert flaw(crafted({"alg": "RS256", "kid": "key-1", "b64": False, "crit": ["b64"]})) in (
        Flaw.SIGNATURE,
        Flaw.MALFORMED,
    )


@pytest.mark.parametrize(
    "bad",
    [
        *("", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "\0.\0.\0", "!.!.!", " ", "null", "{}"),
        *(crafted(header) for header in (b"", b"{", b"[]", b"5", b"null", b'"x"', b"\xff\xfe", b'{"alg":"RS256"')),
        crafted(b"[" * 6000),
        crafted(b'{"alg":' * 2000),
        "x" * 1_000_000,
    ],
)
def test_what_is_no_token_is_malformed(bad: str) -> None:
    assert flaw(bad) in (Flaw.MALFORMED, Flaw.ALGORITHM)


@pytest.mark.parametrize(
    "payload", [b"", b"x", b"[]", b"5", b"null", b'"x"', b"\xff", b'{"a":"\xff"}', b"[" * 9_000, b'{"a":' * 9_000]
)
def test_a_payload_that_is_no_object_is_malformed(payload: bytes) -> None:
    assert flaw(signed(payload)) is Flaw.MALFORMED


@pytest.mark.parametrize("issuer", [ISSUER + "/", ISSUER.upper(), ISSUER[:-1], "", None, 5, [ISSUER], {"iss": ISSUER}])
def test_the_issuer_is_the_same_string(issuer: object) -> None:
    """OpenID Connect Core section 3.1.3.7 rule 2."""
    assert flaw(token(iss=issuer)) is Flaw.ISSUER


@pytest.mark.parametrize(
    "audience", [None, "", "client-2", "CLIENT-1", ["client-2"], [], [["client-1"]], {"client-1": 1}, 1, [None]]
)
def test_a_token_for_somebody_else_is_refused(audience: object) -> None:
    """OpenID Connect Core section 3.1.3.7 rule 3."""
    assert flaw(token(aud=audience)) is Flaw.AUDIENCE


def test_an_audience_may_be_a_list_and_then_names_the_authorized_party() -> None:
    """OpenID Connect Core section 3.1.3.7 rules 3 to 5."""
    assert good(token(aud=[CLIENT]))
    assert good(token(aud=[CLIENT, "api"], azp=CLIENT))
    assert good(token(aud=CLIENT, azp=CLIENT))
    assert flaw(token(aud=[CLIENT, "api"])) is Flaw.AUTHORIZED_PARTY
    assert flaw(token(aud=[CLIENT, "api"], azp="api")) is Flaw.AUTHORIZED_PARTY
    assert flaw(token(aud=CLIENT, azp="api")) is Flaw.AUTHORIZED_PARTY


@pytest.mark.parametrize("subject", [None, "", 5, ["s"], {"s": 1}, "s" * 256, "ä", "a\0b", "a\nb"])
def test_a_subject_is_up_to_255_characters_of_ascii(subject: object) -> None:
    """OpenID Connect Core section 2; it becomes the key of an account link."""
    assert flaw(token(sub=subject)) is Flaw.SUBJECT


def test_a_subject_of_the_greatest_length_is_good() -> None:
    assert good(token(sub="s" * 255))


@pytest.mark.parametrize("nonce", [None, "", "nonce-2", "nonce-1 ", 1, ["nonce-1"], "nönce", "\u0000"])
def test_the_answer_must_be_to_our_request(nonce: object) -> None:
    """OpenID Connect Core section 3.1.3.7 rule 11."""
    assert flaw(token(nonce=nonce)) is Flaw.NONCE


def test_a_nonce_that_was_not_sent_is_not_looked_for() -> None:
    assert good(token(nonce=None), expectation(nonce=None))


@pytest.mark.parametrize(("skew", "late", "refused"), [(0, -1, False), (0, 0, True), (5, 4, False), (5, 5, True)])
def test_a_token_ends_at_its_expiry_give_or_take_the_skew(skew: int, late: int, refused: bool) -> None:
    """RFC 7519 section 4.1.4: not accepted on or after; OpenID Connect Core section 3.1.3.7 rule 9."""
    expected = expectation(skew=skew, now=NOW + 3600 + late)
    if refused:
        assert flaw(token(), expected) is Flaw.EXPIRED
    else:
        assert good(token(), expected)


@pytest.mark.parametrize("claim", ["iat", "nbf"])
@pytest.mark.parametrize(("skew", "early", "refused"), [(0, 0, False), (0, 1, True), (5, 5, False), (5, 6, True)])
def test_a_token_of_the_future_waits_give_or_take_the_skew(claim: str, skew: int, early: int, refused: bool) -> None:
    """RFC 7519 section 4.1.5."""
    future = token(**{claim: NOW + early})
    if refused:
        assert flaw(future, expectation(skew=skew)) is Flaw.NOT_YET_VALID
    else:
        assert good(future, expectation(skew=skew))


@pytest.mark.parametrize("claim", ["exp", "iat"])
@pytest.mark.parametrize("value", [None, "1800003600", True, [1], {"a": 1}])
def test_times_are_numbers_and_must_be_there(claim: str, value: object) -> None:
    """RFC 7519 section 2, NumericDate; OpenID Connect Core section 2."""
    assert flaw(token(**{claim: value})) is Flaw.MALFORMED


def test_times_may_have_fractions_and_any_size() -> None:
    assert good(token(exp=NOW + 0.5))
    assert good(token(exp=10**15, nbf=0))
    assert good(signed(json.dumps(CLAIMS).encode().replace(b"1800003600", b"1" + b"0" * 200)))
    assert flaw(signed(json.dumps(CLAIMS).encode().replace(b"1800003600", b"1e999"))) is Flaw.MALFORMED


def test_the_flaw_is_named_and_what_was_sent_is_cut_short() -> None:
    with pytest.raises(IdTokenRefused, match=r"^issuer https://evil") as caught:
        verify_id_token(token(iss="https://evil.example/" + "x" * 5000), find, expectation())
    assert len(str(caught.value)) < 300


def test_a_signature_may_be_checked_alone() -> None:
    """A hint at sign-out may have expired, and is of whichever client."""
    assert verify_signature(token(exp=1, aud="other"), find)["aud"] == "other"
    with pytest.raises(IdTokenRefused):
        verify_signature(signed(CLAIMS, OTHER), find)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*CLAIMS, "nbf", "azp"]), JSON))
def test_no_claim_is_too_strange(changes: dict[str, Any]) -> None:
    """Whatever an issuer signs, the answer is the claims or a named refusal."""
    with suppress(IdTokenRefused):
        claims = verify_id_token(signed(CLAIMS | changes), find, expectation())
        assert (claims["iss"], claims["nonce"]) == (ISSUER, NONCE)


@given(st.dictionaries(st.sampled_from(["alg", "kid", "crit", "b64", "typ", "jwk", "x5c"]), JSON), st.binary())
def test_no_header_is_too_strange(header: dict[str, Any], signature: bytes) -> None:
    assert flaw(crafted(header, signature=signature)) in Flaw
