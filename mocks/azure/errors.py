"""AADSTS codes: the number, OAuth error and words for each reason the core or a step can give.

Source: fact sheet section 6, after Microsoft's page "Microsoft Entra authentication and authorization error
codes". The words are the lab's own; clients are told to read the number alone.
"""

from dataclasses import dataclass

from mocks.oauth.errors import OAuthError, Reason


@dataclass(frozen=True, slots=True)
class Wording:
    """code: the AADSTS number. text: a sentence, `{}` stands for the error's detail."""

    code: int
    text: str


WORDINGS: dict[Reason, Wording] = {
    Reason.BAD_REQUEST: Wording(9002313, "The request is malformed: '{}' cannot be used as it was sent."),
    Reason.MISSING_PARAMETER: Wording(900144, "The request must contain the parameter '{}'."),
    Reason.REPEATED_PARAMETER: Wording(9002313, "The parameter '{}' was sent more than once."),
    Reason.UNKNOWN_CLIENT: Wording(700016, "The application '{}' was not found in this directory."),
    Reason.REDIRECT_URI_MISSING: Wording(900971, "The application '{}' sent no reply address."),
    Reason.REDIRECT_URI_MISMATCH: Wording(50011, "The reply address '{}' is not registered for the application."),
    Reason.BAD_ID_TOKEN_HINT: Wording(50061, "The sign-out request is not valid."),
    Reason.BAD_PROMPT: Wording(90023, "The value '{}' of prompt is not supported."),
    Reason.BAD_MAX_AGE: Wording(90023, "The value '{}' of max_age is not a number of seconds."),
    Reason.BAD_NONCE: Wording(900144, "The request must contain the parameter 'nonce'."),
    Reason.RESPONSE_TYPE: Wording(700054, "The response type '{}' is not enabled for the application."),
    Reason.RESPONSE_MODE: Wording(70007, "The response mode '{}' cannot be used with this response type."),
    Reason.REQUEST_OBJECT: Wording(90023, "The parameter '{}' is not supported."),
    Reason.SCOPE: Wording(70011, "The scope is not valid: '{}'."),
    Reason.PKCE_REQUIRED: Wording(50147, "A code challenge is required."),
    Reason.PKCE_METHOD: Wording(50149, "The code challenge method '{}' is not supported."),
    Reason.PKCE_CHALLENGE: Wording(501491, "The size or form of the code challenge is not valid."),
    Reason.PKCE_MISMATCH: Wording(501481, "The code verifier does not match the code challenge."),
    Reason.LOGIN_REQUIRED: Wording(50058, "A silent sign-in was asked for, but nobody is signed in."),
    Reason.INTERACTION_REQUIRED: Wording(50058, "A silent sign-in was asked for, but a page has to be shown."),
    Reason.NO_CLIENT_CREDENTIALS: Wording(7000218, "The request must contain a client secret or assertion."),
    Reason.SEVERAL_CLIENT_CREDENTIALS: Wording(90023, "The client authenticated in more than one way."),
    Reason.BAD_CLIENT_SECRET: Wording(7000215, "The client secret sent for the application '{}' is wrong."),
    Reason.CLIENT_SECRET_EXPIRED: Wording(7000222, "The client secret sent for the application '{}' has expired."),
    Reason.AUTH_METHOD: Wording(700025, "The application '{}' is public and must not send a credential."),
    Reason.RESOURCE_UNKNOWN: Wording(500011, "The resource '{}' was not found in this directory."),
    Reason.DEFAULT_SCOPE_REQUIRED: Wording(1002012, "The scope '{}' must be a resource followed by /.default."),
    Reason.ASSERTION_MALFORMED: Wording(50027, "The client assertion cannot be used: {}."),
    Reason.ASSERTION_SIGNATURE: Wording(700027, "No certificate of the application '{}' made the signature."),
    Reason.ASSERTION_AUDIENCE: Wording(50012, "The client assertion is meant for '{}'."),
    Reason.ASSERTION_TIME: Wording(700024, "The client assertion is not within its valid time range."),
    Reason.ASSERTION_USED: Wording(50012, "The client assertion was used before."),
    Reason.AUTHORIZATION_PENDING: Wording(70016, "Nobody has finished the sign-in for this device yet."),
    Reason.SLOW_DOWN: Wording(70016, "The device asks too often."),
    Reason.DEVICE_CODE_INVALID: Wording(70018, "The device code is not valid."),
    Reason.DEVICE_CODE_EXPIRED: Wording(70019, "The device code has expired."),
    Reason.DEVICE_DECLINED: Wording(65004, "The person declined the device."),
    Reason.BAD_CREDENTIALS: Wording(50126, "The username or password is not valid."),
    Reason.PUBLIC_CLIENT: Wording(7000218, "The request must contain a client secret or assertion."),
    Reason.GRANT_TYPE_UNKNOWN: Wording(70003, "The grant type '{}' is not supported."),
    Reason.GRANT_TYPE_REFUSED: Wording(70003, "The grant type '{}' is not enabled for the application."),
    Reason.CODE_INVALID: Wording(70008, "The authorization code is not valid or has expired."),
    Reason.CODE_USED: Wording(54005, "The authorization code was redeemed before; get a new one."),
    Reason.CODE_OF_OTHER_CLIENT: Wording(70000, "The authorization code was issued to another application."),
    Reason.CODE_OF_OTHER_SERVER: Wording(700005, "The authorization code belongs to another tenant."),
    Reason.CODE_REDIRECT_URI: Wording(500112, "The reply address '{}' is not the one the code was sent to."),
    Reason.REFRESH_TOKEN_INVALID: Wording(700082, "The refresh token is not valid, or was not used for too long."),
    Reason.REFRESH_TOKEN_REUSED: Wording(700082, "The refresh token is not valid, or was not used for too long."),
    Reason.USER_INACTIVE: Wording(50057, "The user account is disabled."),
    Reason.TRANSACTION_GONE: Wording(50089, "The sign-in took too long, was finished before, or began elsewhere."),
    Reason.USER_CANCELED: Wording(65004, "The user declined to consent to the application."),
    Reason.NOT_ASSIGNED: Wording(50105, "The user is not assigned to the application '{}', which asks for it."),
    Reason.CONSENT_REQUIRED: Wording(65001, "Nobody has consented to the application '{}'."),
    Reason.POLICY: Wording(50131, "A policy of the organization does not allow this."),
    Reason.UNSUPPORTED: Wording(90023, "The request is not valid: {}."),
}

