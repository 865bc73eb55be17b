"""What the policies of several types have beside their rules: for whom they are."""

from sqlalchemy import Connection

from mocks.okta.policies._conditions import Conditions, complaints
from mocks.okta.policies._wire import Wire


class ForGroups(Wire, frozen=True):
    """A policy that is for some groups, or for everybody, and has no settings."""

    conditions: Conditions | None = None


def body_complaints(db: Connection, policy: ForGroups) -> list[str]:
    return complaints(db, policy.conditions)
