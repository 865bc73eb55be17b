"""Profile enrollment: whether strangers may sign up, what they are asked for, who has a word in it. Fact sheet 6.1.

An org has one such policy; nobody may sign up until its rule says `REGISTER`. An address is always verified before its
owner can sign in: an account that anybody could make in another's name would be taken for theirs.
"""

from typing import Literal

import msgspec
from sqlalchemy import Connection

from mocks.kit.web import Unit
from mocks.okta.directory import groups, inline_hooks, user_schema
from mocks.okta.directory.inline_hooks import HookType
from mocks.okta.directory.rules_in_force import in_force
from mocks.okta.policies import PolicyType
from mocks.okta.policies._wire import Wire

NAME = "PROFILE_ENROLLMENT"
_ALWAYS = ("email", "firstName", "lastName")


class ActivationRequirements(Wire, frozen=True):
    email_verification: Literal[True] = True


class ProfileAttribute(Wire, frozen=True):
    """An attribute that people are asked for. label: "" for what the schema calls it."""

    name: str
    label: str = ""
    required: bool = False


class PreRegistrationHook(Wire, frozen=True):
    inline_hook_id: str


class ProfileEnrollment(Wire, frozen=True):
    access: Literal["ALLOW", "DENY"] = "ALLOW"
    unknown_user_action: Literal["DENY", "REGISTER"] = "DENY"
    activation_requirements: ActivationRequirements = ActivationRequirements()
    pre_registration_inline_hooks: tuple[PreRegistrationHook, ...] = ()
    profile_attributes: tuple[ProfileAttribute, ...] = tuple(ProfileAttribute(name, required=True) for name in _ALWAYS)
    target_group_ids: tuple[str, ...] = ()
    progressive_profiling_action: Literal["DISABLED"] = "DISABLED"

    @property
    def hook(self) -> str:
        """The id of the hook that is asked, "" for none."""
        return self.pre_registration_inline_hooks[0].inline_hook_id if self.pre_registration_inline_hooks else ""


class Actions(Wire, frozen=True):
    profile_enrollment: ProfileEnrollment = ProfileEnrollment()


class EnrollmentRule(Wire, frozen=True):
    """A rule as the API writes it; it is for everybody."""

    actions: Actions = Actions()
    conditions: None = None


CATCH_ALL = ("Catch-all Rule", EnrollmentRule())
_decode = msgspec.json.Decoder(EnrollmentRule).decode


def registration(unit: Unit) -> tuple[str, ProfileEnrollment] | None:
    """Return how strangers sign up, and the rule's id; None where they may not."""
    for found in in_force(unit, NAME):
        wanted = _decode(found.body).actions.profile_enrollment
        allowed = wanted.access == "ALLOW" and wanted.unknown_user_action == "REGISTER"
        return (found.id, wanted) if allowed else None
    return None


def _complaints(db: Connection, rule: EnrollmentRule) -> list[str]:
    wanted, where = rule.actions.profile_enrollment, "actions.profileEnrollment"
    found = [f"{where}.profileAttributes: {text}" for text in _attribute_complaints(db, wanted.profile_attributes)]
    if len(wanted.pre_registration_inline_hooks) > 1:
        found.append(f"{where}.preRegistrationInlineHooks: there is one at most")
    hook = inline_hooks.by_id(db, wanted.hook) if wanted.hook else None
    if wanted.hook and (hook is None or hook.type is not HookType.REGISTRATION):
        found.append(f"{where}.preRegistrationInlineHooks: '{wanted.hook[:40]}' is no inline hook for registrations")
    unknown = [id for id in wanted.target_group_ids if groups.by_id(db, id) is None]
    return found + [f"{where}.targetGroupIds: there is no group '{id[:40]}'" for id in unknown]


def _attribute_complaints(db: Connection, asked: tuple[ProfileAttribute, ...]) -> list[str]:
    names, known = [attribute.name for attribute in asked], user_schema.load(db).attributes
    found = [f"'{name[:60]}' is no text in the schema" for name in names if not _is_text(known.get(name))]
    required = {attribute.name for attribute in asked if attribute.required}
    found += [f"'{name}' has to be asked for and required" for name in _ALWAYS if name not in required]
    return found + (["an attribute is there twice"] if len(set(names)) < len(names) else [])


def _is_text(attribute: user_schema.Attribute | None) -> bool:
    # The login is the e-mail address here.
    return attribute is not None and attribute.type == "string" and attribute.name != "login"


POLICY = PolicyType(NAME, NAME, EnrollmentRule, complaints=_complaints, several=False)
