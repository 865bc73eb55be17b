"""What the System Log says about sign-ins through a provider. Source: fact sheet 8.3."""

from mocks.kit.web import Unit
from mocks.okta.directory import system_log
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.directory.system_log import Party
from mocks.okta.directory.users import Provider, User
from mocks.okta.idps import type_of
from mocks.okta.provisioning.jit import idp_party, user_party

_FEDERATION, _SOCIAL = "core.user_auth.idp.", "core.user_auth.idp.social."

_LEGACY = {
    "jit_disabled": "no_matching_users",
    "multiple_matching_users": "multiple_matching_users",
    "username_filtered": "username_filtered",
    "failed_username_transform": "username_transform_failed",
    "invalid_user_status_error": "invalid_user_status",
    "link_denied_group": "link_denied_for_groups",
    "jit_update_failure": "cannot_update_user_profile_or_groups",
    "jit_failure": "general_schema_warning",
}
_LEGACY_SOCIAL = {
    "invalid_social_token": "cannot_acquire_access_token",
    "get_social_profile_error": "cannot_acquire_profile",
    "invalid_userinfo_response": "invalid_userinfo_response",
    "link_denied_group": "link_denied_for_groups",
}


def signed_in(unit: Unit, idp: IdentityProvider, user: User) -> None:
    """Record that a provider vouched for a user, and was believed."""
    legacy = f"{_SOCIAL}login_success" if _social(idp) else None
    system_log.record(unit, _event(idp), user_party(user), [idp_party(idp)], legacyEventType=legacy)


def refused(unit: Unit, idp: IdentityProvider | None, actor: Party, application: Party, reason: str) -> None:
    """Record why a sign-in through a provider came to nothing; idp: None when it is no more."""
    targets = [application, *([idp_party(idp)] if idp else [])]
    system_log.record(unit, _event(idp), actor, targets, reason=reason, legacyEventType=_legacy_name(idp, reason))


def _social(idp: IdentityProvider | None) -> bool:
    return idp is not None and type_of(idp).provider is Provider.SOCIAL


def _event(idp: IdentityProvider | None) -> str:
    return f"user.authentication.auth_via_{'social' if _social(idp) else 'IDP'}"


def _legacy_name(idp: IdentityProvider | None, reason: str) -> str:
    if _social(idp):
        return _SOCIAL + _LEGACY_SOCIAL.get(reason, "jit_error")
    name = next((name for beginning, name in _LEGACY.items() if reason.startswith(beginning)), "login_failed")
    return _FEDERATION + name
