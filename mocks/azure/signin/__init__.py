"""The steps of a sign-in at Azure AD, in their order (fact sheet section 2.3)."""

from mocks.azure.signin.change_password import STEP as CHANGE_PASSWORD
from mocks.azure.signin.consent import STEP as CONSENT
from mocks.azure.signin.device import STEP as DEVICE
from mocks.azure.signin.enrol import STEP as ENROL
from mocks.azure.signin.mfa import STEP as MFA
from mocks.azure.signin.password import STEP as PASSWORD
from mocks.azure.signin.picker import STEP as PICKER
from mocks.azure.signin.stay_signed_in import STEP as STAY_SIGNED_IN
from mocks.azure.signin.username import STEP as USERNAME
from mocks.oauth.signin import Step

STEPS: tuple[Step, ...] = (PICKER, USERNAME, PASSWORD, CHANGE_PASSWORD, ENROL, MFA, STAY_SIGNED_IN, DEVICE, CONSENT)
