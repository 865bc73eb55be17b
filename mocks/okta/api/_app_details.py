"""What an application tells of itself and no protocol asks for: kept as it came, and shown. Source: fact sheet 5.1."""

from collections.abc import Mapping
from typing import Any

import msgspec

from mocks.okta.api._app_input import AppInput

USER_NAME_TEMPLATE = {"template": "${source.login}", "type": "BUILT_IN"}
VISIBILITY = {
    "autoLaunch": False,
    "autoSubmitToolbar": False,
    "hide": {"iOS": True, "web": True},
    "appLinks": {"oidc_client_link": True},
}
ACCESSIBILITY = {"selfService": False, "errorRedirectUrl": None, "loginRedirectUrl": None}
_VPN = {"network": {"connection": "DISABLED"}, "message": None, "helpUrl": None}
OAUTH = {
    "client_uri": None,
    "logo_uri": None,
    "policy_uri": None,
    "tos_uri": None,
    "issuer_mode": "DYNAMIC",
    "idp_initiated_login": {"mode": "DISABLED", "default_scope": []},
}
"""Members of `settings.oauthClient`, with what they are when nobody says otherwise."""


def notifications(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return what people are told when they are in the wrong network, whole: clients insist on every member."""
    given: dict[str, Any] = details.get("notifications", {})
    return given | {"vpn": _VPN | given.get("vpn", {})}


def of_input(given: AppInput) -> dict[str, Any]:
    """Return what is to be kept of an application as it was sent."""
    settings, credentials = given.settings, given.credentials
    kept: dict[str, Any] = {
        "visibility": given.visibility,
        "accessibility": given.accessibility,
        "profile": given.profile,
        "app": settings.app,
        "notifications": settings.notifications,
        "userNameTemplate": credentials.user_name_template,
        "oauth": {name: msgspec.to_builtins(getattr(settings.oauth_client, name)) for name in OAUTH},
    }
    if not credentials.oauth_client.auto_key_rotation:
        kept["keepsKeys"] = True
    return {name: value for name, value in kept.items() if value}
