"""Identity providers through the management API. Expectations: Okta fact sheet 3.1 and 3.2."""

from typing import Any

import msgspec
import pytest

from mocks.okta.directory import groups, system_log
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, AZURE, AZURE_IDP, CONTRACTORS_IDP, GRACE, OKTA, OKTA_AT_AZURE, SECRET, TENANT
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

BASE = f"{AZURE}/{TENANT}"
SENT: dict[str, Any] = {
    "type": "OIDC",
    "name": "Azure by API",
    "protocol": {
        "type": "OIDC",
        "endpoints": {
            "authorization": {"url": f"{BASE}/oauth2/v2.0/authorize", "binding": "HTTP-REDIRECT"},
            "token": {"url": f"{BASE}/oauth2/v2.0/token", "binding": "HTTP-POST"},
            "jwks": {"url": f"{BASE}/discovery/v2.0/keys", "binding": "HTTP-REDIRECT"},
        },
        "algorithms": {"request": {"signature": {"algorithm": "HS256", "scope": "NONE"}}},
        "scopes": ["openid", "email", "profile"],
        "issuer": {"url": f"{BASE}/v2.0"},
        "credentials": {"client": {"client_id": OKTA_AT_AZURE, "client_secret": SECRET, "pkce_required": True}},
    },
    "policy": {
        "provisioning": {
            "action": "AUTO",
            "profileMaster": True,
            "groups": {"action": "NONE"},
            "conditions": {"deprovisioned": {"action": "NONE"}, "suspended": {"action": "UNSUSPEND"}},
        },
        "accountLink": {"action": "AUTO", "filter": None},
        "subject": {
            "userNameTemplate": {"template": "idpuser.email"},
            "filter": r"[^@]+@contoso\.example",
            "matchType": "USERNAME",
            "matchAttribute": None,
        },
        "mapAMRClaims": True,
        "trustClaims": True,
        "maxClockSkew": 1000,
    },
}


def sent(**changes: Any) -> dict[str, Any]:
    """Return what makes a provider, changed; a key with dots leads into it."""
    body: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(SENT))
    for path, value in changes.items():
        *way, last = path.split("__")
        place = body
        for name in way:
            place = place[name]
        place[last] = value
    return body


def test_a_provider_comes_back_as_it_was_sent(admin: Admin) -> None:
    made = admin.post("/idps", SENT)
    assert made["id"].startswith("0oa")
    assert (made["status"], made["issuerMode"], made["properties"]) == ("ACTIVE", "DYNAMIC", None)
    for member in ("name", "type"):
        assert made[member] == SENT[member]
    for part in ("endpoints", "algorithms", "scopes", "issuer", "credentials"):
        assert made["protocol"][part] == SENT["protocol"][part]
    assert made["policy"] == SENT["policy"]
    assert made["_links"]["authorize"]["href"].startswith(f"{OKTA}/oauth2/v1/authorize?idp={made['id']}&client_id={{")
    assert made["_links"]["clientRedirectUri"]["href"] == f"{OKTA}/oauth2/v1/authorize/callback"
    assert admin.get(f"/idps/{made['id']}") == made


def test_who_is_sent_to_it_signs_in(admin: Admin, app: RelyingParty, browser: Browser) -> None:
    made = admin.post("/idps", SENT)
    people = admin.post("/groups", {"profile": {"name": "Through the API"}})
    changed = sent(policy__provisioning__groups={"action": "ASSIGN", "assignments": [people["id"]]})
    admin.put(f"/idps/{made['id']}", changed)
    app.sign_in(browser, ALICE, idp=made["id"])
    (user,) = admin.get(f"/idps/{made['id']}/users", expand="user")
    assert user["_embedded"]["user"]["profile"]["login"] == ALICE.username
    assert user["profile"]["firstName"] == "Alice"
    assert [idp["id"] for idp in admin.get(f"/users/{user['id']}/idps")] == [made["id"]]
    assert [member["id"] for member in admin.get(f"/groups/{people['id']}/users")] == [user["id"]]


