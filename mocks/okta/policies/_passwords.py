"""What the org asks of passwords, and what it does about guesses: the settings of password policies.

Source: fact sheet 6.4.
"""

from typing import Annotated, Literal

import msgspec

from mocks.kit.web import Unit
from mocks.okta.directory.users import User
from mocks.okta.policies._conditions import Asking, Conditions
from mocks.okta.policies._decision import Decision, first
from mocks.okta.policies._wire import Wire

NAME = "PASSWORD"
LONGEST = 72
Count = Annotated[int, msgspec.Meta(ge=0, le=LONGEST)]
Days = Annotated[int, msgspec.Meta(ge=0, le=999)]
Minutes = Annotated[int, msgspec.Meta(ge=0, le=999 * 24 * 60)]
Access = Literal["ALLOW", "DENY"]


class Common(Wire, frozen=True):
    """exclude: whether passwords that many people have are refused."""

    exclude: bool = False


class Dictionary(Wire, frozen=True):
    common: Common = Common()


class Complexity(Wire, frozen=True):
    """What a password must have. exclude_attributes: of the profile, whose values must not be in it."""

    min_length: Annotated[int, msgspec.Meta(ge=4, le=LONGEST)] = 8
    min_lower_case: Count = 1
    min_upper_case: Count = 1
    min_number: Count = 1
    min_symbol: Count = 1
    exclude_username: bool = True
    exclude_attributes: tuple[Literal["firstName", "lastName"], ...] = ()
    dictionary: Dictionary = Dictionary()


class Age(Wire, frozen=True):
    """How long a password lives, 0 for ever, and how many of the last may not come back."""

    max_age_days: Days = 0
    expire_warn_days: Days = 0
    min_age_minutes: Minutes = 0
    history_count: Annotated[int, msgspec.Meta(ge=0, le=30)] = 0


class Lockout(Wire, frozen=True):
    """How many wrong passwords lock an account and for how long; 0: none do, until an administrator lets go."""

    max_attempts: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    auto_unlock_minutes: Minutes = 0
    show_lockout_failures: bool = False
    user_lockout_notification_channels: tuple[Literal["EMAIL"], ...] = ()


class PasswordSettings(Wire, frozen=True):
    """What a password policy says of passwords themselves."""

    complexity: Complexity = Complexity()
    age: Age = Age()
    lockout: Lockout = Lockout()


class RecoveryToken(Wire, frozen=True):
    token_lifetime_minutes: Annotated[int, msgspec.Meta(ge=60, le=43200)] = 10080


class EmailProperties(Wire, frozen=True):
    recovery_token: RecoveryToken = RecoveryToken()


class QuestionLength(Wire, frozen=True):
    min_length: Annotated[int, msgspec.Meta(ge=1, le=LONGEST)] = 4


class QuestionProperties(Wire, frozen=True):
    complexity: QuestionLength = QuestionLength()


class ByEmail(Wire, frozen=True):
    """A link sent to the person's address."""

    status: Literal["ACTIVE", "INACTIVE"] = "ACTIVE"
    properties: EmailProperties = EmailProperties()


class ByQuestion(Wire, frozen=True):
    status: Literal["ACTIVE", "INACTIVE"] = "INACTIVE"
    properties: QuestionProperties = QuestionProperties()


class ByPhone(Wire, frozen=True):
    """The lab has no telephones."""

    status: Literal["INACTIVE"] = "INACTIVE"


class RecoveryFactors(Wire, frozen=True):
    okta_email: ByEmail = msgspec.field(name="okta_email", default=ByEmail())
    recovery_question: ByQuestion = msgspec.field(name="recovery_question", default=ByQuestion())
    okta_sms: ByPhone = msgspec.field(name="okta_sms", default=ByPhone())
    okta_call: ByPhone = msgspec.field(name="okta_call", default=ByPhone())


class Recovery(Wire, frozen=True):
    factors: RecoveryFactors = RecoveryFactors()


class DelegationOptions(Wire, frozen=True):
    skip_unlock: bool = False


class Delegation(Wire, frozen=True):
    options: DelegationOptions = DelegationOptions()


class PolicySettings(Wire, frozen=True):
    """The settings of a password policy, whole."""

    password: PasswordSettings = PasswordSettings()
    recovery: Recovery = Recovery()
    delegation: Delegation = Delegation()


class AuthProvider(Wire, frozen=True):
    """Whose passwords: people whom another directory checks are outside of what the org decides."""

    provider: Literal["OKTA", "ACTIVE_DIRECTORY", "LDAP", "ANY"] = "OKTA"
    include: tuple[str, ...] = ()


class PolicyConditions(Conditions, frozen=True, omit_defaults=True):
    auth_provider: AuthProvider | None = None


class PasswordPolicy(Wire, frozen=True):
    """A policy as the API writes it, without its rules."""

    settings: PolicySettings = PolicySettings()
    conditions: PolicyConditions | None = None


class Permission(Wire, frozen=True):
    access: Access = "ALLOW"


class Actions(Wire, frozen=True):
    """What people may do by themselves: change a password, reset one they forgot, lift a lock."""

    password_change: Permission = Permission()
    self_service_password_reset: Permission = Permission()
    self_service_unlock: Permission = Permission("DENY")


class PasswordRule(Wire, frozen=True):
    """A rule as the API writes it."""

    actions: Actions = Actions()
    conditions: Conditions | None = None


PasswordDecision = Decision[PasswordPolicy, PasswordRule]
DEFAULT_POLICY = PasswordSettings(Complexity(min_symbol=0), Age(history_count=4), Lockout(max_attempts=10))
"""As a new org's Default Policy has them."""


def decide(unit: Unit, user_id: str) -> PasswordDecision | None:
    """Return what is decided about a person's password; None where the org has no rule left that is for them.

    Asked once a request: whoever makes a user puts them into their groups first.
    """
    asking = Asking(unit, user_id)
    return unit.once("password_policy", user_id, lambda *_: first(asking, NAME, PasswordPolicy, PasswordRule))


def settings_for(unit: Unit, user: User) -> PasswordSettings:
    """Return the settings of the policy that applies to a person of the org's own."""
    decision = decide(unit, user.id)
    return decision.policy.settings.password if decision else DEFAULT_POLICY
