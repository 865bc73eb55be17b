"""What one tenant is told of another: its people are not known here, and its domains hint elsewhere.

Both are shown on Azure AD's own page. Source: fact sheet 2.1, 6.1 and 6.2.
"""

from mocks.azure.directory import tenants
from mocks.azure.errors import HINT_ELSEWHERE, OTHER_TENANT, Wording
from mocks.oauth.checks import Draft
from mocks.oauth.errors import OAuthError, Reason


def domain_hint(draft: Draft) -> None:
    """Refuse a hint at the domain or id of another tenant; `organizations` and names of nobody hint at nothing."""
    hint, here = draft.parameters.get("domain_hint"), draft.server.key
    if not hint or here in tenants.SHARED:
        return
    meant = tenants.by_segment(draft.unit.db, hint)
    if meant and meant.id != here:
        raise _refused(HINT_ELSEWHERE, hint)


def unknown_here(username: str) -> OAuthError:
    """Return the refusal of somebody who proved to be another tenant's."""
    return _refused(OTHER_TENANT, username)


def _refused(wording: Wording, detail: str) -> OAuthError:
    text, code = wording.text.format(detail), str(wording.code)
    return OAuthError("access_denied", Reason.POLICY, description=text, code=code)
