"""The policies that every org has from its first day. Source: fact sheet 6.1 and 6.4.

They ask for nothing beyond a password, or the word of an identity provider.
"""

from dataclasses import dataclass

import msgspec

from mocks.okta.policies import Nothing, authentication, enrollment, global_session, profile_enrollment
from mocks.okta.policies._conditions import (
    AuthContext,
    CameFrom,
    Conditions,
    Members,
    Network,
    People,
    Risk,
    RiskScore,
)
from mocks.okta.policies._passwords import (
    DEFAULT_POLICY,
    NAME,
    AuthProvider,
    PasswordPolicy,
    PasswordRule,
    PolicySettings,
)
from mocks.okta.policies._passwords import PolicyConditions as PasswordConditions
from mocks.okta.policies._policy import ForGroups
from mocks.okta.policies.enrollment import Authenticator, Enroll, EnrolmentPolicy, EnrolmentRule
from mocks.okta.policies.global_session import GlobalSessionRule, SessionTimes, SignOn

_ANYBODY = Conditions(People(Members()), Network("ANYWHERE"))
EVERYBODY = ForGroups()
_EVERY_SIGN_IN = Conditions(People(Members()), Network("ANYWHERE"), AuthContext(), Risk(), RiskScore(), CameFrom("ANY"))
_SIGN_ON = SignOn(
    "ALLOW",
    require_factor=False,
    primary_factor="PASSWORD_IDP",
    remember_device_by_default=False,
    # The page offers to keep people signed in; the default of the lab's org lets them.
    session=SessionTimes(use_persistent_cookie=True),
)
_AUTHENTICATORS = (
    Authenticator("okta_password", Enroll("REQUIRED")),
    Authenticator("okta_email", Enroll("OPTIONAL")),
    Authenticator("security_question", Enroll("OPTIONAL")),
    Authenticator("google_otp", Enroll("OPTIONAL")),
    Authenticator("okta_verify", Enroll("OPTIONAL")),
    Authenticator("webauthn", Enroll("OPTIONAL")),
)


@dataclass(frozen=True, slots=True)
class Default:
    """A policy of the system and its one rule. rule_priority: the rule's place, after any that is added."""

    type: str
    name: str
    body: msgspec.Struct
    rule_name: str
    rule: msgspec.Struct
    rule_priority: int = 1


def of_a_new_org(everyone: str) -> tuple[Default, ...]:
    """Return the policies of an org. everyone: id of the group of all people."""
    all_people = People(groups=Members((everyone,)))
    return (
        Default(
            global_session.NAME,
            "Default Policy",
            ForGroups(Conditions(all_people)),
            "Default Rule",
            GlobalSessionRule(global_session.Actions(_SIGN_ON), _EVERY_SIGN_IN),
        ),
        Default(
            authentication.NAME,
            "Default Policy",
            EVERYBODY,
            *authentication.CATCH_ALL,
            rule_priority=authentication.LAST,
        ),
        Default(
            NAME,
            "Default Policy",
            PasswordPolicy(
                PolicySettings(DEFAULT_POLICY), PasswordConditions(all_people, auth_provider=AuthProvider())
            ),
            "Default Rule",
            PasswordRule(conditions=_ANYBODY),
        ),
        Default(
            enrollment.NAME,
            "Default Policy",
            EnrolmentPolicy(enrollment.Settings(_AUTHENTICATORS), Conditions(all_people)),
            "Default Rule",
            EnrolmentRule(enrollment.Actions(), _ANYBODY),
        ),
        Default(
            profile_enrollment.NAME,
            "Default Policy",
            Nothing(),
            *profile_enrollment.CATCH_ALL,
            rule_priority=authentication.LAST,
        ),
    )
