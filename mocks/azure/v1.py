"""The v1.0 endpoints of a tenant: another issuer, another ID token, numbers as text. Source: fact sheet 1.2, 4.1."""

import re
from typing import Any
from urllib.parse import urlsplit

from mocks.azure import claims, discovery
from mocks.azure.authorization_server import TenantServer
from mocks.azure.directory.tenants import Tenant
from mocks.azure.settings import Settings
from mocks.kit.web import Unit
from mocks.oauth.keys import KeyRing
from mocks.oauth.model import Grant

_PATH = re.compile(r"/[^/]+/(oauth2/(authorize|token)|\.well-known/openid-configuration)")


def is_meant(path: str) -> bool:
    """Tell whether a path is one of those that v2.0 spells differently."""
    return _PATH.fullmatch(path) is not None


class V1Server(TenantServer):
    """The same tenant as older applications know it."""

    def __init__(self, tenant: Tenant, settings: Settings, keys: KeyRing) -> None:
        super().__init__(tenant, settings, keys)
        self.issuer = f"https://sts.windows.net/{tenant.id}/"
        self.paths = {**self.paths, "authorize": f"{self.base}/oauth2/authorize", "token": f"{self.base}/oauth2/token"}

    def discovery(self, unit: Unit) -> dict[str, Any]:  # noqa: ARG002
        graph = urlsplit(self.public_url).netloc
        return discovery.document_v1(self.base, self.issuer, self.public_url, graph, self.region)

    def id_token_claims(self, unit: Unit, grant: Grant) -> dict[str, Any]:
        app, user = self._parties(unit, grant)
        return claims.id_token_v1(self.tenant, app, user, grant, unit.runtime.ids)

    def jws_header(self, kid: str) -> dict[str, str]:
        return super().jws_header(kid) | {"x5t": kid}

    def token_response(self, unit: Unit, grant: Grant, response: dict[str, Any]) -> dict[str, Any]:
        answer = super().token_response(unit, grant, response)
        now, lifetime = unit.runtime.clock.timestamp(), answer["expires_in"]
        times = {
            "expires_in": lifetime,
            "ext_expires_in": lifetime,
            "expires_on": now + lifetime,
            "not_before": now - 300,
        }
        return answer | {name: str(value) for name, value in times.items()} | {"resource": claims.GRAPH_URL}
