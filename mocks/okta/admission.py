"""Who may use an application: whoever is assigned to it, and whom the access policies let have what it asks for.

Source: fact sheet 1.2 and 1.11.
"""

from mocks.oauth import device
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.signin import Attempt
from mocks.okta.access_management import AccessManagement
from mocks.okta.directory import applications


def check(attempt: Attempt, access: AccessManagement | None) -> None:
    """Raise OAuthError(access_denied) when a person may not have what is asked for. access: of a custom server."""
    wanted, authentication = attempt.signin.request, attempt.signin.authentication
    if authentication is None or not applications.is_assigned(
        attempt.unit.db, attempt.client.client_id, authentication.user_id
    ):
        raise OAuthError("access_denied", Reason.NOT_ASSIGNED)
    if access:
        earned_by = {device.GRANT_TYPE} if attempt.signin.user_code else _grant_types(wanted.response_type)
        for grant_type in earned_by:
            access.rule(attempt.unit, wanted.client_id, authentication.user_id, grant_type, wanted.scope)


def _grant_types(response_type: str) -> set[str]:
    """Return the grants that an authorization response is (OAuth 2.0 Multiple Response Types)."""
    return {"authorization_code" if word == "code" else "implicit" for word in response_type.split(" ")}
