"""Making a user through the management API: which input leads to which status. Source: fact sheet 4.3."""

from typing import Any, Literal

import msgspec

from mocks.kit import foreign_hashes
from mocks.kit.foreign_hashes import ForeignHash
from mocks.kit.passwords import hash_password, hash_secret
from mocks.kit.prepared import Conflict
from mocks.okta.api._call import Call
from mocks.okta.api_errors import ApiError, invalid
from mocks.okta.directory import groups, user_schema, users
from mocks.okta.directory.users import Provider, Status, User
from mocks.okta.policies._passwords import settings_for
from mocks.okta.provisioning import passwords, rules
from mocks.okta.provisioning.jit import user_party

_TAKEN = "An object with this field already exists in the current organization"
_MOST_GROUPS = 20
_SHORTEST_ANSWER = 4


class ProviderInput(msgspec.Struct):
    type: Literal["OKTA", "FEDERATION", "SOCIAL", "ACTIVE_DIRECTORY", "LDAP", "IMPORT"] = "OKTA"
    name: str = ""


class HookInput(msgspec.Struct):
    type: Literal["default"]


class PasswordInput(msgspec.Struct):
    """The password itself, its hash in another system, or `hook`: a service judges it at the first sign-in."""

    value: str | None = None
    hook: HookInput | None = None
    hash: ForeignHash | None = None


class QuestionInput(msgspec.Struct):
    question: str
    answer: str


class CredentialsInput(msgspec.Struct):
    password: PasswordInput | None = None
    recovery_question: QuestionInput | None = None
    provider: ProviderInput | None = None


class UserInput(msgspec.Struct):
    """What is sent to make or change a user."""

    profile: dict[str, Any] | None = None
    credentials: CredentialsInput | None = None
    groupIds: list[str] | None = None  # noqa: N815 (as on the wire)


def create(call: Call, given: UserInput, *, activate: bool, expire: bool) -> User:
    """Write a new user into the directory, into Everyone and the groups that were named."""
    profile = clean(given.profile or {})
    check_profile(call, profile)
    credentials = given.credentials or CredentialsInput()
    password = credentials.password.value if credentials.password else None
    hashed = imported_hash(credentials) or (hash_password(password) if password else None)
    user = User(
        call.new_id("00u"),
        _status(credentials, hashed, activate=activate, expire=expire),
        profile,
        hashed,
        _provider(credentials),
    )
    _add(call, user, given.groupIds or [])
    if password:
        # Which policy applies is known once the groups are; a refusal takes everything back.
        _refuse(passwords.lacking(settings_for(call.unit, user).complexity, password, profile))
    if credentials.recovery_question:
        users.set_recovery(call.db, user.id, hashed_question(credentials.recovery_question), call.now)
    rules.apply(call.unit, user)
    call.record("user.lifecycle.create", [user_party(user)])
    if user.status is Status.ACTIVE:
        call.record("user.lifecycle.activate", [user_party(user)])
    return user


def _status(credentials: CredentialsInput, password: str | None, *, activate: bool, expire: bool) -> Status:
    federated = credentials.provider is not None and credentials.provider.type in ("FEDERATION", "SOCIAL")
    if expire and not password:
        raise ApiError("E0000124")
    if expire and not activate:
        raise ApiError("E0000125")
    if not activate:
        return Status.STAGED
    if expire:
        return Status.PASSWORD_EXPIRED
    hook = credentials.password is not None and credentials.password.hook is not None
    return Status.ACTIVE if password or federated or hook else Status.PROVISIONED


def _provider(credentials: CredentialsInput) -> Provider:
    if credentials.password and credentials.password.hook:
        if credentials.password.value or credentials.provider:
            raise invalid("password.hook", "password.hook: neither a password nor a provider can stand beside it")
        return Provider.IMPORT
    return Provider(credentials.provider.type) if credentials.provider else Provider.OKTA


def _add(call: Call, user: User, group_ids: list[str]) -> None:
    if len(group_ids) > _MOST_GROUPS:
        raise ApiError("E0000093")
    try:
        users.add(call.db, user, call.now)
    except Conflict as taken:
        raise already_taken() from taken
    for group_id in dict.fromkeys((groups.id_of(call.db, groups.EVERYONE), *group_ids)):
        if not groups.exists(call.db, group_id):
            raise invalid("groupIds", f"groupIds: there is no group {group_id[:40]}")
        groups.add_member(call.db, group_id, user.id)


def imported_hash(credentials: CredentialsInput) -> str | None:
    """Return the hash that is brought along, as it is kept; raises E0000001 for one that can be nobody's."""
    brought = credentials.password
    if brought is None or brought.hash is None:
        return None
    if brought.value or brought.hook or (credentials.provider and credentials.provider.type != "OKTA"):
        raise invalid("password.hash", "password.hash: a password, a hook or a provider cannot stand beside it")
    if complaint := brought.hash.complaint():
        raise invalid("password.hash", f"password.hash.{complaint}")
    return foreign_hashes.stored(brought.hash)


def already_taken() -> ApiError:
    return invalid("login", f"login: {_TAKEN}")


def clean(profile: dict[str, Any]) -> dict[str, Any]:
    """Return a profile without what is empty."""
    return {name: value for name, value in profile.items() if value not in (None, "")}


def check_profile(call: Call, profile: dict[str, Any]) -> None:
    """Raise E0000001 with everything that is wrong with a whole profile."""
    complaints = user_schema.load(call.db).complaints(profile)
    if complaints:
        first = complaints[0].partition(":")[0]
        raise invalid(first if " " not in first else "profile", *complaints)


def check_password(call: Call, user: User, password: str) -> None:
    """Raise E0000001 where the policy does not accept a new password for a user who is there."""
    _refuse(passwords.unmet(call.unit, user, password))


def _refuse(missing: list[str]) -> None:
    if missing:
        words = f"password: Password requirements were not met. Password requirements: {', '.join(missing)}."
        raise invalid("password", words)


def hashed_question(given: QuestionInput) -> dict[str, str]:
    if len(given.answer.strip()) < _SHORTEST_ANSWER:
        raise invalid("recovery_question", f"answer: must have at least {_SHORTEST_ANSWER} characters")
    return {"question": given.question, "answer": hash_secret(given.answer.strip().lower())}