def test_replacing_is_whole_but_for_the_secret(admin: Admin) -> None:
    """Okta fact sheet 12.14: PUT is no patch; what only the org writes may be sent back."""
    made = admin.post("/idps", SENT)
    changed = sent(
        name="Renamed",
        policy={},
        protocol__credentials={"client": {"client_id": "other"}},
        _links={"self": {}},
        created="1999-01-01T00:00:00.000Z",
    )
    replaced = admin.put(f"/idps/{made['id']}", changed)
    assert (replaced["id"], replaced["name"], replaced["created"]) == (made["id"], "Renamed", made["created"])
    assert replaced["policy"]["subject"]["filter"] is None
    assert replaced["policy"]["provisioning"]["profileMaster"] is False
    assert replaced["protocol"]["credentials"]["client"]["client_secret"] == SECRET


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"name": ""}, "name: The field cannot be left blank"),
        ({"name": "x" * 101}, "name: must have at most 100 characters"),
        ({"name": "Azure AD"}, "name: An object with this field already exists"),
        ({"type": "SAML2"}, "type: must be one of MICROSOFT, OIDC"),
        ({"protocol__issuer": None}, "protocol.issuer.url: The field cannot be left blank"),
        ({"protocol__endpoints__token": {"url": "token"}}, "protocol.endpoints.token.url: must be a URL"),
        ({"protocol__endpoints__userInfo": {"url": "file:///"}}, "protocol.endpoints.userInfo.url: must be a URL"),
        ({"protocol__scopes": ["email"]}, "protocol.scopes: must contain openid"),
        ({"protocol__credentials": {"client": {}}}, "protocol.credentials.client.client_id: The field"),
        ({"policy__subject__filter": "["}, "policy.subject.filter: is not valid"),
        ({"policy__subject__userNameTemplate": {"template": "idpuser.email +"}}, "policy.subject.userNameTemplate"),
        ({"policy__subject__matchType": "CUSTOM_ATTRIBUTE"}, "policy.subject.matchAttribute: The field"),
        ({"policy__maxClockSkew": -1}, "policy.maxClockSkew: must not be negative"),
        ({"policy__accountLink__filter": {"groups": {"include": ["00gno"]}}}, "policy: there is no group '00gno'"),
        ({"policy__provisioning__action": "CALLOUT"}, "policy.provisioning.action: Invalid enum value"),
        (
            {
                "protocol__algorithms": {"response": {"signature": {"algorithm": "HS256"}}},
                "protocol__credentials": {"client": {"client_id": "x", "client_secret": "short"}},
            },
            "protocol.credentials.client.client_secret: must have 32 bytes",
        ),
    ],
)
def test_what_is_wrong_is_told(admin: Admin, changes: dict[str, Any], cause: str) -> None:
    body = sent(**changes)
    if changes.get("protocol__issuer", "") is None:
        del body["protocol"]["issuer"]
    answer = admin.send("POST", "/idps", body)
    assert (answer.status_code, answer.get_json()["errorCode"]) == (400, "E0000001")
    assert answer.get_json()["errorCauses"][0]["errorSummary"].startswith(cause)


def test_microsoft_has_its_endpoints_by_itself(admin: Admin) -> None:
    """Okta fact sheet 3.2."""
    client = {"client": {"client_id": "x", "client_secret": "y"}}
    made = admin.post("/idps", {"type": "MICROSOFT", "name": "Microsoft", "protocol": {"credentials": client}})
    authorization = made["protocol"]["endpoints"]["authorization"]["url"]
    assert authorization == "https://login.microsoftonline.com/common/oauth2/v2.0/authorize"
    assert made["protocol"]["scopes"][-1] == "https://graph.microsoft.com/User.Read"
    assert made["policy"]["subject"]["userNameTemplate"]["template"] == "idpuser.userPrincipalName"


