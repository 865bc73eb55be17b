"""An OIDC application, created by the sequence of calls that the Okta CLI makes (fact sheet 10.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lab.okta_cli.api import CannotDo
from lab.okta_cli.prompts import choose
from lab.org_api import OrgApi

_GRANTS = {
    "web": ["authorization_code"],
    "native": ["authorization_code", "refresh_token"],
    "browser": ["authorization_code"],
    "service": ["client_credentials"],
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """kind: `web`, `native`, `browser` or `service`. trusted_origins: of pages that call the org."""

    label: str
    kind: str
    redirect_uris: Sequence[str] = ()
    post_logout_redirect_uris: Sequence[str] = ()
    trusted_origins: Sequence[str] = ()
    server_id: str = ""


@dataclass(frozen=True, slots=True)
class Created:
    """client_secret: "" for an application that has none."""

    org_url: str
    issuer: str
    issuer_id: str
    client_id: str
    client_secret: str

    @property
    def variables(self) -> dict[str, str]:
        """Return what stands for `${CLI_OKTA_…}` in a sample's files."""
        host = self.org_url.partition("://")[2]
        return {
            "CLI_OKTA_ORG_URL": self.org_url,
            "CLI_OKTA_ISSUER": self.issuer,
            "CLI_OKTA_ISSUER_ID": self.issuer_id,
            "CLI_OKTA_CLIENT_ID": self.client_id,
            "CLI_OKTA_CLIENT_SECRET": self.client_secret,
            "CLI_OKTA_REVERSE_DOMAIN": ".".join(reversed(host.partition(":")[0].split("."))),
        }


def create(api: OrgApi, wanted: Wanted) -> Created:
    """Create the application, or take the one of that label; everybody may use it.

    Raises CannotDo, and OrgRefuses as every call does.
    """
    server = _server(api, wanted.server_id)
    app = _existing(api, wanted.label) or api.post("/apps", _app(wanted))
    everyone = api.get("/groups", search='profile.name eq "everyone"')
    if len(everyone) != 1:
        raise CannotDo("The org has no group of everyone.")
    api.put(f"/apps/{app['id']}/groups/{everyone[0]['id']}", {"priority": 2})
    credentials = api.get(f"/internal/apps/{app['id']}/settings/clientcreds")
    for origin in wanted.trusted_origins:
        _trust(api, origin)
    secret = str(credentials.get("client_secret", ""))
    return Created(api.url, server["issuer"], server["id"], credentials["client_id"], secret)


def _server(api: OrgApi, wanted: str) -> dict[str, Any]:
    """Return the authorization server that the application is for: the one that is named, else `default`."""
    servers = {server["id"]: server for server in api.get("/authorizationServers")}
    if not servers:
        raise CannotDo("The org has no custom authorization server. Make one first.")
    if wanted and wanted not in servers:
        raise CannotDo(f"The org has no authorization server {wanted!r}; there are: {', '.join(servers)}")
    if wanted or "default" in servers:
        found: dict[str, Any] = servers[wanted or "default"]
        return found
    shown = {id: f"{server['name']} ({server['issuer']})" for id, server in servers.items()}
    picked: dict[str, Any] = servers[choose("Issuer:", shown)]
    return picked


def _existing(api: OrgApi, label: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = next((app for app in api.get("/apps", q=label) if app["label"] == label), None)
    return found


def _app(wanted: Wanted) -> dict[str, Any]:
    public = wanted.kind in ("browser", "native")
    method = "none" if public else "client_secret_basic"
    settings = {
        "redirect_uris": list(wanted.redirect_uris),
        "post_logout_redirect_uris": list(wanted.post_logout_redirect_uris),
        "response_types": ["token"] if wanted.kind == "service" else ["code"],
        "grant_types": _GRANTS[wanted.kind],
        "application_type": wanted.kind,
    }
    return {
        "name": "oidc_client",
        "label": wanted.label,
        "signOnMode": "OPENID_CONNECT",
        "credentials": {"oauthClient": {"token_endpoint_auth_method": method, "autoKeyRotation": True}},
        "settings": {"oauthClient": settings},
    }


def _trust(api: OrgApi, origin: str) -> None:
    if not any(known["origin"] == origin for known in api.get("/trustedOrigins", limit="200")):
        scopes = [{"type": "CORS"}, {"type": "REDIRECT"}]
        api.post("/trustedOrigins", {"name": origin, "origin": origin, "scopes": scopes})
