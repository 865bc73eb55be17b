"""The policies of a new org: those that every org has, and what a seed adds to them. Source: fact sheet 6.1 to 6.4."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import Connection

from mocks.kit.ids import Ids
from mocks.kit.seed import check_known, check_unique
from mocks.okta.directory import applications, groups, policies
from mocks.okta.directory.policies import Policy, Rule
from mocks.okta.ids import okta_id
from mocks.okta.policies import _defaults as defaults
from mocks.okta.policies import _passwords as password
from mocks.okta.policies import authentication, global_session
from mocks.okta.policies._conditions import CameFrom, Conditions, Members, People
from mocks.okta.policies._durations import duration


class RuleSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rule; its place in the list is its priority. groups, identity_providers: names, none means everybody."""

    name: str
    groups: list[str] = []
    identity_providers: list[str] = []
    access: Literal["ALLOW", "DENY"] = "ALLOW"


class SessionRuleSeed(RuleSeed, frozen=True, kw_only=True):
    """A rule of the default global session policy. Times in minutes; max_lifetime: 0 for no end."""

    max_idle: global_session.SomeMinutes = 120
    max_lifetime: global_session.Minutes = 0
    persistent: bool = False
    require_factor: bool = False


class AuthenticationRuleSeed(RuleSeed, frozen=True, kw_only=True):
    """A rule of an authentication policy. reauthenticate_in: ISO 8601, such as `PT1H`."""

    factors: Literal[1, 2] = 1
    possession: bool = False
    reauthenticate_in: str | None = None


class AuthenticationPolicySeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An authentication policy and the applications that have it; without any, its rules join the default policy."""

    name: str
    rules: list[AuthenticationRuleSeed] = []
    client_ids: list[str] = []


class PasswordPolicySeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A password policy; its place in the list is its priority. groups: names, none means everybody.

    complexity, age, lockout: what they say, they say as the API writes it; what they leave out is the API's default.
    """

    name: str
    groups: list[str] = []
    complexity: password.Complexity = password.DEFAULT_POLICY.complexity
    age: password.Age = password.DEFAULT_POLICY.age
    lockout: password.Lockout = password.DEFAULT_POLICY.lockout
    self_service_unlock: password.Access = "DENY"


class PoliciesSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a seed says beside the default policies."""

    session_rules: list[SessionRuleSeed] = []
    authentication: list[AuthenticationPolicySeed] = []
    passwords: list[PasswordPolicySeed] = []

    def check(self, where: str, known: dict[str, set[str]]) -> None:
        """Raise ValueError with the path to what is wrong. known: groups, providers and clients of the seed."""
        _check_rules(f"{where}.session_rules", self.session_rules, known)
        names = {
            "authentication": [policy.name for policy in self.authentication],
            "passwords": [policy.name for policy in self.passwords],
        }
        for kind, given in names.items():
            check_unique((f"{where}.{kind}[{index}].name", name) for index, name in enumerate(given))
        for index, policy in enumerate(self.authentication):
            here = f"{where}.authentication[{index}]"
            check_known(f"{here}.client_ids", policy.client_ids, known["clients"])
            _check_rules(f"{here}.rules", policy.rules, known)
            for number, rule in enumerate(policy.rules):
                _check_duration(f"{here}.rules[{number}].reauthenticate_in", rule.reauthenticate_in)
        for index, passwords in enumerate(self.passwords):
            check_known(f"{where}.passwords[{index}].groups", passwords.groups, known["groups"])


def _check_rules(where: str, rules: Sequence[RuleSeed], known: dict[str, set[str]]) -> None:
    check_unique((f"{where}[{index}].name", rule.name) for index, rule in enumerate(rules))
    for index, rule in enumerate(rules):
        check_known(f"{where}[{index}].groups", rule.groups, known["groups"])
        check_known(f"{where}[{index}].identity_providers", rule.identity_providers, known["providers"])


def _check_duration(where: str, text: str | None) -> None:
    try:
        duration(text or "PT0S")
    except ValueError as error:
        raise ValueError(f"at {where}: {error}") from error


class PolicyPlanter:
    """Writes policies into a new org. idp_ids: of identity providers by name."""

    def __init__(self, db: Connection, ids: Ids, now: datetime, idp_ids: dict[str, str]) -> None:
        self._db, self._ids, self._now, self._idp_ids = db, ids, now.timestamp(), idp_ids

    def plant(self, seed: PoliciesSeed) -> None:
        default = {}
        for given in defaults.of_a_new_org(groups.id_of(self._db, groups.EVERYONE)):
            default[given.type] = self._policy(given.type, given.name, given.body, system=True)
            self._rule(default[given.type], given.rule_name, given.rule, given.rule_priority, system=True)
        for rule in seed.session_rules:
            self._rule(default[global_session.NAME], rule.name, self._session_rule(rule))
        for policy in seed.authentication:
            id = self._authentication(policy) if policy.client_ids else default[authentication.NAME]
            for app_rule in policy.rules:
                self._rule(id, app_rule.name, self._app_rule(app_rule))
        for number, passwords in enumerate(seed.passwords, 1):
            id = self._policy(password.NAME, passwords.name, self._password_policy(passwords), number)
            unlock = password.Permission(passwords.self_service_unlock)
            self._rule(id, "Everybody", password.PasswordRule(password.Actions(self_service_unlock=unlock)))

    def _policy(self, type: str, name: str, body: msgspec.Struct, priority: int = 1, *, system: bool = False) -> str:
        id, text = okta_id(self._ids, "00p"), msgspec.json.encode(body).decode()
        policies.add(self._db, Policy(id, type, name, "", "ACTIVE", priority, system, text, self._now, self._now))
        return id

    def _rule(
        self, policy_id: str, name: str, rule: msgspec.Struct, priority: int | None = None, *, system: bool = False
    ) -> None:
        """Write a rule at its place; without one it comes after those that are there, before the system's."""
        place = priority or 1 + len(policies.rules_of(self._db, policy_id))
        text, id = msgspec.json.encode(rule).decode(), okta_id(self._ids, "0pr")
        record = Rule(id, policy_id, name, "ACTIVE", place, system, text, self._now, self._now)
        policies.add_rule(self._db, record)

    def _authentication(self, seed: AuthenticationPolicySeed) -> str:
        id = self._policy(authentication.NAME, seed.name, defaults.EVERYBODY)
        name, rule = authentication.CATCH_ALL
        self._rule(id, name, rule, authentication.LAST, system=True)
        for client_id in seed.client_ids:
            applications.set_access_policy(self._db, client_id, id)
        return id

    def _session_rule(self, seed: SessionRuleSeed) -> global_session.GlobalSessionRule:
        times = global_session.SessionTimes(seed.persistent, seed.max_idle, seed.max_lifetime)
        mode: Literal["SESSION"] | None = "SESSION" if seed.require_factor else None
        sign_on = global_session.SignOn(seed.access, seed.require_factor, factor_prompt_mode=mode, session=times)
        return global_session.GlobalSessionRule(global_session.Actions(sign_on), self._conditions(seed))

    def _app_rule(self, seed: AuthenticationRuleSeed) -> authentication.AuthenticationRule:
        factors: Literal["1FA", "2FA"] = "2FA" if seed.factors == 2 else "1FA"
        asked = (authentication.Constraint(possession=authentication.Possession()),) if seed.possession else ()
        method = authentication.VerificationMethod("ASSURANCE", factors, seed.reauthenticate_in, constraints=asked)
        sign_on = authentication.AppSignOn(seed.access, method)
        return authentication.AuthenticationRule(authentication.Actions(sign_on), self._conditions(seed))

    def _password_policy(self, seed: PasswordPolicySeed) -> password.PasswordPolicy:
        settings = password.PasswordSettings(seed.complexity, seed.age, seed.lockout)
        people = People(groups=Members(self._group_ids(seed.groups or [groups.EVERYONE])))
        return password.PasswordPolicy(password.PolicySettings(settings), password.PolicyConditions(people))

    def _conditions(self, seed: RuleSeed) -> Conditions:
        people = People(groups=Members(self._group_ids(seed.groups))) if seed.groups else None
        idps = tuple(self._idp_ids[name] for name in seed.identity_providers)
        return Conditions(people, identity_provider=CameFrom("SPECIFIC_IDP", idps) if idps else None)

    def _group_ids(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(groups.id_of(self._db, name) for name in names)
