"""What the org asks of passwords, and what it does about guesses: the settings of password policies.

Source: fact sheet 6.4.
"""

import msgspec

from mocks.kit.web import Unit
from mocks.okta.directory.users import User


class Complexity(msgspec.Struct, frozen=True, rename="camel"):
    """What a password must have."""

    min_length: int = 8
    min_lower_case: int = 1
    min_upper_case: int = 1
    min_number: int = 1
    min_symbol: int = 0
    exclude_username: bool = True


class Age(msgspec.Struct, frozen=True, rename="camel"):
    """How long a password lives, 0 for ever, and how many of the last may not come back."""

    max_age_days: int = 0
    expire_warn_days: int = 0
    min_age_minutes: int = 0
    history_count: int = 4


class Lockout(msgspec.Struct, frozen=True, rename="camel"):
    """How many wrong passwords lock an account and for how long; 0: none do, until an administrator lets go."""

    max_attempts: int = 10
    auto_unlock_minutes: int = 0
    show_lockout_failures: bool = False


class PasswordSettings(msgspec.Struct, frozen=True):
    """The settings of a password policy, as a new org's Default Policy has them."""

    complexity: Complexity = Complexity()
    age: Age = Age()
    lockout: Lockout = Lockout()


DEFAULT_POLICY = PasswordSettings()


def settings_for(unit: Unit, user: User) -> PasswordSettings:  # noqa: ARG001
    """Return the settings of the policy that applies to a person of the org's own."""
    return DEFAULT_POLICY
