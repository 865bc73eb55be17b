"""Password policies, as types of policy go; what their settings mean stands in `_passwords.py`. Fact sheet 6.4."""

from sqlalchemy import Connection

from mocks.okta.policies import PolicyType
from mocks.okta.policies._conditions import complaints
from mocks.okta.policies._passwords import LONGEST, NAME, PasswordPolicy, PasswordRule


def _body_complaints(db: Connection, policy: PasswordPolicy) -> list[str]:
    password, found = policy.settings.password, complaints(db, policy.conditions)
    wanted = password.complexity
    if wanted.min_lower_case + wanted.min_upper_case + wanted.min_number + wanted.min_symbol > LONGEST:
        found.append(f"settings.password.complexity: no password of {LONGEST} characters can be like this")
    if password.age.expire_warn_days and password.age.expire_warn_days >= password.age.max_age_days:
        found.append("settings.password.age.expireWarnDays: must be below maxAgeDays")
    return found


def _complaints(db: Connection, rule: PasswordRule) -> list[str]:
    return complaints(db, rule.conditions)


POLICY = PolicyType(NAME, NAME, PasswordRule, PasswordPolicy, _complaints, _body_complaints)