def test_lists_are_by_name_type_and_page(admin: Admin) -> None:
    assert [idp["id"] for idp in admin.get("/idps")] == sorted([AZURE_IDP, CONTRACTORS_IDP])
    assert [idp["id"] for idp in admin.get("/idps", q="azure ad FOR")] == [CONTRACTORS_IDP]
    assert admin.get("/idps", type="MICROSOFT") == []
    assert [[idp["id"] for idp in page] for page in admin.pages("/idps", limit="1")] == [
        [id] for id in sorted([AZURE_IDP, CONTRACTORS_IDP])
    ]


def test_an_inactive_provider_signs_nobody_in(admin: Admin, app: RelyingParty, browser: Browser) -> None:
    off = admin.post(f"/idps/{AZURE_IDP}/lifecycle/deactivate")
    assert (off["status"], "activate" in off["_links"], "deactivate" in off["_links"]) == ("INACTIVE", True, False)
    assert browser.open(app.authorize_url(idp=AZURE_IDP)).parameters["error"] == "invalid_request"
    assert admin.post(f"/idps/{AZURE_IDP}/lifecycle/activate")["status"] == "ACTIVE"
    assert "code" in app.sign_in(browser, ALICE, idp=AZURE_IDP).parameters


def test_a_link_made_by_an_administrator_is_followed(admin: Admin, app: RelyingParty, parties: Parties) -> None:
    """Okta fact sheet 3.1: POST with the subject; unlinked, the person is matched anew."""
    app.sign_in(parties.browser(), ALICE)
    (link,) = admin.get(f"/idps/{AZURE_IDP}/users")
    grace = admin.get(f"/users/{GRACE.username}")
    admin.delete(f"/idps/{AZURE_IDP}/users/{link['id']}")
    assert admin.refused("GET", f"/idps/{AZURE_IDP}/users/{link['id']}") == (404, "E0000007")
    made = admin.post(f"/idps/{AZURE_IDP}/users/{grace['id']}", {"externalId": link["externalId"]})
    assert (made["id"], made["externalId"]) == (grace["id"], link["externalId"])
    claims = app.claims(app.tokens(parties.browser(), ALICE)["id_token"])
    assert claims["sub"] == grace["id"]
    assert admin.refused("POST", f"/idps/{AZURE_IDP}/users/{grace['id']}", {"externalId": "x"}) == (400, "E0000001")
    assert admin.refused("POST", f"/idps/{AZURE_IDP}/users/{link['id']}", {"externalId": ""}) == (400, "E0000001")


def test_a_provider_that_is_deleted_is_gone_with_its_links(admin: Admin, app: RelyingParty, parties: Parties) -> None:
    app.sign_in(parties.browser(), ALICE)
    assert admin.delete(f"/idps/{AZURE_IDP}") is None
    assert admin.refused("GET", f"/idps/{AZURE_IDP}") == (404, "E0000007")
    assert admin.get(f"/users/{ALICE.username}/idps") == []
    assert app.sign_in(parties.browser(), ALICE).status == 200, "the rule that led there is passed over"


def test_what_is_done_is_logged(admin: Admin, parties: Parties) -> None:
    made = admin.post("/idps", SENT)
    admin.put(f"/idps/{made['id']}", SENT)
    admin.post(f"/idps/{made['id']}/lifecycle/deactivate")
    admin.delete(f"/idps/{made['id']}")
    with parties.okta.db() as db:
        events = [event.event_type for event in system_log.latest(db)]
    assert [event for event in events if event.startswith("system.idp.")] == [
        f"system.idp.lifecycle.{name}" for name in ("create", "update", "deactivate", "delete")
    ]


def test_groups_are_named_by_id(admin: Admin, parties: Parties) -> None:
    with parties.okta.db() as db:
        linkable = groups.id_of(db, "Linkable")
    link = {"action": "AUTO", "filter": {"groups": {"include": [linkable]}, "users": {"exclude": ["00u1"]}}}
    assert admin.post("/idps", sent(policy__accountLink=link))["policy"]["accountLink"] == link
