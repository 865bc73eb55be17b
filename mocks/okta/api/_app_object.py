"""An application as the management API shows it. Source: fact sheet 5.1."""

from typing import Any

from mocks.okta.api._call import Call, iso
from mocks.okta.directory.app_records import ACTIVE, Record
from mocks.okta.directory.applications import Settings
from mocks.okta.directory.system_log import Party
from mocks.okta.policies.authentication import default_id

_VISIBILITY = {
    "autoLaunch": False,
    "autoSubmitToolbar": False,
    "hide": {"iOS": True, "web": True},
    "appLinks": {"oidc_client_link": True},
}
_ACCESSIBILITY = {"selfService": False, "errorRedirectUrl": None, "loginRedirectUrl": None}
_NOTIFICATIONS = {"vpn": {"network": {"connection": "DISABLED"}, "message": None, "helpUrl": None}}


def shown(call: Call, record: Record, secret: str | None = None) -> dict[str, Any]:
    """Return the application. secret: the value, told when it was made and to those who ask for it alone."""
    return {
        "id": record.id,
        "name": "oidc_client",
        "label": record.label,
        "status": record.status,
        "created": iso(record.created),
        "lastUpdated": iso(record.last_updated),
        "signOnMode": "OPENID_CONNECT",
        "features": [],
        "accessibility": record.details.get("accessibility") or _ACCESSIBILITY,
        "visibility": record.details.get("visibility") or _VISIBILITY,
        "profile": record.details.get("profile") or {},
        "credentials": {
            "userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"},
            "signing": {},
            "oauthClient": _client(record, secret),
        },
        "settings": {"app": {}, "notifications": _NOTIFICATIONS, "oauthClient": _oauth(record.settings)},
        "_links": _links(call, record),
    }


def app_party(record: Record) -> Party:
    return Party(record.id, "AppInstance", record.label, record.label)


def _client(record: Record, secret: str | None) -> dict[str, Any]:
    told = {"client_secret": secret} if secret else {}
    return {
        "autoKeyRotation": True,
        "client_id": record.id,
        **told,
        "token_endpoint_auth_method": record.settings.token_endpoint_auth_methods[0],
        "pkce_required": record.settings.pkce_required,
    }


def _oauth(settings: Settings) -> dict[str, Any]:
    jwks = {"jwks": {"keys": list(settings.jwks)}} if settings.jwks else {}
    return {
        "client_uri": None,
        "logo_uri": None,
        "redirect_uris": settings.redirect_uris,
        "post_logout_redirect_uris": settings.post_logout_redirect_uris,
        "response_types": settings.response_types,
        "grant_types": settings.grant_types,
        "initiate_login_uri": settings.initiate_login_uri,
        "application_type": settings.application_type,
        "consent_method": settings.consent_method,
        "issuer_mode": "DYNAMIC",
        "idp_initiated_login": {"mode": "DISABLED", "default_scope": []},
        "wildcard_redirect": "DISABLED",
        "refresh_token": {"rotation_type": settings.rotation.value, "leeway": settings.leeway},
        "participate_slo": False,
        "dpop_bound_access_tokens": False,
        **jwks,
    }


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
