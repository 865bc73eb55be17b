"""OAuth errors, raised anywhere and rendered once per wire form by the vendor."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_NOT_DESCRIBABLE = re.compile(r"[^ !#-\[\]-~]")


class Reason(StrEnum):
    """Why a request was refused, finer than the OAuth error code; vendors give each its own words and number."""

    BAD_REQUEST = "bad_request"
    MISSING_PARAMETER = "missing_parameter"
    REPEATED_PARAMETER = "repeated_parameter"
    UNKNOWN_CLIENT = "unknown_client"
    REDIRECT_URI_MISSING = "redirect_uri_missing"
    REDIRECT_URI_MISMATCH = "redirect_uri_mismatch"
    LOGOUT_REDIRECT_URI_MISMATCH = "logout_redirect_uri_mismatch"
    BAD_ID_TOKEN_HINT = "bad_id_token_hint"  # noqa: S105 (a reason, no secret)
    BAD_STATE = "bad_state"
    BAD_NONCE = "bad_nonce"
    BAD_PROMPT = "bad_prompt"
    BAD_MAX_AGE = "bad_max_age"
    RESPONSE_TYPE = "response_type"
    RESPONSE_MODE = "response_mode"
    REQUEST_OBJECT = "request_object"
    SCOPE = "scope"
    PKCE_REQUIRED = "pkce_required"
    PKCE_METHOD = "pkce_method"
    PKCE_CHALLENGE = "pkce_challenge"
    PKCE_MISMATCH = "pkce_mismatch"
    LOGIN_REQUIRED = "login_required"
    INTERACTION_REQUIRED = "interaction_required"
    USER_CANCELED = "user_canceled"
    CONSENT_REQUIRED = "consent_required"
    CONSENT_DENIED = "consent_denied"
    NO_MATCHING_POLICY = "no_matching_policy"
    NO_SCOPE_ALLOWED = "no_scope_allowed"
    TOO_MANY_GROUPS = "too_many_groups"
    CLAIM_INVALID = "claim_invalid"
    HOOK_ERROR = "hook_error"
    NOT_ASSIGNED = "not_assigned"
    USER_INACTIVE = "user_inactive"
    NO_CLIENT_CREDENTIALS = "no_client_credentials"
    SEVERAL_CLIENT_CREDENTIALS = "several_client_credentials"
    BAD_CLIENT_SECRET = "bad_client_secret"  # noqa: S105 (a reason, no secret)
    CLIENT_SECRET_EXPIRED = "client_secret_expired"  # noqa: S105 (a reason, no secret)
    AUTH_METHOD = "auth_method"
    ASSERTION_MALFORMED = "assertion_malformed"
    ASSERTION_SIGNATURE = "assertion_signature"
    ASSERTION_AUDIENCE = "assertion_audience"
    ASSERTION_TIME = "assertion_time"
    ASSERTION_USED = "assertion_used"
    AUTHORIZATION_PENDING = "authorization_pending"
    SLOW_DOWN = "slow_down"
    DEVICE_CODE_INVALID = "device_code_invalid"
    DEVICE_CODE_EXPIRED = "device_code_expired"
    DEVICE_DECLINED = "device_declined"
    REQUEST_URI = "request_uri"
    REQUEST_OBJECT_INVALID = "request_object_invalid"
    BAD_CREDENTIALS = "bad_credentials"
    PUBLIC_CLIENT = "public_client"
    PRIVATE_KEY_REQUIRED = "private_key_required"
    RESOURCE_UNKNOWN = "resource_unknown"
    DEFAULT_SCOPE_REQUIRED = "default_scope_required"
    GRANT_TYPE_UNKNOWN = "grant_type_unknown"
    GRANT_TYPE_REFUSED = "grant_type_refused"
    CODE_INVALID = "code_invalid"
    CODE_USED = "code_used"
    CODE_OF_OTHER_CLIENT = "code_of_other_client"
    CODE_OF_OTHER_SERVER = "code_of_other_server"
    CODE_REDIRECT_URI = "code_redirect_uri"
    REFRESH_TOKEN_INVALID = "refresh_token_invalid"  # noqa: S105 (a reason, no secret)
    REFRESH_TOKEN_REUSED = "refresh_token_reused"  # noqa: S105 (a reason, no secret)
    SUBJECT_TOKEN = "subject_token"  # noqa: S105 (a reason, no secret)
    TOKEN_TYPE = "token_type"  # noqa: S105 (a reason, no secret)
    TARGET = "target"
    TRANSACTION_GONE = "transaction_gone"
    IDP_REFUSED = "idp_refused"
    IDP_UNKNOWN = "idp_unknown"
    IDP_UNAVAILABLE = "idp_unavailable"
    POLICY = "policy"
    NO_AUTHENTICATOR = "no_authenticator"
    UNSUPPORTED = "unsupported"


def describable(text: str) -> str:
    """Return a text with the characters that an `error_description` may have (RFC 6749 appendix A.7)."""
    return _NOT_DESCRIBABLE.sub("?", text.replace('"', "'"))


@dataclass
class OAuthError(Exception):
    """A refusal in OAuth's terms.

    error: the code of the RFCs, such as `invalid_grant`. detail: the value or name the vendor's text needs.
    description: the exact text where the vendor's table has none of its own. code: the vendor's own number or
    name where the reason alone does not decide it. status: for JSON answers and error pages. next_url: where an
    error page offers to go on to. more: members that the vendor adds to its JSON.
    """

    error: str
    reason: Reason
    detail: str = ""
    description: str = ""
    code: str = ""
    status: int = 400
    next_url: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(f"{self.error}: {self.reason} {self.detail}".strip())
