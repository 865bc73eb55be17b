"""The end user's home page as a client of the org, for sign-ins that no application asked for (fact sheet 3.3)."""

from mocks.oauth.model import Client

CLIENT_ID = "okta.home"
CALLBACK_PATH = "/enduser/callback"


def registration(public_url: str) -> Client:
    """Return the registration; its codes are for nobody: it has no way to redeem one."""
    return Client(CLIENT_ID, "", (f"{public_url}{CALLBACK_PATH}",), grant_types=frozenset(), auth_methods=frozenset())
