"""Okta's words for what goes wrong in OAuth. Source: fact sheet 1.11 and 3.7."""

from dataclasses import dataclass

from mocks.oauth.errors import OAuthError, Reason


@dataclass(frozen=True, slots=True)
class Wording:
    """code: the internal reason that the System Log shows. text: `{}` stands for the error's detail."""

    code: str
    text: str


WORDINGS: dict[Reason, Wording] = {
    Reason.BAD_REQUEST: Wording("bad_request", "The request is malformed: '{}' cannot be used as it was sent."),
    Reason.MISSING_PARAMETER: Wording("missing_parameter", "The '{}' parameter is required."),
    Reason.REPEATED_PARAMETER: Wording("repeated_parameter", "The '{}' parameter was sent more than once."),
    Reason.UNKNOWN_CLIENT: Wording("invalid_client_id", "Invalid value for 'client_id' parameter."),
    Reason.REDIRECT_URI_MISSING: Wording("illegal_redirect_uri", "The 'redirect_uri' parameter is required."),
    Reason.REDIRECT_URI_MISMATCH: Wording(
        "illegal_redirect_uri",
        "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
    ),
    Reason.LOGOUT_REDIRECT_URI_MISMATCH: Wording(
        "illegal_post_logout_redirect_uri",
        "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.",
    ),
    Reason.BAD_ID_TOKEN_HINT: Wording("invalid_id_token_hint", "The 'id_token_hint' parameter is not valid."),
    Reason.BAD_STATE: Wording("invalid_state", "The 'state' parameter is missing or malformed."),
    Reason.BAD_NONCE: Wording("invalid_nonce", "The 'nonce' parameter is missing."),
    Reason.BAD_PROMPT: Wording("invalid_prompt", "The 'prompt' parameter has no valid value."),
    Reason.BAD_MAX_AGE: Wording("invalid_max_age", "The 'max_age' parameter must be a number of seconds."),
    Reason.RESPONSE_TYPE: Wording("unsupported_response_type", "The response type '{}' is not configured."),
    Reason.RESPONSE_MODE: Wording("unsupported_response_mode", "The response mode '{}' is not supported."),
    Reason.REQUEST_OBJECT: Wording("request_not_supported", "The '{}' parameter is not supported."),
    Reason.SCOPE: Wording(
        "no_matching_scope", "One or more scopes are not configured for the authorization server resource."
    ),
    Reason.PKCE_REQUIRED: Wording("pkce_missing_challenge", "PKCE code challenge is required by the application."),
    Reason.PKCE_METHOD: Wording("pkce_missing_challenge", "The 'code_challenge_method' must be S256."),
    Reason.PKCE_CHALLENGE: Wording("pkce_missing_challenge", "The 'code_challenge' parameter is malformed."),
    Reason.PKCE_MISMATCH: Wording("pkce_mismatch", "PKCE verification failed."),
    Reason.LOGIN_REQUIRED: Wording(
        "login_required", "The client specified not to prompt, but the user is not logged in."
    ),
    Reason.INTERACTION_REQUIRED: Wording(
        "interaction_required", "The client specified not to prompt, but a page has to be shown."
    ),
    Reason.NOT_ASSIGNED: Wording("user_not_assigned", "User is not assigned to the client application."),
    Reason.CONSENT_REQUIRED: Wording(
        "consent_required", "The client specified not to prompt, but the client app requires consent."
    ),
    Reason.CONSENT_DENIED: Wording("consent_denied", "The resource owner denied the request."),
    Reason.NO_MATCHING_POLICY: Wording(
        "no_matching_policy", "Policy evaluation failed for this request, please check the policy configurations."
    ),
    Reason.NO_SCOPE_ALLOWED: Wording("no_scope_allowed", "No scope is left that the policy allows."),
    Reason.TOO_MANY_GROUPS: Wording(
        "too_many_groups_in_groups_claim", "The groups claim would have {} groups; there may be 100 at most."
    ),
    Reason.CLAIM_INVALID: Wording("invalid_claim", "The claim '{}' cannot be evaluated."),
    Reason.HOOK_ERROR: Wording("inline_hook_error", "The callback service returned an error"),
    Reason.NO_CLIENT_CREDENTIALS: Wording("missing_client_credentials", "No client credentials found."),
    Reason.SEVERAL_CLIENT_CREDENTIALS: Wording(
        "several_client_credentials", "Cannot supply multiple client credentials."
    ),
    Reason.BAD_CLIENT_SECRET: Wording(
        "invalid_client_secret", "The client secret supplied for a confidential client is invalid."
    ),
    Reason.AUTH_METHOD: Wording("invalid_client", "The client may not authenticate in this way."),
    Reason.ASSERTION_MALFORMED: Wording("invalid_client", "The client assertion cannot be used: {}."),
    Reason.ASSERTION_SIGNATURE: Wording("invalid_client", "The signature of the client assertion is not valid."),
    Reason.ASSERTION_AUDIENCE: Wording("invalid_client", "The client assertion is meant for another endpoint."),
    Reason.ASSERTION_TIME: Wording("invalid_client", "The client assertion has expired, or lives for too long."),
    Reason.ASSERTION_USED: Wording("invalid_client", "The client assertion was used before."),
    Reason.AUTHORIZATION_PENDING: Wording("authorization_pending", "The device authorization is pending. Try later."),
    Reason.SLOW_DOWN: Wording("slow_down", "The device asks too often."),
    Reason.DEVICE_CODE_INVALID: Wording("invalid_device_code", "The device code is invalid."),
    Reason.DEVICE_CODE_EXPIRED: Wording("expired_token", "The device code has expired. Begin again."),
    Reason.DEVICE_DECLINED: Wording("access_denied", "The device authorization was denied."),
    Reason.REQUEST_URI: Wording(
        "invalid_request_uri", "The 'request_uri' is invalid, was used before, or has expired."
    ),
    Reason.REQUEST_OBJECT_INVALID: Wording("invalid_request_object", "The 'request' parameter is not valid."),
    Reason.BAD_CREDENTIALS: Wording("invalid_credentials", "The credentials provided were invalid."),
    Reason.PRIVATE_KEY_REQUIRED: Wording(
        "invalid_client", "A client that acts for itself must authenticate to the org server by private_key_jwt."
    ),
    Reason.PUBLIC_CLIENT: Wording("unauthorized_client", "The grant type is for clients that authenticate."),
    Reason.GRANT_TYPE_UNKNOWN: Wording("unsupported_grant_type", "The authorization grant type '{}' is not supported."),
    Reason.GRANT_TYPE_REFUSED: Wording(
        "unauthorized_client", "The client is not authorized to use the grant type '{}'."
    ),
    Reason.CODE_INVALID: Wording("invalid_code", "The authorization code is invalid or has expired."),
    Reason.CODE_USED: Wording("code_used", "The authorization code is invalid or has expired."),
    Reason.CODE_OF_OTHER_CLIENT: Wording("mismatched_client", "The authorization code is invalid or has expired."),
    Reason.CODE_OF_OTHER_SERVER: Wording("mismatched_server", "The authorization code is invalid or has expired."),
    Reason.CODE_REDIRECT_URI: Wording(
        "mismatched_redirect_uri", "The 'redirect_uri' does not match the one of the authorization request."
    ),
    Reason.REFRESH_TOKEN_INVALID: Wording("invalid_refresh_token", "The refresh token is invalid or expired."),
    Reason.REFRESH_TOKEN_REUSED: Wording("detect_reuse", "The refresh token is invalid or expired."),
    Reason.SUBJECT_TOKEN: Wording(
        "invalid_subject_token", "The 'subject_token' is invalid, has expired, or may not be exchanged here."
    ),
    Reason.TOKEN_TYPE: Wording("invalid_token_type", "The '{}' parameter names no type of token that is known here."),
    Reason.TARGET: Wording("invalid_target", "The '{}' parameter must be the audience of the authorization server."),
    Reason.USER_INACTIVE: Wording("user_inactive", "The user is not active."),
    Reason.TRANSACTION_GONE: Wording(
        "invalid_social_state",
        "This sign-in took too long, was finished before, or began in another browser.",
    ),
    Reason.IDP_UNKNOWN: Wording("unknown_idp", "Identity provider is not valid."),
    Reason.IDP_UNAVAILABLE: Wording(
        "idp_unavailable", "{} does not answer at the moment. Nothing was changed; try again in a while."
    ),
    Reason.NO_AUTHENTICATOR: Wording(
        "no_authenticator", "A further proof is needed, and the policy lets the user set none up that would do."
    ),
    Reason.UNSUPPORTED: Wording("bad_request", "The request is not valid: {}."),
}


def wording(error: OAuthError) -> Wording:
    """Return the internal reason and the text for an error."""
    found = WORDINGS.get(error.reason, WORDINGS[Reason.UNSUPPORTED])
    return Wording(error.code or found.code, error.description or found.text.format(error.detail))
