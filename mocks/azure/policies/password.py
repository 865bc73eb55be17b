"""Which new passwords a tenant takes (fact sheet section 9)."""

import string

from mocks.azure.directory.users import User
from mocks.azure.errors import COMMON_PASSWORD, PASSWORD_WITH_NAME, WEAK_PASSWORD, Wording

_SHORTEST, _LONGEST, _KINDS = 8, 256, 3
_EASY = ("password", "passw0rd", "qwerty", "123456", "welcome", "letmein", "summer", "winter", "admin")
_KIND_OF = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


def weakness(user: User, password: str) -> Wording | None:
    """Return what speaks against a new password; None when nothing does."""
    if not _SHORTEST <= len(password) <= _LONGEST or not password.isascii() or _kinds(password) < _KINDS:
        return WEAK_PASSWORD
    told = password.lower()
    names = (user.user_principal_name.partition("@")[0], *user.display_name.split())
    if any(len(name) > 2 and name.lower() in told for name in names):
        return PASSWORD_WITH_NAME
    return COMMON_PASSWORD if any(word in told for word in _EASY) else None


def _kinds(password: str) -> int:
    kinds = [any(character in kind for character in password) for kind in _KIND_OF]
    return sum(kinds) + any(not character.isalnum() for character in password)
