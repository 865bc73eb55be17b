"""A security key that is plugged into Chromium, by its virtual authenticator (Web Authentication section 11)."""

from playwright.sync_api import Page


class SecurityKey:
    """A key at one tab: touched at once whenever it is asked for, until it is taken out."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
        self._id = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def forget(self) -> None:
        """Lose every credential: what comes back is the answer of another key."""
        self._session.send("WebAuthn.clearCredentials", {"authenticatorId": self._id})
