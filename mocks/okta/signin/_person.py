"""Who signs in, as far as it was proven."""

from mocks.oauth.signin import Attempt
from mocks.okta import sign_in_events
from mocks.okta.directory.users import User


def of(attempt: Attempt) -> User | None:
    """Return who has proven who they are; None while nobody has."""
    proven = attempt.signin.authentication
    return sign_in_events.person(attempt.unit, proven.user_id) if proven else None


def with_password(attempt: Attempt) -> User | None:
    """Return who has proven a password of the org in this sign-in: neither by a session nor by a provider."""
    proven = attempt.signin.authentication
    return None if proven is None or proven.idp or not attempt.signin.fresh else of(attempt)
