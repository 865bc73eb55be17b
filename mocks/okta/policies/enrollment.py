"""Authenticator enrolment: which authenticators people set up, and when they are asked to. Source: fact sheet 6.4."""

from typing import Literal

from sqlalchemy import Connection

from mocks.okta.policies import PolicyType
from mocks.okta.policies._conditions import Asking, Conditions, complaints
from mocks.okta.policies._decision import Decision, first
from mocks.okta.policies._wire import Wire

NAME = "MFA_ENROLL"
SelfEnrolment = Literal["NOT_ALLOWED", "OPTIONAL", "REQUIRED"]
Key = Literal[
    "okta_password",
    "okta_email",
    "security_question",
    "google_otp",
    "okta_verify",
    "webauthn",
    "phone_number",
    "duo",
    "symantec_vip",
    "rsa_token",
    "yubikey_token",
    "custom_otp",
    "custom_app",
    "onprem_mfa",
    "external_idp",
]


class Enroll(Wire, frozen=True):
    """self: whether people set it up themselves."""

    self: SelfEnrolment = "NOT_ALLOWED"


class AaguidGroups(Wire, frozen=True):
    """Models of security keys: none of them are told apart here."""

    aaguid_groups: tuple[()] = ()


class Authenticator(Wire, frozen=True, omit_defaults=True):
    key: Key
    enroll: Enroll
    constraints: AaguidGroups | None = None


class Settings(Wire, frozen=True):
    """What is not in the list is not allowed."""

    authenticators: tuple[Authenticator, ...] = ()
    type: Literal["AUTHENTICATORS"] = "AUTHENTICATORS"


class EnrolmentPolicy(Wire, frozen=True):
    """A policy as the API writes it, without its rules."""

    settings: Settings = Settings()
    conditions: Conditions | None = None


class When(Wire, frozen=True):
    """self: at the first challenge, at the first sign-in, or never while signing in."""

    self: Literal["CHALLENGE", "LOGIN", "NEVER"] = "CHALLENGE"


class Actions(Wire, frozen=True):
    enroll: When = When()


class EnrolmentRule(Wire, frozen=True):
    """A rule as the API writes it."""

    actions: Actions
    conditions: Conditions | None = None


EnrolmentDecision = Decision[EnrolmentPolicy, EnrolmentRule]


def decide(asking: Asking) -> EnrolmentDecision | None:
    return first(asking, NAME, EnrolmentPolicy, EnrolmentRule)


def _body_complaints(db: Connection, policy: EnrolmentPolicy) -> list[str]:
    keys = [one.key for one in policy.settings.authenticators]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    found = [f"settings.authenticators: {key} is there twice" for key in twice]
    for one in policy.settings.authenticators:
        if one.key == "okta_password" and one.enroll.self != "REQUIRED":
            found.append("settings.authenticators: okta_password is always REQUIRED")
    return found + complaints(db, policy.conditions)


def _complaints(db: Connection, rule: EnrolmentRule) -> list[str]:
    return complaints(db, rule.conditions)


POLICY = PolicyType(NAME, NAME, EnrolmentRule, EnrolmentPolicy, _complaints, _body_complaints)
