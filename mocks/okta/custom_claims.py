"""The claims that an administrator adds to a custom authorization server's tokens. Source: fact sheet 1.8, 1.9, 5.4."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mocks.oauth.errors import OAuthError, Reason
from mocks.okta.directory.token_claims import SUBJECT, FilterType, TokenClaim
from mocks.okta.directory.users import User
from mocks.okta.provisioning.expressions import ExpressionError, MissingAttribute, Surroundings, value

MOST_GROUPS = 100
OF_THE_PROTOCOL = frozenset(
    {
        *("ver", "jti", "iss", "aud", "iat", "exp", "cid", "uid", "scp", "auth_time", "nonce", "amr", "idp"),
        *("at_hash", "c_hash", "active", "token_type", "client_id", "scope", "cnf", "act"),
    }
)
"""Names that no claim may take: what they say is not an administrator's to decide."""

Groups = Callable[[], Sequence[tuple[str, str]]]

_MATCHES: dict[FilterType, Callable[[str, str], bool]] = {
    "STARTS_WITH": str.startswith,
    "EQUALS": str.__eq__,
    "CONTAINS": str.__contains__,
    "REGEX": lambda name, pattern: bool(re.fullmatch(pattern, name)),
}


def surroundings(user: User | None, client_id: str, client_name: str, groups: Groups) -> Surroundings:
    """Return what a claim's expression can see; user: None when a client acts for itself."""
    person = {**user.profile, "id": user.id, "status": user.status.value} if user else None
    app_user = {**user.profile, "userName": user.login, "id": user.id} if user else None
    app = {"id": client_id, "clientId": client_id, "name": client_name, "label": client_name}
    return Surroundings({"user": person, "appuser": app_user, "app": app}, groups)


def evaluate(claims: Iterable[TokenClaim], scope: Sequence[str], here: Surroundings) -> dict[str, Any]:
    """Return the claims that the scope allows; one without a value is left out."""
    found: dict[str, Any] = {}
    for claim in claims:
        if not claim.scopes or any(name in scope for name in claim.scopes):
            stated = _value(claim, here)
            if stated is not None:
                found[claim.name] = stated
    return found


def _value(claim: TokenClaim, here: Surroundings) -> Any:
    if claim.value_type == "GROUPS":
        return group_names(name for _, name in here.groups() if matches(claim, name))
    if claim.value == SUBJECT:
        app_user = here.objects["appuser"]
        return app_user["userName"] if app_user else (here.objects["app"] or {})["clientId"]
    try:
        return value(claim.value, here)
    except MissingAttribute:
        return None
    except ExpressionError as error:
        text = f"The claim '{claim.name}' cannot be evaluated."
        raise OAuthError("server_error", Reason.CLAIM_INVALID, claim.name, description=text) from error


def matches(claim: TokenClaim, group_name: str) -> bool:
    """Tell whether a group's name passes the filter of a GROUPS claim."""
    return _MATCHES[claim.group_filter_type or "EQUALS"](group_name, claim.value)


def group_names(names: Iterable[str]) -> list[str]:
    """Return the names for a groups claim; raises OAuthError when there are too many for a token."""
    listed = sorted(names)
    if len(listed) > MOST_GROUPS:
        raise OAuthError("server_error", Reason.TOO_MANY_GROUPS, str(len(listed)))
    return listed
