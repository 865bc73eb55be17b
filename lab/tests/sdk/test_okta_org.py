"""The `okta` package, unmodified, over what an org is configured with. Source: Okta fact sheet section 11."""

from typing import Any

import okta.models as wire

from lab.tests.sdk.okta_org import Org


def _application(org: Org, label: str = "Sample") -> Any:
    body = {
        "name": "oidc_client",
        "label": label,
        "signOnMode": "OPENID_CONNECT",
        "credentials": {"oauthClient": {"token_endpoint_auth_method": "client_secret_basic"}},
        "settings": {
            "oauthClient": {
                "redirect_uris": ["http://localhost:9999/callback"],
                "response_types": ["code"],
                "grant_types": ["authorization_code"],
                "application_type": "web",
            }
        },
    }
    return org.create_application(wire.OpenIdConnectApplication.from_dict(body))


def test_applications_and_who_is_assigned(org: Org) -> None:
    made = _application(org)
    assert made.credentials.oauth_client.client_id == made.id
    assert org.get_application(made.id).label == "Sample"
    assert "Sample" in {found.label for found in org.list_applications()}
    user = org.get_user("erin@contoso-subsidiary.example")
    assigned = org.assign_user_to_application(made.id, wire.AppUserAssignRequest.from_dict({"id": user.id}))
    assert assigned.id == user.id
    group = org.list_groups(search='profile.name eq "everyone"')[0]
    org.assign_group_to_application(made.id, group.id)
    assert [found.id for found in org.list_application_group_assignments(made.id)] == [group.id]
    org.deactivate_application(made.id)
    org.delete_application(made.id)
    assert "E0000007" in org.error_of("get_application", made.id)


def test_identity_providers(org: Org) -> None:
    names = {found.name for found in org.list_identity_providers()}
    assert names == {"Azure AD", "Azure AD for contractors", "Fabrikam"}
    idp = next(found for found in org.list_identity_providers() if found.name == "Fabrikam")
    sent = {name: value for name, value in idp.to_dict().items() if name in ("type", "name", "protocol", "policy")}
    renamed = wire.IdentityProvider.from_dict(sent | {"name": "Fabrikam, Inc."})
    assert org.replace_identity_provider(idp.id, renamed).name == "Fabrikam, Inc."
    org.replace_identity_provider(idp.id, wire.IdentityProvider.from_dict(sent))
    org.deactivate_identity_provider(idp.id)
    assert org.get_identity_provider(idp.id).status == wire.LifecycleStatus.INACTIVE
    org.activate_identity_provider(idp.id)
    user = org.get_user("olivia@contoso-subsidiary.example")
    body = wire.UserIdentityProviderLinkRequest.from_dict({"externalId": "her-subject-there"})
    assert org.link_user_to_identity_provider(idp.id, user.id, body).external_id == "her-subject-there"
    assert [found.id for found in org.list_identity_provider_application_users(idp.id)] == [user.id]
    assert [found.name for found in org.list_user_identity_providers(user.id)] == ["Fabrikam"]
    org.unlink_user_from_identity_provider(idp.id, user.id)
    assert org.list_user_identity_providers(user.id) == []


def test_policies_and_routing_rules(org: Org) -> None:
    (policy,) = org.list_policies(type="IDP_DISCOVERY")
    rules = org.list_policy_rules(policy.id)
    assert "Contoso people sign in with Azure AD" in {rule.name for rule in rules}


def test_authorization_servers(org: Org) -> None:
    (default,) = org.list_authorization_servers()
    assert (default.id, default.audiences) == ("default", ["api://default"])
    made = org.create_authorization_server(
        wire.AuthorizationServer.from_dict({"name": "Orders", "audiences": ["api://orders"], "description": "orders"})
    )
    scope = wire.OAuth2Scope.from_dict({"name": "orders:read", "consent": "IMPLICIT"})
    assert org.create_o_auth2_scope(made.id, scope).name == "orders:read"
    assert "orders:read" in {found.name for found in org.list_o_auth2_scopes(made.id)}
    org.deactivate_authorization_server(made.id)
    org.delete_authorization_server(made.id)


def test_the_system_log_tells_what_the_sdk_did(org: Org) -> None:
    _application(org, "Logged")
    events = org.list_log_events(filter='eventType eq "application.lifecycle.create"')
    assert [target.display_name for event in events for target in event.target] == ["Logged"]


def test_a_session_that_is_not_there(org: Org) -> None:
    assert "E0000007" in org.error_of("get_session", "102nothing")