UNKNOWN_TENANT = Wording(90002, "The tenant '{}' was not found.")
UNKNOWN_INSTANCE = Wording(50049, "The cloud instance '{}' is not known here.")
NOT_ON_COMMON = Wording(9001023, "This grant has to be sent to the address of a tenant.")
SINGLE_TENANT_APP = Wording(50194, "The application '{}' is for one tenant; send its people to that tenant's address.")
USER_NOT_FOUND = Wording(50034, "This username is not in the directory. Check it, or get in touch with your admin.")
WRONG_PASSWORD = Wording(50126, "The account or password is incorrect. Try again, or get in touch with your admin.")
USER_DISABLED = Wording(50057, "Your account is disabled. Get in touch with your admin.")
LOCKED = Wording(50053, "Too many wrong passwords: the account is locked for a while. Wait, then try again.")
PASSWORD_EXPIRED = Wording(50055, "The password has expired and must be changed.")
WRONG_CURRENT_PASSWORD = Wording(120000, "The current password is incorrect.")
WEAK_PASSWORD = Wording(120002, "Use 8 to 256 characters of three kinds: upper case, lower case, digits, symbols.")
PASSWORD_WITH_NAME = Wording(120003, "The new password must not contain your name.")
COMMON_PASSWORD = Wording(120018, "This password is too easy to guess. Choose another.")
REVOKED = Wording(50173, "What was granted is over: a password changed or an administrator ended it. Sign in again.")
MFA_REQUIRED = Wording(50076, "A policy asks for a second proof: sign in again and give it.")
MFA_ENROLMENT = Wording(50079, "A policy asks for a second proof, and none is set up yet: sign in again to do so.")
MFA_FAILED = Wording(50088, "The code is wrong or was used before. Wait for the next one.")
APP_DISABLED = Wording(7000112, "The application '{}' is disabled in this directory.")
ROLE_NEEDED = Wording(501051, "The application '{}' has no role of the resource, which asks for one.")
CROSS_ORIGIN_REFUSED = Wording(9002326, "Codes are redeemed across origins by single-page applications alone.")
CROSS_ORIGIN_PKCE = Wording(9002325, "A code is redeemed across origins with its code verifier alone.")
CROSS_ORIGIN_ALONE = Wording(9002327, "Codes of a single-page application are redeemed by its pages, across origins.")
BLOCKED = Wording(53003, "A Conditional Access policy blocks this sign-in: {}.")
ADMIN_CONSENT = Wording(90094, "The application '{}' asks for what only an administrator can grant.")
SIGN_IN_TOO_OLD = Wording(70043, "A policy asks for a sign-in more often than this one is old. Sign in again.")
OTHER_TENANT = Wording(50020, "The account '{}' is of another tenant and is not known in this directory.")
HINT_ELSEWHERE = Wording(50143, "The domain hint '{}' is of another tenant than the address of the request.")
SCOPE_UNKNOWN = Wording(650053, "The resource has no scope '{}'.")
BAD_ASSERTION = Wording(50013, "The assertion is no access token that is good here.")
ASSERTION_FOR_ANOTHER = Wording(500131, "The assertion is meant for '{}', not for the application that sent it.")
ASSERTION_OVER = Wording(500133, "The assertion is not within its valid time range.")
NOT_ON_BEHALF = Wording(7000114, "The assertion is about an application: nobody is there to act on behalf of.")

