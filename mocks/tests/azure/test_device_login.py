"""Azure AD's way with devices (fact sheet 3.1 and 3.5)."""

import pytest

from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.parties import Parties


@pytest.mark.parametrize("tenant", [cast.TENANT, "contoso.example", "organizations"])
@pytest.mark.parametrize("path", ["oauth2/v2.0/devicecode", "oauth2/devicecode"])
def test_the_answer_has_a_message(parties: Parties, tenant: str, path: str) -> None:
    """900 seconds, nine characters, a sentence for people, and no complete address."""
    tv = parties.app_at_azure().registered(cast.MULTI_TENANT_TV_AT_AZURE, "")
    url = f"{cast.AZURE}/{tenant}/{path}"
    begun = tv.post(url, {"client_id": tv.client_id, "scope": "openid"}).get_json()
    assert (begun["expires_in"], begun["interval"], len(begun["user_code"])) == (900, 5, 9)
    assert begun["user_code"] in begun["message"]
    assert "verification_uri_complete" not in begun


@pytest.mark.parametrize("spelling", ["device_code", "urn:ietf:params:oauth:grant-type:device_code"])
@pytest.mark.parametrize("tenant", [cast.TENANT, "organizations"])
def test_both_spellings_of_the_grant_are_taken(parties: Parties, browser: Browser, spelling: str, tenant: str) -> None:
    """MSAL JS sends the short one; at a shared address the person's own tenant issues."""
    tv = parties.app_at_azure().registered(cast.MULTI_TENANT_TV_AT_AZURE, "")
    base = f"{cast.AZURE}/{tenant}/oauth2/v2.0"
    begun = tv.post(f"{base}/devicecode", {"client_id": tv.client_id, "scope": "openid profile"}).get_json()
    poll = {"grant_type": spelling, "device_code": begun["device_code"], "client_id": tv.client_id}
    pending = tv.post(f"{base}/token", poll).get_json()
    assert (pending["error"], pending["error_codes"]) == ("authorization_pending", [70016])
    page = browser.submit(browser.open(f"{cast.AZURE}/common/oauth2/deviceauth"), {"user_code": begun["user_code"]})
    browser.submit(browser.sign_in(page, cast.ALICE), {"idSIButton9": "1"})
    claims = tv.claims(tv.post(f"{base}/token", poll).get_json()["id_token"])
    assert (claims["tid"], claims["preferred_username"]) == (cast.TENANT, cast.ALICE.username)


def test_an_unknown_device_code_is_a_bad_verification_code(parties: Parties) -> None:
    """Fact sheet 3.5: 70018."""
    tv = parties.app_at_azure().registered(cast.TV_AT_AZURE, "")
    form = {"grant_type": "device_code", "device_code": "unknown", "client_id": tv.client_id}
    answer = tv.post(tv.metadata["token_endpoint"], form)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "bad_verification_code")
    assert answer.get_json()["error_codes"] == [70018]
