"""Conditional Access: which policies a sign-in meets and what they ask (fact sheet section 9)."""

import json
from dataclasses import dataclass

from mocks.azure.directory import conditional_access, groups
from mocks.azure.directory.conditional_access import ALL, Policy
from mocks.azure.directory.users import User
from mocks.azure.errors import BLOCKED, MFA_ENROLMENT, MFA_REQUIRED, SIGN_IN_TOO_OLD, SUBERRORS, Wording
from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Authentication

MFA = "mfa"
"""The `amr` value of a sign-in with a second proof (RFC 8176)."""


@dataclass(frozen=True, slots=True)
class Decision:
    """blocked_by, mfa_by: the policies that say so."""

    blocked_by: tuple[Policy, ...] = ()
    mfa_by: tuple[Policy, ...] = ()

    @property
    def applied(self) -> bool:
        return bool(self.blocked_by or self.mfa_by)


def decide(unit: Unit, tenant_id: str, user: User, app_id: str) -> Decision:
    """Return what the tenant's policies say about a person at an application."""
    met = [
        policy
        for policy in unit.once("policies", tenant_id, conditional_access.of_tenant)
        if policy.state == "enabled" and _meant(policy.applications, app_id) and _concerns(unit, policy, user)
    ]
    return Decision(
        tuple(policy for policy in met if policy.grant == "block"),
        tuple(policy for policy in met if policy.grant == "mfa"),
    )


def block(decision: Decision, error: str = "access_denied") -> OAuthError:
    """Return the refusal of a person whom a policy keeps out."""
    names = ", ".join(policy.display_name for policy in decision.blocked_by)
    more = {"suberror": "message_only", "claims": _challenge(decision.blocked_by)}
    return OAuthError(error, Reason.POLICY, description=BLOCKED.text.format(names), code=str(BLOCKED.code), more=more)


def second_proof(decision: Decision, *, enrolled: bool, error: str) -> OAuthError:
    """Return the refusal where no page can ask for the second proof. error: `invalid_grant`, `interaction_required`."""
    wording: Wording = MFA_REQUIRED if enrolled else MFA_ENROLMENT
    more = {"suberror": "basic_action", "claims": _challenge(decision.mfa_by)}
    return OAuthError(error, Reason.POLICY, description=wording.text, code=str(wording.code), more=more)


def is_outdated(unit: Unit, decision: Decision, authentication: Authentication) -> bool:
    """Tell whether a sign-in is older than a policy's sign-in frequency."""
    age = unit.runtime.clock.timestamp() - authentication.auth_time
    return any(policy.sign_in_frequency is not None and age > policy.sign_in_frequency for policy in decision.mfa_by)


def sign_in_again() -> OAuthError:
    """Return the refusal of a grant whose sign-in is outdated."""
    text, code = SIGN_IN_TOO_OLD.text, SIGN_IN_TOO_OLD.code
    return OAuthError("invalid_grant", Reason.POLICY, description=text, code=str(code), more=SUBERRORS[code])


def _challenge(policies: tuple[Policy, ...]) -> str:
    """Return the `claims` text that a client sends along when it asks again."""
    ids = {"essential": True, "values": [policy.id for policy in policies]}
    return json.dumps({"access_token": {"capolids": ids}}, separators=(",", ":"))


def _meant(named: tuple[str, ...], id: str) -> bool:
    return ALL in named or id in named


def _concerns(unit: Unit, policy: Policy, user: User) -> bool:
    if user.id in policy.excluded_users:
        return False
    if _meant(policy.users, user.id):
        return True
    return bool(policy.groups) and not set(policy.groups).isdisjoint(
        unit.once("groups", user.id, groups.transitive_ids)
    )
