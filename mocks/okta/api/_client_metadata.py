"""A client's metadata as dynamic registration takes and tells it (RFC 7591 section 2). Source: fact sheet 5.4.

The same record as an application of `/api/v1/apps`: metadata is laid over it, the rest of the application stays.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from mocks.oauth.errors import OAuthError, Reason
from mocks.okta.api._app_input import (
    Algorithm,
    AppInput,
    ApplicationType,
    AppSettings,
    AuthMethod,
    Jwks,
    OAuthCredentials,
    OAuthSettings,
)
from mocks.okta.api._app_object import shown as shown_as_application
from mocks.okta.api._call import Call
from mocks.okta.api_errors import ApiError
from mocks.okta.directory.app_records import Record
from mocks.okta.redirect_uris import is_pattern, is_uri

_LONGEST_NAME = 100
_MUST_BE_GIVEN = (
    *("client_name", "redirect_uris", "response_types", "grant_types"),
    *("token_endpoint_auth_method", "application_type"),
)


class ClientMetadata(msgspec.Struct):
    """What a registration may say; null means the default."""

    client_name: str | None = None
    client_uri: str | None = None
    logo_uri: str | None = None
    policy_uri: str | None = None
    tos_uri: str | None = None
    initiate_login_uri: str | None = None
    redirect_uris: list[str] | None = None
    post_logout_redirect_uris: list[str] | None = None
    response_types: list[str] | None = None
    grant_types: list[str] | None = None
    application_type: ApplicationType | None = None
    token_endpoint_auth_method: AuthMethod | None = None
    jwks: Jwks | None = None
    jwks_uri: str | None = None
    request_object_signing_alg: Algorithm | None = None
    frontchannel_logout_uri: str | None = None
    frontchannel_logout_session_required: bool | None = None
    backchannel_logout_uri: str | None = None
    backchannel_logout_session_required: bool | None = None


_OF_OAUTH = tuple(name for name in ClientMetadata.__struct_fields__ if name in OAuthSettings.__struct_fields__)
NEW = AppInput(settings=AppSettings(oauth_client=OAuthSettings(consent_method="REQUIRED")))
"""What metadata of a new client is laid over: people are asked for consent, unlike with applications (1.6)."""


def of(call: Call, record: Record) -> AppInput:
    """Return an application as it could have been sent."""
    return msgspec.convert(shown_as_application(call, record), AppInput)


def laid_over(base: AppInput, given: ClientMetadata) -> AppInput:
    """Return the application that a client's metadata describes."""
    defaults, said = OAuthSettings(), msgspec.structs.asdict(given)
    wanted = {name: getattr(defaults, name) if said[name] is None else said[name] for name in _OF_OAUTH}
    oauth = msgspec.structs.replace(base.settings.oauth_client, **wanted)
    method = given.token_endpoint_auth_method
    if method is None:
        method = "none" if oauth.application_type == "browser" else "client_secret_basic"
    credentials = msgspec.structs.replace(
        base.credentials,
        oauth_client=OAuthCredentials(
            token_endpoint_auth_method=method,
            pkce_required=base.credentials.oauth_client.pkce_required or None,
            auto_key_rotation=base.credentials.oauth_client.auto_key_rotation,
        ),
    )
    settings = msgspec.structs.replace(base.settings, oauth_client=oauth)
    return msgspec.structs.replace(base, label=given.client_name or "", settings=settings, credentials=credentials)


def check(given: ClientMetadata, base: AppInput) -> None:
    """Raise OAuthError for what an application would not name as a client does (RFC 7591 section 3.2.2)."""
    wildcards = base.settings.oauth_client.wildcard_redirect == "SUBDOMAIN"
    name = (given.client_name or "").strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise refused(f"client_name: The field cannot be left blank and has at most {_LONGEST_NAME} characters")
    for uri in given.redirect_uris or ():
        if not is_uri(uri) and not (wildcards and is_pattern(uri)):
            raise refused(f"redirect_uris: '{uri[:100]}' is not a valid redirect URI", "invalid_redirect_uri")


def check_whole(sent: dict[str, Any]) -> None:
    """Raise OAuthError when a change leaves out what would then be lost."""
    for name in _MUST_BE_GIVEN:
        if name not in sent:
            raise refused(f"{name}: The field cannot be left blank")


def refused(text: str, error: str = "invalid_client_metadata") -> OAuthError:
    return OAuthError(error, Reason.BAD_REQUEST, description=text)


@contextmanager
def in_oauth_form() -> Iterator[None]:
    """Let values that do not fit be refused in OAuth's form rather than the API's."""
    try:
        yield
    except ApiError as error:
        if error.code != "E0000001":
            raise
        raise refused(error.causes[0] if error.causes else str(error)) from error


def shown(record: Record, application: dict[str, Any], secret: str | None = None) -> dict[str, Any]:
    """Return the client. application: as `/api/v1/apps` shows it; secret: told where it was made or changed."""
    oauth = application["settings"]["oauthClient"]
    method = application["credentials"]["oauthClient"]["token_endpoint_auth_method"]
    names = ("client_uri", "logo_uri", "redirect_uris", "post_logout_redirect_uris", "response_types", "grant_types")
    more = ["application_type", "initiate_login_uri", "tos_uri", "policy_uri"]
    more += [name for name in oauth if name.startswith(("jwks", "request_object_", "frontchannel_", "backchannel_"))]
    return {
        "client_id": record.id,
        **({"client_secret": secret} if secret else {}),
        "client_id_issued_at": int(record.created),
        **({"client_secret_expires_at": 0} if method.startswith("client_secret_") else {}),
        "client_name": record.label,
        **{name: oauth[name] for name in names},
        "token_endpoint_auth_method": method,
        **{name: oauth[name] for name in more},
    }
