"""Notes for the sign-in log: what is known of an attempt while it is served."""

from flask import request

from mocks.azure.directory import signin_log, tenants
from mocks.azure.directory.signin_log import Entry
from mocks.azure.directory.users import User
from mocks.azure.responses import trace
from mocks.kit.web import Unit
from mocks.oauth.model import Client

_LONGEST_NAME = 113


def note(
    unit: Unit, tenant_id: str, client: Client, user: User | str, code: int = 0, reason: str = "", **details: str | bool
) -> None:
    """Write an attempt down. user: the typed name where nobody was found; code: 0 for success.

    details: members of `Entry` that are not as for a browser (`is_interactive`, `conditional_access_status`, …).
    """
    if tenant_id in tenants.SHARED:
        return  # nobody's log: the tenant is not known yet
    known = isinstance(user, User)
    entry = Entry(
        id=unit.runtime.ids.guid(),
        tenant_id=tenant_id,
        created_at=unit.runtime.clock.now().timestamp(),
        user_id=user.id if isinstance(user, User) else "",
        user_principal_name=user.user_principal_name if isinstance(user, User) else user[:_LONGEST_NAME],
        user_display_name=user.display_name if isinstance(user, User) else "",
        app_id=client.client_id,
        app_display_name=client.name,
        error_code=code,
        failure_reason=reason or ("Other." if known else ""),
        correlation_id=trace().correlation_id,
        ip_address=request.remote_addr or "",
        user_agent=request.headers.get("User-Agent", "")[:256],
        **details,  # type: ignore[arg-type]
    )
    signin_log.add(unit.db, entry)
