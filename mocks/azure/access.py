"""Whether a person may use an application: asked after the last page, and again whenever tokens are issued."""

from sqlalchemy import Connection

from mocks.azure import memberships
from mocks.azure.delegated import Permission
from mocks.azure.directory import app_registrations, role_assignments, sign_in_states
from mocks.azure.directory.app_registrations import AppRegistration
from mocks.azure.directory.users import User
from mocks.azure.errors import APP_DISABLED, ROLE_NEEDED, Wording
from mocks.azure.policies import conditional_access, consent
from mocks.azure.policies.conditional_access import MFA
from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Authentication
from mocks.oauth.signin import Attempt, Step

STAYS_HERE = (Reason.POLICY, Reason.NOT_ASSIGNED)
"""Told on Azure AD's own page: the application is not to learn why."""


def is_refused(attempt: Attempt, user: User) -> bool:
    """Tell whether a person is kept out whatever they prove: then no page asks them for anything more."""
    decision = conditional_access.decide(attempt.unit, user.tenant_id, user, attempt.client.client_id)
    return bool(decision.blocked_by) or not _assigned(attempt.unit, user, attempt.client.client_id)


def admit(attempt: Attempt, user: User) -> None:
    """Let a person through who gave every proof; raises OAuthError when a policy keeps them out."""
    check_enabled(registration(attempt.unit, user.tenant_id, attempt.client.client_id), "access_denied")
    decision = conditional_access.decide(attempt.unit, user.tenant_id, user, attempt.client.client_id)
    silent = "none" in attempt.signin.request.prompt
    if decision.blocked_by:
        raise conditional_access.block(decision, "interaction_required" if silent else "access_denied")
    if not _assigned(attempt.unit, user, attempt.client.client_id):
        raise OAuthError(
            "interaction_required" if silent else "access_denied", Reason.NOT_ASSIGNED, attempt.client.name
        )


def is_recent(unit: Unit, user: User, app_id: str, authentication: Authentication) -> bool:
    """Tell whether a session's sign-in is young enough for the policies about an application."""
    decision = conditional_access.decide(unit, user.tenant_id, user, app_id)
    return not conditional_access.is_outdated(unit, decision, authentication)


def check_tokens(
    unit: Unit, user: User, app_id: str, scope: tuple[Permission, ...], authentication: Authentication
) -> None:
    """Raise OAuthError(invalid_grant) when policies want more than the sign-in behind a grant has, or nobody agreed."""
    check_enabled(registration(unit, user.tenant_id, app_id), "unauthorized_client")
    decision = conditional_access.decide(unit, user.tenant_id, user, app_id)
    if decision.blocked_by:
        raise conditional_access.block(decision, "invalid_grant")
    if decision.mfa_by and MFA not in authentication.amr:
        raise conditional_access.second_proof(decision, enrolled=_enrolled(unit, user), error="invalid_grant")
    if conditional_access.is_outdated(unit, decision, authentication):
        raise conditional_access.sign_in_again()
    if not _assigned(unit, user, app_id):
        raise OAuthError("invalid_grant", Reason.NOT_ASSIGNED, app_id)
    if consent.missing(unit, user, app_id, scope):
        raise consent.refusal(app_id, "invalid_grant")


def check_resource(unit: Unit, user: User, api: AppRegistration) -> None:
    """Raise OAuthError(invalid_grant) when an API is for those who are assigned to it, and a person is not."""
    if not _assigned(unit, user, api.app_id):
        raise OAuthError("invalid_grant", Reason.NOT_ASSIGNED, api.display_name)


def check_enabled(app: AppRegistration | None, error: str) -> None:
    """Raise OAuthError when the tenant has disabled an application for everybody (fact sheet 8)."""
    if app and app.principal and not app.principal.account_enabled:
        raise _refusal(app, APP_DISABLED, error)


def check_role(app: AppRegistration, resource: AppRegistration | None, roles: list[str]) -> None:
    """Raise OAuthError when a resource is for those with a role, and an application has none (fact sheet 8)."""
    if resource and resource.assignment_required and not roles:
        raise _refusal(app, ROLE_NEEDED, "invalid_grant")


def _refusal(app: AppRegistration, wording: Wording, error: str) -> OAuthError:
    text, code = wording.text.format(app.display_name), str(wording.code)
    return OAuthError(error, Reason.NOT_ASSIGNED, description=text, code=code)


def silent_refusal(attempt: Attempt, user: User, step: Step) -> OAuthError:
    """Return what a silent request is told when a step's page would have to be shown."""
    if step.name in ("mfa", "enrol"):
        decision = conditional_access.decide(attempt.unit, user.tenant_id, user, attempt.client.client_id)
        enrolled = step.name == "mfa"
        return conditional_access.second_proof(decision, enrolled=enrolled, error="interaction_required")
    if step.name == "consent":
        return consent.refusal(attempt.client.client_id, "consent_required")
    return OAuthError("interaction_required", Reason.INTERACTION_REQUIRED)


def status(unit: Unit, user: User, app_id: str, error: Reason | None = None) -> str:
    """Return what the sign-in log says about Conditional Access."""
    if not conditional_access.decide(unit, user.tenant_id, user, app_id).applied:
        return "notApplied"
    return "success" if error is None else "failure"


def registration(unit: Unit, tenant_id: str, app_id: str) -> AppRegistration | None:
    """Return an application that people of a tenant may sign in to, with what the tenant decides about it."""

    def find(db: Connection, _key: str) -> AppRegistration | None:
        return app_registrations.usable_in(db, tenant_id, app_id)

    return unit.once("app", f"{tenant_id} {app_id}", find)


def _assigned(unit: Unit, user: User, app_id: str) -> bool:
    """Tell whether a person may use an application that asks for an assignment; others may be used by everybody."""
    app = registration(unit, user.tenant_id, app_id)
    if app is None or not app.assignment_required:
        return True
    return bool(role_assignments.app_roles(unit.db, user.tenant_id, app_id, memberships.principals(unit, user)))


def _enrolled(unit: Unit, user: User) -> bool:
    return bool(sign_in_states.of_user(unit.db, user.id).totp_secret)
