"""Who is signing in, for the steps after the password."""

from mocks.azure.directory import users
from mocks.azure.directory.users import User
from mocks.azure.policies import conditional_access
from mocks.azure.policies.conditional_access import Decision
from mocks.oauth.signin import Attempt


def person(attempt: Attempt) -> User | None:
    """Return who was authenticated in this attempt or in the session that answers it; None before that."""
    authentication = attempt.signin.authentication
    return attempt.unit.once("user", authentication.user_id, users.by_id) if authentication else None


def decision(attempt: Attempt, user: User) -> Decision:
    """Return what the tenant's policies say about this attempt."""
    return conditional_access.decide(attempt.unit, user.tenant_id, user, attempt.client.client_id)


def passed(attempt: Attempt, what: str) -> None:
    attempt.signin.passed = (*attempt.signin.passed, what)
