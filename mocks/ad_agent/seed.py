"""The part of a seed that describes the agent."""

import msgspec


class AgentSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the agent signs in with. token: an API token of the org; source_id: the org's identity source.

    Without a source it is not set up, and does nothing.
    """

    tenant_id: str = ""
    client_id: str = ""
    client_secret: str = ""
    source_id: str = ""
    token: str = ""
    name: str = "ad-agent"
