"""What an application tells of itself comes back as it was sent. Expectations: Okta fact sheet 5.1."""

from typing import Any

from mocks.tests.okta.api.admin import Admin

PAGE = "https://app.example/page"
OAUTH: dict[str, Any] = {
    "client_uri": PAGE,
    "logo_uri": PAGE,
    "policy_uri": PAGE,
    "tos_uri": PAGE,
    "initiate_login_uri": PAGE,
    "redirect_uris": ["https://app.example/callback", "com.example.app:/callback"],
    "post_logout_redirect_uris": ["https://app.example/"],
    "response_types": ["code"],
    "grant_types": ["authorization_code", "refresh_token"],
    "application_type": "native",
    "consent_method": "REQUIRED",
    "issuer_mode": "ORG_URL",
    "idp_initiated_login": {"mode": "SPEC", "default_scope": ["openid"]},
    "wildcard_redirect": "SUBDOMAIN",
    "refresh_token": {"rotation_type": "ROTATE", "leeway": 20},
    "participate_slo": False,
    "dpop_bound_access_tokens": False,
}
WHOLE: dict[str, Any] = {
    "label": "Whole",
    "profile": {"cost_centre": "7"},
    "accessibility": {"selfService": True, "errorRedirectUrl": PAGE, "loginRedirectUrl": None},
    "visibility": {"autoLaunch": True, "autoSubmitToolbar": True, "hide": {"iOS": False, "web": False}},
    "credentials": {
        "userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"},
        "oauthClient": {"autoKeyRotation": False, "token_endpoint_auth_method": "none", "pkce_required": True},
    },
    "settings": {
        "app": {"colour": "blue"},
        "notifications": {"vpn": {"message": "on"}},
        "oauthClient": OAUTH,
    },
}


def test_everything_comes_back(admin: Admin) -> None:
    made = admin.post("/apps", WHOLE)
    for found in (made, admin.get(f"/apps/{made['id']}"), admin.put(f"/apps/{made['id']}", WHOLE)):
        assert holds(found, WHOLE)
    assert [app["settings"]["oauthClient"] for app in admin.get("/apps", q="whole")] == [OAUTH]


def test_what_is_sent_in_part_is_shown_whole(admin: Admin) -> None:
    """11.2: the Python SDK reads no application that lacks the VPN's network."""
    sent = {
        "label": "Part",
        "visibility": {"autoLaunch": True},
        "settings": {
            "notifications": {"vpn": {"message": "on"}},
            "oauthClient": {"redirect_uris": ["https://app.example/callback"]},
        },
    }
    made = admin.post("/apps", sent)
    assert made["visibility"]["hide"] == {"iOS": True, "web": True}
    assert made["settings"]["notifications"]["vpn"] == {
        "network": {"connection": "DISABLED"},
        "message": "on",
        "helpUrl": None,
    }


def test_put_without_them_takes_them_back(admin: Admin) -> None:
    """Pitfall 14: PUT replaces."""
    made = admin.post("/apps", WHOLE)
    oauth = {"redirect_uris": ["https://app.example/callback"]}
    replaced = admin.put(f"/apps/{made['id']}", {"label": "Bare", "settings": {"oauthClient": oauth}})
    fresh = admin.post("/apps", {"label": "Bare", "settings": {"oauthClient": oauth}})
    for found in (replaced, fresh):
        for name in ("id", "created", "lastUpdated", "_links"):
            del found[name]
        for name in ("client_id", "client_secret"):
            found["credentials"]["oauthClient"].pop(name, None)
    assert replaced == fresh


def test_it_names_the_key_that_signs(admin: Admin) -> None:
    """5.1: `credentials.signing.kid`, which a list can be filtered by."""
    kid = admin.post("/apps", WHOLE)["credentials"]["signing"]["kid"]
    published = admin.send("GET", "http://localhost:8081/oauth2/v1/keys").get_json()["keys"]
    assert kid in {key["kid"] for key in published}
    assert admin.get("/apps", filter=f'credentials.signing.kid eq "{kid}"')
    assert admin.get("/apps", filter='credentials.signing.kid eq "other"') == []


def holds(found: Any, wanted: Any) -> bool:
    """Tell whether everything that is wanted is there; more may be."""
    if isinstance(wanted, dict):
        return all(name in found and holds(found[name], value) for name, value in wanted.items())
    return bool(found == wanted)
