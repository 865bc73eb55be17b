"""Which authorization server an address means: the org's own, or a custom one. Source: fact sheet 1.1 and 1.2."""

from collections.abc import Mapping, Sequence

from flask import Response

from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError
from mocks.oauth.keys import KeyRing
from mocks.okta import key_rotation, responses
from mocks.okta.access_management import AccessManagement
from mocks.okta.api_errors import not_found
from mocks.okta.authorization_server import ORG_SERVER, OktaServer
from mocks.okta.directory import authorization_servers
from mocks.okta.directory.org import Org
from mocks.okta.policies._rulebook import Rulebooks
from mocks.okta.settings import Settings


class OrgServers:
    """Finds the authorization servers of the org."""

    rules: Mapping[str, Sequence[str]] = {
        "discovery": (
            "/.well-known/openid-configuration",
            "/.well-known/oauth-authorization-server",
            "/oauth2/<server>/.well-known/openid-configuration",
            "/oauth2/<server>/.well-known/oauth-authorization-server",
        ),
        "authorize": ("/oauth2/v1/authorize", "/oauth2/<server>/v1/authorize"),
        "token": ("/oauth2/v1/token", "/oauth2/<server>/v1/token"),
        "userinfo": ("/oauth2/v1/userinfo", "/oauth2/<server>/v1/userinfo"),
        "introspect": ("/oauth2/v1/introspect", "/oauth2/<server>/v1/introspect"),
        "revoke": ("/oauth2/v1/revoke", "/oauth2/<server>/v1/revoke"),
        "jwks": ("/oauth2/v1/keys", "/oauth2/<server>/v1/keys"),
        "end_session": ("/oauth2/v1/logout", "/oauth2/<server>/v1/logout"),
        "par": ("/oauth2/v1/par", "/oauth2/<server>/v1/par"),
        "device_authorization": ("/oauth2/v1/device/authorize", "/oauth2/<server>/v1/device/authorize"),
    }

    def __init__(self, settings: Settings, keys: KeyRing, organisation: Org) -> None:
        self._settings, self._keys, self._org = settings, keys, organisation
        self._rulebooks = Rulebooks()
        self._rotation = key_rotation.OrgRotation(keys, ORG_SERVER, organisation.keys_rotated)

    def resolve(self, unit: Unit, arguments: Mapping[str, str]) -> OktaServer:
        return self.by_key(unit, arguments.get("server", ORG_SERVER))

    def by_key(self, unit: Unit, key: str) -> OktaServer:
        access = None
        if key == ORG_SERVER:
            self._rotation.look(unit)
        else:
            custom = unit.once("authorization_server", key, authorization_servers.by_id)
            if custom is None or not custom.active:
                raise not_found(key, "AuthorizationServer")
            if key_rotation.is_due(custom, unit.runtime.clock.timestamp()):
                key_rotation.rotate(unit, self._keys, custom)
            access = AccessManagement(custom, self._rulebooks.of(unit.db, custom))
        return OktaServer(access, self._org, self._settings, self._keys)

    def error_page(self, error: OAuthError) -> Response:
        return responses.error_page(error)

    def error_json(self, error: OAuthError) -> Response:
        return responses.error_json(error)
