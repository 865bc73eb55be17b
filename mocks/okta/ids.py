"""Okta's identifiers: 20 characters, of which the first three tell the kind."""

from mocks.kit.ids import Ids


def okta_id(ids: Ids, prefix: str) -> str:
    """Return a new id, such as `00u…` for a user."""
    return prefix + ids.alphanumeric(20 - len(prefix))
