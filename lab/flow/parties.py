"""Who takes part in a sign-in, and what they are called in a picture."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from lab.topology import SERVICES

BROWSER = "browser"
APPLICATION = "application"
"""A relying party that is none of the lab's own services: anybody's program."""

RELYING_PARTIES = ("webapp", "timesheets")

_TITLES = {service.name: service.title for service in SERVICES} | {
    BROWSER: "Browser",
    APPLICATION: "Application",
    "okta": "Okta",
    "azure-ad": "Azure AD",
    "partner-idp": "Partner",
    "ad-agent": "AD agent",
}
_ORDER = (BROWSER, APPLICATION, *RELYING_PARTIES, "okta", "ad-agent", "azure-ad", "partner-idp")


def title(party: str) -> str:
    return _TITLES.get(party, party)


def in_order(parties: set[str]) -> list[str]:
    """Sort as a picture shows them: from the browser to whoever is asked last."""
    return sorted(parties, key=lambda party: (_ORDER.index(party) if party in _ORDER else len(_ORDER), party))


def at_address(url: str, urls: Mapping[str, str]) -> str:
    """Return the service that a URL leads to; any other address is an application's."""
    netloc = urlsplit(url).netloc
    return next((name for name, own in urls.items() if urlsplit(own).netloc == netloc), APPLICATION)
