"""Whole sign-ins over a running lab: a new user through all three parties, a plain one at one party."""

import base64
import hashlib
import http.client
import json
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

from bench.cast import PASSWORD
from lab.actors.browser import Browser, Page
from lab.topology import Lab

Connections = dict[str, http.client.HTTPConnection]


def brokered(lab: Lab, number: int, connections: Connections) -> Browser:
    """Sign a person in whom Okta has never seen: application, Okta, Azure AD and back."""
    user = f"user{number}@contoso.example"
    browser = Browser(connections)
    page = browser.get(f"{lab.url('webapp')}/")
    page = browser.post(page, {"stateToken": page.hidden("stateToken"), "identifier": user})
    page = browser.post(page, {"flowToken": page.hidden("flowToken"), "loginfmt": user})
    page = browser.post(page, {"flowToken": page.hidden("flowToken"), "passwd": PASSWORD})
    page = browser.post(page, {"flowToken": page.hidden("flowToken"), "kmsi": "0"})
    if "Welcome home" not in page.text:
        raise RuntimeError(f"{user} ended at {page.url} with {page.status}")
    return browser


class Plain:
    """A relying party of one party: authorize, form or forms, token, userinfo."""

    def __init__(self, lab: Lab, party: str, scope: str = "openid email profile") -> None:
        okta = party == "okta"
        base = lab.url("okta") + "/oauth2/default/v1" if okta else lab.url("azure-ad") + f"/{TENANT}/oauth2/v2.0"
        self.okta, self.authorize, self.token = okta, f"{base}/authorize", f"{base}/token"
        self.userinfo = f"{base}/userinfo" if okta else f"{lab.url('azure-ad')}/oidc/userinfo"
        self.redirect_uri = f"{lab.url('webapp')}/login/oauth2/code/okta"
        self.client_id, self.secret = OKTA_CLIENT if okta else AZURE_CLIENT
        self.host, self.scope = urlsplit(base).netloc, scope

    def sign_in(self, number: int, connections: Connections) -> None:
        """Do one plain sign-in to its end."""
        code, verifier = self.code(Browser(connections), number)
        connection = connections[self.host]
        tokens = self.redeem(connection, code, verifier)
        bearer = {"Host": self.host, "Authorization": f"Bearer {tokens['access_token']}"}
        connection.request("GET", urlsplit(self.userinfo).path, headers=bearer)
        if "sub" not in json.loads(connection.getresponse().read()):
            raise RuntimeError("userinfo names nobody")

    def start(self) -> tuple[str, str]:
        """Return the address of an authorization request, and its verifier."""
        verifier = secrets.token_urlsafe(48)
        return f"{self.authorize}?{urlencode(self._request(verifier))}", verifier

    def code(self, browser: Browser, number: int) -> tuple[str, str]:
        """Sign a person in by the forms; return the code and its verifier."""
        url, verifier = self.start()
        page = browser.get(url)
        return parse_qs(urlsplit(self._forms(browser, page, number)).query)["code"][0], verifier

    def redeem(self, connection: http.client.HTTPConnection, code: str, verifier: str) -> dict[str, str]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": verifier,
            "client_id": self.client_id,
            "client_secret": self.secret,
        }
        headers = {"Host": self.host, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", urlsplit(self.token).path, urlencode(form), headers)
        found: dict[str, str] = json.loads(connection.getresponse().read())
        return found

    def _forms(self, browser: Browser, page: Page, number: int) -> str:
        if self.okta:
            name = {"stateToken": page.hidden("stateToken"), "identifier": f"local{number}@corp.example"}
            page = browser.post(page, name)
            last = {"stateToken": page.hidden("stateToken"), "credentials.passcode": PASSWORD}
        else:
            name = {"flowToken": page.hidden("flowToken"), "loginfmt": f"user{number}@contoso.example"}
            page = browser.post(page, name)
            page = browser.post(page, {"flowToken": page.hidden("flowToken"), "passwd": PASSWORD})
            last = {"flowToken": page.hidden("flowToken"), "kmsi": "0"}
        return browser.submit(page, last)

    def _request(self, verifier: str) -> dict[str, str]:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        return {
            "client_id": self.client_id,
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "scope": self.scope,
            "state": secrets.token_urlsafe(16),
            "nonce": secrets.token_urlsafe(16),
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }


TENANT = "11111111-2222-4333-8444-555555555555"
OKTA_CLIENT = ("0oasamplewebapp00001", "sample-webapp-secret-for-the-lab-only-001")
AZURE_CLIENT = ("5a3b1e00-0000-4000-8000-00000000000b", "webapp-at-azure-secret-for-the-lab-only-01")
