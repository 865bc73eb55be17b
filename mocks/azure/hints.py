"""The opaque `login_hint`: an optional claim by which an application names an account (fact sheet 2.1, 5.1)."""

import base64
import binascii

_MARK = "O."


def of_user(user_id: str) -> str:
    return _MARK + base64.urlsafe_b64encode(user_id.encode()).rstrip(b"=").decode()


def user_id(hint: str) -> str | None:
    """Return whose hint it is; None when it is a name that somebody typed."""
    if not hint.startswith(_MARK):
        return None
    try:
        return base64.urlsafe_b64decode(hint[len(_MARK) :] + "==").decode()
    except (binascii.Error, UnicodeError):
        return None
