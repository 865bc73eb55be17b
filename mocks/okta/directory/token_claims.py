"""Claims that a custom authorization server adds to its tokens. Source: fact sheet 5.4."""

from typing import Literal

import msgspec

from mocks.okta.directory._records import Records

ClaimType = Literal["RESOURCE", "IDENTITY"]
ValueType = Literal["EXPRESSION", "GROUPS", "SYSTEM"]
FilterType = Literal["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"]

SUBJECT = "(appuser != null) ? appuser.userName : app.clientId"


class TokenClaim(msgspec.Struct, frozen=True):
    """A claim of access tokens (RESOURCE) or of ID tokens and userinfo (IDENTITY).

    value: an expression, or what group names are compared with. always: stands in ID tokens that come with an access
    token too. scopes: names of those it needs one of; none means any.
    """

    id: str
    name: str
    claim_type: ClaimType
    value_type: ValueType
    value: str
    group_filter_type: FilterType | None = None
    always: bool = True
    scopes: tuple[str, ...] = ()
    active: bool = True
    system: bool = False


TOKEN_CLAIMS = Records("token_claims", "authorization_servers.id", TokenClaim)
