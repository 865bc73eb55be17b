"""Addresses of the Okta service."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Settings:
    """public_url: the org's URL as browsers and peers reach it, without a trailing slash.

    domain: where further orgs have their host names, `{label}.{domain}`. in_background: whether a thread of the
    service does what no request waits for, such as telling event hooks.
    """

    public_url: str
    domain: str = "localhost"
    in_background: bool = False

    def of_org(self, label: str) -> "Settings":
        """Return the settings of another org of the service: the same scheme and port, its own host name."""
        here = urlsplit(self.public_url)
        port = f":{here.port}" if here.port else ""
        return replace(self, public_url=f"{here.scheme}://{label}.{self.domain}{port}")
