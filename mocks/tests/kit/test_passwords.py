"""Passwords and client secrets at rest."""

import hashlib
from typing import Any

import pytest

from mocks.kit import passwords


def test_the_same_password_is_never_stored_the_same_way() -> None:
    """Salts are random: two people with one password cannot be told from the database (OWASP, password storage)."""
    first, second = passwords.hash_password("Alice-1"), passwords.hash_password("Alice-1")
    assert first != second
    assert passwords.verify_password("Alice-1", first)
    assert passwords.verify_password("Alice-1", second)


@pytest.mark.parametrize("wrong", ["", "alice-1", "Alice-1 ", "Alice", "Älice-1"])
def test_any_other_password_is_wrong(wrong: str) -> None:
    assert not passwords.verify_password(wrong, passwords.hash_password("Alice-1"))


def test_passwords_may_have_any_characters() -> None:
    password = "pä$sw:örd 🔑"
    stored = passwords.hash_password(password)
    assert passwords.verify_password(password, stored)
    assert stored.isascii()
    assert stored.count("$") == 5


def test_a_stored_password_brings_its_own_cost() -> None:
    """Raising the cost later must not lock anybody out."""
    salt = b"0123456789abcdef"
    hashed = hashlib.scrypt(b"old", salt=salt, n=4, r=8, p=1)
    stored = f"scrypt$4$8$1${passwords._b64(salt)}${passwords._b64(hashed)}"
    assert passwords.verify_password("old", stored)
    assert not passwords.verify_password("new", stored)


def test_a_seed_s_cost_is_its_own() -> None:
    """What stands in a file in the clear needs no slow hash; what people choose later does."""
    quick, slow = passwords.hash_password("Alice-1", passwords.SEED_COST), passwords.hash_password("Alice-1")
    assert [int(stored.split("$")[1]) for stored in (quick, slow)] == [256, 16384]
    assert passwords.verify_password("Alice-1", quick)


def test_someone_without_a_password_costs_as_much_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time that an answer takes must not tell who exists: the same function, with the same parameters."""
    calls: list[dict[str, Any]] = []
    real = hashlib.scrypt

    def counted(password: bytes, **options: Any) -> bytes:
        calls.append({name: value for name, value in options.items() if name != "salt"} | {"on": len(password)})
        return real(password, **options)

    stored = passwords.hash_password("Alice-1")
    monkeypatch.setattr(hashlib, "scrypt", counted)
    passwords.verify_password("Wrong-1", stored)
    passwords.waste_time("Wrong-1")
    assert calls[0] == calls[1]
    assert len(calls) == 2


def test_client_secrets_are_salted_and_compared_whole() -> None:
    first, second = passwords.hash_secret("secret"), passwords.hash_secret("secret")
    assert first != second
    assert "secret" not in first
    assert passwords.verify_secret("secret", first)
    assert not passwords.verify_secret("secret ", first)
    assert not passwords.verify_secret("", first)
