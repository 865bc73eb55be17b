"""Applications that are called as APIs, for the tests of delegated tokens."""

from typing import Any

from msgspec import structs

from mocks.azure.directory import app_registrations, permission_grants
from mocks.azure.directory.app_settings import ApiSettings, PermissionScope, PreAuthorizedApplication
from mocks.azure.directory.permission_grants import EVERYBODY
from mocks.tests.cast import APP_AT_AZURE, SECOND_APP_AT_AZURE, TENANT
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

API, SCOPE_ID = SECOND_APP_AT_AZURE, "5c09e000-0000-4000-8000-000000000001"
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GRAPH_SCOPE = "https://graph.microsoft.com/User.Read"
ACCESS = f"api://{API}/access_as_user"


def expose(
    parties: Parties, version: int | None = 2, trusted: tuple[str, ...] = (), kind: str = "User", id: str = API
) -> None:
    """Let an application offer one permission; trusted: client ids that need nobody's consent."""
    scope = PermissionScope(SCOPE_ID, "access_as_user", kind, user_consent_display_name="Read your timesheets")
    pre = tuple(PreAuthorizedApplication(id, (SCOPE_ID,)) for id in trusted)
    api = ApiSettings(version, oauth2_permission_scopes=(scope,), pre_authorized_applications=pre)
    with parties.azure.db() as db:
        app = app_registrations.by_app_id(db, TENANT, id)
        assert app
        app_registrations.configure(db, id, structs.replace(app.settings, api=api))


def grant(parties: Parties, *names: str, client: str = APP_AT_AZURE, resource: str = API) -> None:
    """Consent for everybody."""
    with parties.azure.db() as db:
        id = f"test-{client}-{resource}"[:43]
        permission_grants.grant(db, id, TENANT, client, EVERYBODY, resource, names)


def api(parties: Parties) -> RelyingParty:
    """The API as a client of its own."""
    return parties.second_app_at_azure()


def on_behalf(
    app: RelyingParty, assertion: str | None, scope: str | None = GRAPH_SCOPE, **changes: str | None
) -> dict[str, Any]:
    """Ask for a token on behalf of whom an assertion is about; a change of None leaves a parameter out."""
    sent: dict[str, str | None] = {
        "grant_type": BEARER,
        "requested_token_use": "on_behalf_of",
        "assertion": assertion,
        "scope": scope,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
    }
    form = {name: value for name, value in (sent | changes).items() if value is not None}
    answer: dict[str, Any] = app.post(app.metadata["token_endpoint"], form).get_json()
    return answer
