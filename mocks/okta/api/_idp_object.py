"""An identity provider as the management API shows it. Source: fact sheet 3.2."""

from typing import Any

from mocks.okta.api._call import Call, iso
from mocks.okta.api._compatibility import linked_profile
from mocks.okta.directory.identity_providers import IdentityProvider, Policy, Protocol
from mocks.okta.directory.links import Link
from mocks.okta.idps import type_of
from mocks.okta.provisioning import mapping
from mocks.okta.signin.identity_provider import CALLBACK_PATH

_AUTHORIZE = (
    "/oauth2/v1/authorize?idp={id}&client_id={{clientId}}&response_type={{responseType}}&response_mode={{responseMode}}"
    "&scope={{scopes}}&redirect_uri={{redirectUri}}&state={{state}}&nonce={{nonce}}"
)


def shown(call: Call, idp: IdentityProvider) -> dict[str, Any]:
    return {
        "id": idp.id,
        "type": idp.type,
        "name": idp.name,
        "status": idp.status,
        "created": iso(idp.created),
        "lastUpdated": iso(idp.last_updated),
        "issuerMode": idp.issuer_mode,
        "protocol": _protocol(idp.protocol),
        "policy": _policy(idp.policy),
        "properties": None,
        "_links": _links(call, idp),
    }


def _protocol(protocol: Protocol) -> dict[str, Any]:
    endpoints = {
        "authorization": ("HTTP-REDIRECT", protocol.authorization_url),
        "token": ("HTTP-POST", protocol.token_url),
        "userInfo": ("HTTP-REDIRECT", protocol.userinfo_url),
        "jwks": ("HTTP-REDIRECT", protocol.jwks_url),
        "slo": ("HTTP-REDIRECT", protocol.end_session_url),
    }
    algorithms: dict[str, Any] = {"request": {"signature": {"algorithm": "HS256", "scope": "NONE"}}}
    if protocol.id_token_algorithm:
        algorithms["response"] = {"signature": {"algorithm": protocol.id_token_algorithm, "scope": "TOKEN"}}
    return {
        "type": "OIDC",
        "endpoints": {name: {"url": url, "binding": binding} for name, (binding, url) in endpoints.items() if url},
        "algorithms": algorithms,
        "scopes": list(protocol.scopes),
        "issuer": {"url": protocol.issuer},
        "settings": {"participateSlo": protocol.participate_slo, "sendApplicationContext": False},
        "credentials": _credentials(protocol),
    }


def _credentials(protocol: Protocol) -> dict[str, Any]:
    client = {"client_id": protocol.client_id, "pkce_required": protocol.pkce_required}
    if protocol.token_endpoint_auth_method is None:
        return {"client": client | {"client_secret": protocol.client_secret}}
    return {
        "client": client | {"token_endpoint_auth_method": protocol.token_endpoint_auth_method},
        "signing": {"kid": protocol.signing_kid, "algorithm": protocol.signing_algorithm},
    }


def _policy(policy: Policy) -> dict[str, Any]:
    groups: dict[str, Any] = {"action": "NONE"}
    if policy.group_ids:
        groups = {"action": "ASSIGN", "assignments": list(policy.group_ids)}
    return {
        "provisioning": {
            "action": policy.provisioning,
            "profileMaster": policy.profile_source,
            "groups": groups,
            "conditions": {
                "deprovisioned": {"action": policy.deprovisioned},
                "suspended": {"action": policy.suspended},
            },
        },
        "accountLink": {"action": policy.account_link, "filter": _link_filter(policy)},
        "subject": {
            "userNameTemplate": {"template": policy.username_template},
            "filter": policy.username_filter,
            "matchType": policy.match_type,
            "matchAttribute": policy.match_attribute,
        },
        "mapAMRClaims": policy.map_amr_claims,
        "trustClaims": policy.trust_claims,
        "maxClockSkew": policy.max_clock_skew,
    }


def _link_filter(policy: Policy) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    if policy.account_link_group_ids:
        found["groups"] = {"include": list(policy.account_link_group_ids)}
    if policy.account_link_excluded_user_ids:
        found["users"] = {"exclude": list(policy.account_link_excluded_user_ids)}
    return found or None


def _links(call: Call, idp: IdentityProvider) -> dict[str, Any]:
    base, org = call.url(f"/idps/{idp.id}"), call.server.public_url
    switch = "deactivate" if idp.status == "ACTIVE" else "activate"
    return {
        "authorize": {
            "href": org + _AUTHORIZE.format(id=idp.id),
            "templated": True,
            "hints": {"allow": ["GET"]},
        },
        "clientRedirectUri": {"href": f"{org}{CALLBACK_PATH}", "hints": {"allow": ["POST"]}},
        "users": {"href": f"{base}/users", "hints": {"allow": ["GET"]}},
        "keys": {"href": f"{base}/credentials/keys", "hints": {"allow": ["GET"]}},
        switch: {"href": f"{base}/lifecycle/{switch}", "hints": {"allow": ["POST"]}},
    }


def linked_user(call: Call, idp: IdentityProvider, link: Link) -> dict[str, Any]:
    """Return a user as the provider knows them (fact sheet 3.6)."""
    attributes = mapping.app_user(link.profile, type_of(idp).external_names)
    names = ("email", "firstName", "lastName", "displayName")
    here = call.url(f"/idps/{idp.id}")
    return {
        "id": link.user_id,
        "externalId": link.external_id,
        "created": iso(link.created),
        "lastUpdated": iso(link.last_updated),
        "profile": linked_profile(call, {name: attributes[name] for name in names if name in attributes}),
        "_links": {
            "self": {"href": f"{here}/users/{link.user_id}", "hints": {"allow": ["GET", "DELETE"]}},
            "idp": {"href": here},
            "user": {"href": call.url(f"/users/{link.user_id}")},
        },
    }
