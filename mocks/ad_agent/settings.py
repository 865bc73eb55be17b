"""Where the agent works, and as whom."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """azure_url, okta_url: of the two services, without a trailing slash. tenant_id, client_id, client_secret: the
    agent's registration at Azure AD. source_id, token: of the identity source at Okta, and an API token there.
    """

    azure_url: str
    okta_url: str
    tenant_id: str
    client_id: str
    client_secret: str
    source_id: str
    token: str
    name: str = "ad-agent"

    @property
    def token_url(self) -> str:
        return f"{self.azure_url}/{self.tenant_id}/oauth2/v2.0/token"

    @property
    def graph_url(self) -> str:
        return f"{self.azure_url}/v1.0"
