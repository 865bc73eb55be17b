"""Who is in the Azure AD tenant, over Microsoft Graph."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lab.cast import Cast
from lab.topology import Lab
from lab.trust import http_client
from mocks.kit.http import Answer, PeerUnavailable

_SCOPE = "https://graph.microsoft.com/.default"
_FIRST = "/v1.0/users?$select=id,userPrincipalName,accountEnabled,userType&$top=999"


class TenantRefuses(Exception):
    """The tenant does not tell; the text says why."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may sign in at the tenant. oid: their id there."""

    oid: str
    username: str


class Tenant:
    """Reads the tenant as the directory agent does."""

    def __init__(self, lab: Lab, cast: Cast) -> None:
        self._url, self._agent = lab.url("azure-ad"), cast.ad_agent
        self._http = http_client(lab)

    def members(self) -> Iterator[Member]:
        """Yield everybody who is enabled and no guest; raises TenantRefuses."""
        headers, url = {"Authorization": f"Bearer {self._token()}"}, f"{self._url}{_FIRST}"
        while url:
            page = self._body(lambda here=url: self._http.get(here, headers))
            for found in page["value"]:
                if found.get("accountEnabled") and found.get("userType") != "Guest":
                    yield Member(found["id"], found["userPrincipalName"])
            url = page.get("@odata.nextLink", "")

    def _token(self) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._agent.client_id,
            "client_secret": self._agent.client_secret,
            "scope": _SCOPE,
        }
        url = f"{self._url}/{self._agent.tenant_id}/oauth2/v2.0/token"
        return str(self._body(lambda: self._http.post_form(url, form))["access_token"])

    def _body(self, send: Any) -> Any:
        try:
            answer: Answer = send()
            body = answer.json()
        except PeerUnavailable as error:
            raise TenantRefuses(f"Azure AD does not answer at {self._url}; `python -m lab status` says why.") from error
        except ValueError as error:
            raise TenantRefuses(f"Azure AD answers with something that is no JSON: {error}") from error
        if answer.status >= 300:
            raise TenantRefuses(f"Azure AD refuses ({answer.status}): {body.get('error_description') or body}")
        return body
