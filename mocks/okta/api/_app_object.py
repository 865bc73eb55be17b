"""An application as the management API shows it. Source: fact sheet 5.1."""

from collections.abc import Mapping
from typing import Any

from mocks.okta.api import _app_details as kept
from mocks.okta.api._call import Call, iso
from mocks.okta.authorization_server import ORG_SERVER
from mocks.okta.directory.app_records import ACTIVE, Record
from mocks.okta.directory.applications import Settings
from mocks.okta.directory.system_log import Party
from mocks.okta.policies.authentication import default_id

APP_NAME = "oidc_client"
"""Of every application that the lab knows: one without a template of the integration network."""


def shown(call: Call, record: Record, secret: str | None = None) -> dict[str, Any]:
    """Return the application. secret: the value, told when it was made and to those who ask for it alone."""
    details = record.details
    return {
        "id": record.id,
        "name": APP_NAME,
        "label": record.label,
        "status": record.status,
        "created": iso(record.created),
        "lastUpdated": iso(record.last_updated),
        "signOnMode": "OPENID_CONNECT",
        "features": [],
        "accessibility": kept.ACCESSIBILITY | details.get("accessibility", {}),
        "visibility": kept.VISIBILITY | details.get("visibility", {}),
        "profile": details.get("profile") or {},
        "credentials": {
            "userNameTemplate": kept.USER_NAME_TEMPLATE | details.get("userNameTemplate", {}),
            "signing": {"kid": signing_kid(call)},
            "oauthClient": _client(record, secret),
        },
        "settings": {
            "app": details.get("app") or {},
            "notifications": kept.notifications(details),
            "oauthClient": _oauth(record.settings, kept.OAUTH | details.get("oauth", {})),
        },
        "_links": _links(call, record),
    }


def signing_kid(call: Call) -> str:
    """Return the id of the key that signs for every application: the org's own."""
    return call.server.keys.current(call.db, ORG_SERVER).kid


def app_party(record: Record) -> Party:
    return Party(record.id, "AppInstance", record.label, record.label)


def _client(record: Record, secret: str | None) -> dict[str, Any]:
    told = {"client_secret": secret} if secret else {}
    return {
        "autoKeyRotation": not record.details.get("keepsKeys"),
        "client_id": record.id,
        **told,
        "token_endpoint_auth_method": record.settings.token_endpoint_auth_methods[0],
        "pkce_required": record.settings.pkce_required,
    }


def _oauth(settings: Settings, told: Mapping[str, Any]) -> dict[str, Any]:
    jwks: dict[str, Any] = {"jwks": {"keys": list(settings.jwks)}} if settings.jwks else {}
    if settings.jwks_uri:
        jwks = {"jwks_uri": settings.jwks_uri}
    if settings.request_object_alg:
        jwks["request_object_signing_alg"] = settings.request_object_alg
    return {
        "client_uri": told["client_uri"],
        "logo_uri": told["logo_uri"],
        "policy_uri": told["policy_uri"],
        "tos_uri": told["tos_uri"],
        "redirect_uris": settings.redirect_uris,
        "post_logout_redirect_uris": settings.post_logout_redirect_uris,
        "response_types": settings.response_types,
        "grant_types": settings.grant_types,
        "initiate_login_uri": settings.initiate_login_uri,
        "application_type": settings.application_type,
        "consent_method": settings.consent_method,
        "issuer_mode": told["issuer_mode"],
        "idp_initiated_login": told["idp_initiated_login"],
        "wildcard_redirect": settings.wildcard_redirect,
        "refresh_token": {"rotation_type": settings.rotation.value, "leeway": settings.leeway},
        "participate_slo": settings.participate_slo,
        "dpop_bound_access_tokens": False,
        **jwks,
        **_logout(settings),
    }


def _logout(settings: Settings) -> dict[str, Any]:
    """Return the addresses that are told of sign-outs; absent where there are none."""
    shown: dict[str, Any] = {}
    if settings.frontchannel_logout_uri:
        shown["frontchannel_logout_uri"] = settings.frontchannel_logout_uri
        shown["frontchannel_logout_session_required"] = settings.frontchannel_logout_session_required
    if settings.backchannel_logout_uri:
        shown["backchannel_logout_uri"] = settings.backchannel_logout_uri
        shown["backchannel_logout_session_required"] = settings.backchannel_logout_session_required
    return shown


def _links(call: Call, record: Record) -> dict[str, Any]:
    base = call.url(f"/apps/{record.id}")
    turn = "deactivate" if record.status == ACTIVE else "activate"
    return {
        "self": {"href": base},
        "users": {"href": f"{base}/users"},
        "groups": {"href": f"{base}/groups"},
        "logo": [{"name": "medium", "href": f"{call.server.public_url}/assets/mark.svg", "type": "image/svg+xml"}],
        "appLinks": [],
        turn: {"href": f"{base}/lifecycle/{turn}"},
        "accessPolicy": {"href": call.url(f"/policies/{record.access_policy_id or default_id(call.unit)}")},
    }
