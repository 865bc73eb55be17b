"""One-time passwords."""

import base64

import pytest

from mocks.kit import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("now", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_the_codes_of_the_standard(now: int, code: str) -> None:
    """RFC 6238 appendix B, the last six of its eight digits."""
    assert totp.code_at(SECRET, now // totp.PERIOD) == code
    assert totp.matching_step(SECRET, code, now, after=0) == now // totp.PERIOD


def test_a_code_is_good_for_a_step_before_and_after_its_own() -> None:
    now = 1_000_000_000
    step = now // totp.PERIOD
    for distance in range(-3, 4):
        found = totp.matching_step(SECRET, totp.code_at(SECRET, step + distance), now, after=0)
        assert found == (step + distance if abs(distance) <= 1 else None)


def test_a_code_that_was_taken_is_not_taken_again() -> None:
    """RFC 6238 section 5.2; nor one of an earlier step."""
    now = 1_000_000_000
    step = now // totp.PERIOD
    assert totp.matching_step(SECRET, totp.code_at(SECRET, step), now, after=step) is None
    assert totp.matching_step(SECRET, totp.code_at(SECRET, step - 1), now, after=step) is None
    assert totp.matching_step(SECRET, totp.code_at(SECRET, step + 1), now, after=step) == step + 1


@pytest.mark.parametrize("typed", ["", "x", "12345", "1234567", "ü23456", "²²²²²²"])
def test_nonsense_is_no_code(typed: str) -> None:
    assert totp.matching_step(SECRET, typed, 59, after=0) is None


def test_the_address_for_the_app_names_issuer_and_account() -> None:
    uri = totp.provisioning_uri(SECRET, "Con toso", "a&b@contoso.example")
    assert uri == (
        f"otpauth://totp/Con%20toso:a%26b%40contoso.example?secret={SECRET}&issuer=Con%20toso&digits=6&period=30"
    )


def test_a_secret_has_as_many_bytes_as_the_mac() -> None:
    assert len(base64.b32decode(totp.new_secret(bytes(32)))) == 20
