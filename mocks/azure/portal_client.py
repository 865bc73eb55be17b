"""The portal as a client of a tenant: who administers signs in to it as to any application.

Source: Microsoft's page "Verify first-party Microsoft applications in sign-in reports", which has the id.
"""

from mocks.oauth.model import Client

CLIENT_ID = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"
NAME = "Azure Portal"
HOME = "/portal"
CALLBACK = f"{HOME}/signed-in"


def registration(base: str) -> Client:
    """Return the registration; its codes are for nobody: it has no way to redeem one. base: the tenant's address."""
    uris = (f"{base}{CALLBACK}",)
    return Client(CLIENT_ID, NAME, uris, grant_types=frozenset(), auth_methods=frozenset())
