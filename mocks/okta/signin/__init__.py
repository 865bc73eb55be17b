"""The steps of a sign-in at Okta, in their order (fact sheet section 2.1)."""

from mocks.oauth.signin import Step
from mocks.okta.signin.authenticators import STEP as AUTHENTICATORS
from mocks.okta.signin.consent import STEP as CONSENT
from mocks.okta.signin.device import STEP as DEVICE
from mocks.okta.signin.enroll import STEP as ENROLL
from mocks.okta.signin.expired_password import STEP as EXPIRED_PASSWORD
from mocks.okta.signin.identify import STEP as IDENTIFY
from mocks.okta.signin.identity_provider import STEP as IDENTITY_PROVIDER
from mocks.okta.signin.password import STEP as PASSWORD
from mocks.okta.signin.password_warning import STEP as PASSWORD_WARNING
from mocks.okta.signin.reauthenticate import STEP as REAUTHENTICATE
from mocks.okta.signin.sign_on_policy import STEP as SIGN_ON_POLICY

STEPS: tuple[Step, ...] = (
    REAUTHENTICATE,
    IDENTIFY,
    IDENTITY_PROVIDER,
    PASSWORD,
    SIGN_ON_POLICY,
    EXPIRED_PASSWORD,
    PASSWORD_WARNING,
    AUTHENTICATORS,
    ENROLL,
    DEVICE,
    CONSENT,
)
