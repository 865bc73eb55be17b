"""Setting up the authenticator app, for a person who needs a second proof and has none (fact sheet section 2.3)."""

import hashlib
from collections.abc import Mapping

from flask import Response

from mocks.azure.signin._page import render
from mocks.azure.signin._second_proof import asked, check_code, state_of
from mocks.kit import totp
from mocks.kit.qr_code import data_uri
from mocks.oauth.signin import Attempt, save

_PENDING = "totp_secret"
"""The secret that the page shows: the person's own once a code proves that their app has it."""


class Enrol:
    name = "enrol"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        user = asked(attempt)
        return user is not None and not state_of(attempt, user).totp_secret

    def show(self, attempt: Attempt, error: str | None = None) -> Response:
        user, secret = asked(attempt), _pending(attempt)
        name = user.user_principal_name if user else ""
        uri = totp.provisioning_uri(secret, attempt.server.display_name, name)
        qr_code = data_uri(uri)
        fours = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return render(attempt, self.name, username=name, error=error, qr_code=qr_code, key=fours)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        user = asked(attempt)
        if user is None:
            return None
        wrong = check_code(attempt, user, _pending(attempt), form)
        return self.show(attempt, wrong.text) if wrong else None


def _pending(attempt: Attempt) -> str:
    """Return the secret of this attempt; it stays the same however often the page is shown."""
    known = attempt.signin.data.get(_PENDING)
    if known:
        return known
    secret = totp.new_secret(hashlib.sha256(attempt.unit.runtime.ids.token().encode()).digest())
    attempt.signin.data[_PENDING] = secret
    save(attempt)
    return secret


STEP = Enrol()
