"""An event of the System Log in its full shape, made from the compact row. Source: fact sheet 8.2."""

from typing import Any

from mocks.okta.api._call import iso
from mocks.okta.directory.event_types import known
from mocks.okta.directory.system_log import Event

_NOWHERE = {"city": None, "state": None, "country": None, "postalCode": None, "geolocation": None}
_SECURITY = {"asNumber": None, "asOrg": None, "isp": None, "domain": None, "isProxy": None}
_WORST = {"FAILURE": "WARN", "DENY": "WARN", "RATE_LIMIT": "WARN"}

# The first name that stands in a user agent wins: each browser also claims to be the ones below it.
_BROWSERS = {"Edg/": "EDGE", "OPR/": "OPERA", "Firefox/": "FIREFOX", "Chrome/": "CHROME", "Safari/": "SAFARI"}
_SYSTEMS = {"Windows": "Windows 10", "iPhone": "iOS", "Android": "Android", "Mac OS X": "Mac OS X", "Linux": "Linux"}
_PHONES = ("iPhone", "Android")

# How a type of event says that somebody proved who they are: authentication provider, kind of credential.
_PROOFS = {
    "user.session.start": ("OKTA_AUTHENTICATION_PROVIDER", "PASSWORD"),
    "user.authentication.auth_via_IDP": ("FEDERATION", "ASSERTION"),
    "user.authentication.auth_via_social": ("SOCIAL", "OAuth 2.0"),
    "user.authentication.auth_via_AD_agent": ("ACTIVE_DIRECTORY", "PASSWORD"),
    "user.authentication.auth_via_mfa": ("FACTOR_PROVIDER", "OTP"),
}

_DEBUG = {
    "logoutRequests": "TotalOidcLogoutRequests",
    "logoutFailures": "OidcLogoutFailures",
    "grantType": "grantType",
    "grantedScopes": "grantedScopes",
}


def whole(event: Event) -> dict[str, Any]:
    """Return the event as the API shows it."""
    origin, ip = event.body.get("origin", {}), event.body.get("origin", {}).get("ip") or None
    return {
        "uuid": event.uuid,
        "published": iso(event.published),
        "version": "0",
        "eventType": event.event_type,
        "legacyEventType": _legacy(event),
        "displayMessage": known(event.event_type).message,
        "severity": _WORST.get(event.result, "INFO"),
        "actor": event.body["actor"],
        "client": _client(origin.get("agent", ""), ip, _client_id(event)),
        "device": None,
        "authenticationContext": _authentication(event),
        "outcome": {"result": event.result, "reason": event.reason},
        "securityContext": _SECURITY,
        "debugContext": {"debugData": _debug(event, origin.get("uri"))},
        "transaction": {"type": "WEB", "id": event.transaction_id, "detail": _detail(event)},
        "request": {"ipChain": [_hop(ip)] if ip else []},
        "target": event.body["target"] or None,
    }


def _legacy(event: Event) -> str | None:
    kind = known(event.event_type)
    by_type = kind.legacy if event.result in ("SUCCESS", "ALLOW") else kind.failed
    return event.body.get("legacyEventType") or by_type or None


def _client(agent: str, ip: str | None, id: str | None) -> dict[str, Any]:
    system = next((name for sign, name in _SYSTEMS.items() if sign in agent), "Unknown")
    browser = next((name for sign, name in _BROWSERS.items() if sign in agent), "UNKNOWN")
    device = "Mobile" if any(sign in agent for sign in _PHONES) else "Computer"
    return {
        "userAgent": {"rawUserAgent": agent, "os": system, "browser": browser} if agent else None,
        "zone": None,
        "device": device if system != "Unknown" else "Unknown",
        "id": id,
        "ipAddress": ip,
        "geographicalContext": _NOWHERE if ip else None,
    }


def _client_id(event: Event) -> str | None:
    actor = event.body["actor"]
    return actor["id"] if actor["type"] == "PublicClientApp" else None


def _authentication(event: Event) -> dict[str, Any]:
    provider, credential = _PROOFS.get(event.event_type, (None, None))
    session = event.body.get("session") or ("unknown" if event.event_type == "user.session.start" else None)
    return {
        "authenticationProvider": provider,
        "credentialProvider": "OKTA_CREDENTIAL_PROVIDER" if credential == "PASSWORD" else None,
        "credentialType": credential,
        "issuer": None,
        "interface": None,
        "authenticationStep": 0,
        "externalSessionId": session,
        "rootSessionId": session,
    }


def _debug(event: Event, uri: str | None) -> dict[str, Any]:
    found = {"requestId": event.transaction_id}
    if told := event.body.get("hookDebug"):
        found |= {"debugContext": told}
    found |= {shown: event.body[name] for name, shown in _DEBUG.items() if name in event.body}
    return found | ({"requestUri": uri, "url": f"{uri}?"} if uri else {})


def _detail(event: Event) -> dict[str, Any]:
    token = event.body.get("apiToken")
    return {"requestApiTokenId": token} if token else {}


def _hop(ip: str) -> dict[str, Any]:
    version = "V6" if ":" in ip else "V4"
    return {"ip": ip, "geographicalContext": _NOWHERE, "version": version, "source": None}
