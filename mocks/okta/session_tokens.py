"""Session tokens: what primary authentication earns, to be spent once at the authorization endpoint.

Source: fact sheet 1.5 and 2.4.
"""

from datetime import timedelta

from mocks.kit.artifacts import ArtifactGone, Kind
from mocks.kit.web import Unit
from mocks.oauth.model import Authentication

SESSION_TOKEN = Kind("session_token", Authentication)
PARAMETER = "sessionToken"
LIFETIME = timedelta(minutes=5)


def issue(unit: Unit, authentication: Authentication) -> str:
    """Store who was authenticated and return the token that says so."""
    return unit.artifacts.put(SESSION_TOKEN, authentication, LIFETIME, family=f"user:{authentication.user_id}")


def spend(unit: Unit, token: str) -> Authentication | None:
    """Take a session token; None when there is no such one (any more): the person is asked as anybody else."""
    try:
        return unit.artifacts.consume(SESSION_TOKEN, token).payload
    except ArtifactGone:
        return None