EVERY_WORDING = (
    *WORDINGS.values(),
    *(UNKNOWN_TENANT, UNKNOWN_INSTANCE, SINGLE_TENANT_APP, NOT_ON_COMMON),
    *(USER_NOT_FOUND, WRONG_PASSWORD, USER_DISABLED, LOCKED, PASSWORD_EXPIRED, REVOKED),
    *(WRONG_CURRENT_PASSWORD, WEAK_PASSWORD, PASSWORD_WITH_NAME, COMMON_PASSWORD),
    *(MFA_REQUIRED, MFA_ENROLMENT, MFA_FAILED, BLOCKED),
    *(CROSS_ORIGIN_PKCE, CROSS_ORIGIN_REFUSED, CROSS_ORIGIN_ALONE),
    *(ADMIN_CONSENT, APP_DISABLED, ROLE_NEEDED, SCOPE_UNKNOWN, OTHER_TENANT, HINT_ELSEWHERE),
    SIGN_IN_TOO_OLD,
    *(BAD_ASSERTION, ASSERTION_FOR_ANOTHER, ASSERTION_OVER, NOT_ON_BEHALF),
)


def explained(code: int) -> str:
    """Return what a number means, "" for one that the lab does not know."""
    found = next((one.text for one in EVERY_WORDING if one.code == code), "")
    return found.replace("'{}'", "…").replace("{}", "…")


SUBERRORS = {
    USER_NOT_FOUND.code: {"suberror": "bad_token"},
    PASSWORD_EXPIRED.code: {"suberror": "user_password_expired"},
    REVOKED.code: {"suberror": "bad_token"},
    SIGN_IN_TOO_OLD.code: {"suberror": "bad_token"},
}
"""What the token endpoint's JSON adds to a number."""

OAUTH_ERROR = {
    Reason.UNKNOWN_CLIENT: "unauthorized_client",
    Reason.DEVICE_CODE_INVALID: "bad_verification_code",
    Reason.DEVICE_DECLINED: "authorization_declined",
}
"""Where Entra's OAuth error code is not the one of the RFCs."""


def wording(error: OAuthError) -> tuple[int, str]:
    """Return the AADSTS number and the sentence for an error."""
    found = WORDINGS.get(error.reason, WORDINGS[Reason.UNSUPPORTED])
    code = int(error.code) if error.code else found.code
    return code, error.description or found.text.format(error.detail)
