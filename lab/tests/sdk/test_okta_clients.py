"""Okta's own Python SDK over clients: their refresh tokens, scopes of Okta's API, servers that trust each other.

Source: Okta fact sheet 5.1, 5.4 and 11.
"""

from typing import Any
from urllib.parse import urlencode

import okta.models as wire
import requests

from lab.tests.sdk.forms import OLIVIA, answer_of
from lab.tests.sdk.okta_org import Org
from lab.topology import Lab

CALLBACK = "http://localhost:9999/callback"


def application(org: Org) -> Any:
    """Make an application that may stay signed in, for Olivia."""
    oauth = {
        "redirect_uris": [CALLBACK],
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"],
        "application_type": "web",
        "client_uri": "https://app.example/",
    }
    body = {
        "name": "oidc_client",
        "label": "Stays signed in",
        "signOnMode": "OPENID_CONNECT",
        "credentials": {"oauthClient": {"token_endpoint_auth_method": "client_secret_post", "pkce_required": False}},
        "settings": {"oauthClient": oauth},
    }
    made = org.create_application(wire.OpenIdConnectApplication.from_dict(body))
    user = org.get_user(OLIVIA[0])
    org.assign_user_to_application(made.id, wire.AppUserAssignRequest.from_dict({"id": user.id}))
    return made


def token(lab: Lab, app: Any, **form: str) -> requests.Response:
    client = app.credentials.oauth_client
    sent = {"client_id": client.client_id, "client_secret": client.client_secret, **form}
    return requests.post(f"{lab.url('okta')}/oauth2/default/v1/token", sent, timeout=20)


def refresh_token(lab: Lab, app: Any) -> str:
    asked = {"client_id": app.id, "redirect_uri": CALLBACK, "response_type": "code", "state": "s"}
    query = urlencode(asked | {"scope": "openid offline_access"})
    answer = answer_of(lab, f"{lab.url('okta')}/oauth2/default/v1/authorize?{query}", CALLBACK, OLIVIA)
    earned = token(lab, app, grant_type="authorization_code", code=answer["code"], redirect_uri=CALLBACK)
    found: str = earned.json()["refresh_token"]
    return found


def test_refresh_tokens_are_found_everywhere_and_ended(org: Org, running_lab: Lab) -> None:
    app, user = application(org), org.get_user(OLIVIA[0])
    assert app.settings.oauth_client.client_uri == "https://app.example/"
    value = refresh_token(running_lab, app)
    (issued,) = org.list_refresh_tokens_for_user_and_client(user.id, app.id)
    assert (issued.user_id, issued.client_id, issued.status) == (user.id, app.id, "ACTIVE")
    (same,) = org.list_refresh_tokens_for_authorization_server_and_client("default", app.id)
    assert same.id == issued.id
    assert app.id in {client.client_id for client in org.list_o_auth2_clients_for_authorization_server("default")}
    assert app.id in {client.client_id for client in org.list_user_clients(user.id)}
    again = token(running_lab, app, grant_type="refresh_token", refresh_token=value)
    assert again.status_code == 200
    org.revoke_refresh_token_for_authorization_server_and_client("default", app.id, issued.id)
    gone = token(running_lab, app, grant_type="refresh_token", refresh_token=value)
    assert (gone.status_code, gone.json()["error"]) == (400, "invalid_grant")
    assert org.list_refresh_tokens_for_user_and_client(user.id, app.id) == []


def test_scopes_of_okta_s_api_are_granted(org: Org, running_lab: Lab) -> None:
    app = application(org)
    body = {"scopeId": "okta.users.read", "issuer": running_lab.url("okta")}
    org.grant_consent_to_scope(app.id, wire.OAuth2ScopeConsentGrant.from_dict(body))
    (grant,) = org.list_scope_consent_grants(app.id)
    assert (grant.scope_id, grant.client_id) == ("okta.users.read", app.id)
    org.revoke_scope_consent_grant(app.id, grant.id)
    unknown = wire.OAuth2ScopeConsentGrant.from_dict(body | {"scopeId": "okta.colours.read"})
    assert "E0000001" in org.error_of("grant_consent_to_scope", app.id, unknown)


def test_servers_trust_each_other(org: Org) -> None:
    made = org.create_authorization_server(
        wire.AuthorizationServer.from_dict({"name": "Partners", "audiences": ["api://partners"]})
    )
    body = wire.AssociatedServerMediated.from_dict({"trusted": ["default"]})
    assert [server.id for server in org.create_associated_servers(made.id, body)] == ["default"]
    assert [server.id for server in org.list_associated_servers_by_trusted_type(made.id, trusted=True)] == ["default"]
    org.delete_associated_server(made.id, "default")
    assert org.list_associated_servers_by_trusted_type(made.id, trusted=True) == []
