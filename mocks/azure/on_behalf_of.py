"""The on-behalf-of grant: an API that was called with a person's access token gets one for the next API.

Source: fact sheet 3.1 and 6.2; Microsoft's page "OAuth 2.0 On-Behalf-Of flow".
"""

from collections.abc import Mapping
from typing import Any

from mocks.azure.directory import app_registrations
from mocks.azure.errors import ASSERTION_FOR_ANOTHER, ASSERTION_OVER, BAD_ASSERTION, NOT_ON_BEHALF, Wording
from mocks.kit.web import Unit
from mocks.oauth import checks
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Client, Grant
from mocks.oauth.tokens import ACCESS_TOKEN
from mocks.oauth.verify import IdTokenRefused, verify_signature

_USE = "on_behalf_of"


def grant(unit: Unit, server: AuthorizationServer, client: Client, assertion: str, form: Mapping[str, str]) -> Grant:
    """Give an application tokens for the person who called it; raises OAuthError when the call was not for it."""
    if params.require(form, "requested_token_use") != _USE:
        raise OAuthError("invalid_request", Reason.BAD_REQUEST, "requested_token_use")
    wanted = params.words(params.require(form, "scope"))
    _check(unit, client, _claims(unit, server, assertion))
    found = unit.artifacts.get(ACCESS_TOKEN, assertion)
    person = found.payload.authentication if found and found.payload.server == server.key else None
    if found is None or person is None:
        # An ID token is signed with the same key and meant for the application too: it calls nobody.
        raise _refused(BAD_ASSERTION)
    if not server.may_continue(unit, client, person.user_id):
        raise OAuthError("invalid_grant", Reason.USER_INACTIVE)
    return Grant(client, checks.allowed_scope(unit, server, client, wanted), person, found.family)


def _claims(unit: Unit, server: AuthorizationServer, assertion: str) -> dict[str, Any]:
    """Return what a token of this tenant says, whether or not it is still good."""
    known = {key.kid: key.key for key in server.keys.published(unit.db, server.key)}
    try:
        return verify_signature(assertion, lambda kid: known.get(kid or ""))
    except IdTokenRefused as error:
        raise _refused(BAD_ASSERTION) from error


def _check(unit: Unit, client: Client, claims: Mapping[str, Any]) -> None:
    now, audience = unit.runtime.clock.timestamp(), str(claims.get("aud"))
    if not int(claims["nbf"]) <= now < int(claims["exp"]):
        raise _refused(ASSERTION_OVER)
    own = (client.client_id, f"api://{client.client_id}", *app_registrations.identifier_uris(unit.db, client.client_id))
    if audience.rstrip("/").lower() not in {uri.rstrip("/").lower() for uri in own}:
        raise _refused(ASSERTION_FOR_ANOTHER, audience)
    if claims.get("idtyp") == "app":
        raise _refused(NOT_ON_BEHALF, error="unauthorized_client")


def _refused(wording: Wording, detail: str = "", error: str = "invalid_grant") -> OAuthError:
    text, code = wording.text.format(detail), str(wording.code)
    return OAuthError(error, Reason.SUBJECT_TOKEN, description=text, code=code)
