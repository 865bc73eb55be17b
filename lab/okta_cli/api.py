"""The org that the commands speak to, and what is said when it refuses."""

from lab.okta_cli import config
from lab.org_api import OrgApi, OrgRefuses
from lab.topology import from_environment
from mocks.kit.http import HttpClient

_NO_FEATURE = "E0000015"


class CannotDo(Exception):
    """The command ends here; the text says why and what helps."""


def configured() -> OrgApi:
    """Return the org that the configuration names; raises CannotDo when there is none."""
    found = config.read()
    if found is None:
        raise CannotDo(f"No org is configured in {config.path()}. Run `okta login` or `okta register` first.")
    return OrgApi(found.org_url, found.token, http())


def http() -> HttpClient:
    lab = from_environment()
    return HttpClient("okta-cli", ca_file=str(lab.ca_file) if lab.ca_file.exists() else None, timeout=30.0)


def words(error: OrgRefuses) -> str:
    """Return what helps whoever called a command that an org refused."""
    if error.code == _NO_FEATURE:
        return (
            "This org does not have the feature API Access Management, which custom authorization servers need. "
            "Switch it on in the org's settings, or use another org."
        )
    if error.status == 401:
        return f"The API token is not valid at {error.url}. Make another one and run `okta login`."
    return f"The org refuses ({error.status}): {error}" if error.status else f"The org cannot be asked. {error}"
