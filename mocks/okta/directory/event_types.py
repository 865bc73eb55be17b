"""What is known of each type of event: its words, its names of old, whether event hooks may hear of it.

Source: fact sheet 8.3.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventType:
    """legacy, failed: the name of old of a success, of a failure; hookable: event hooks may be told."""

    message: str
    legacy: str = ""
    failed: str = ""
    hookable: bool = False


_AUTH, _USER, _STATUS = "core.user_auth", "core.user.config", "core.user.config.user_status"


def _hookable(message: str, legacy: str = "", failed: str = "") -> EventType:
    return EventType(message, legacy, failed, hookable=True)


_SIGN_IN = {
    "user.session.start": _hookable("User login to Okta", f"{_AUTH}.login_success", f"{_AUTH}.login_failed"),
    "user.session.end": _hookable("User logout from Okta", f"{_AUTH}.logout_success"),
    "user.session.clear": _hookable("Clear user session", f"{_AUTH}.session_clear"),
    "user.session.access_admin_app": EventType("User accessing Okta admin app", "app.admin.sso.login.success"),
    "user.authentication.sso": _hookable("User single sign on to app", "app.auth.sso"),
    "user.authentication.auth_via_IDP": _hookable("Authenticate user via IDP"),
    "user.authentication.auth_via_social": _hookable("Authenticate user via a social login"),
    "user.authentication.auth_via_AD_agent": EventType(
        "Authenticate user via AD agent", "app.ad.login.success", "app.ad.login.bad_password"
    ),
    "user.authentication.auth_via_mfa": _hookable(
        "Authentication of user via MFA", "core.user.factor.attempt_success", "core.user.factor.attempt_fail"
    ),
    "user.authentication.verify": EventType("Verify user identity", *2 * ("user.authentication.verify",)),
    "policy.evaluate_sign_on": EventType("Evaluation of sign-on policy"),
    "application.policy.sign_on.deny_access": _hookable(
        "Deny user access due to app sign on policy", "app.app_instance.sign_on_policy.access_denied"
    ),
    "app.generic.unauth_app_access_attempt": EventType(
        "User attempted unauthorized access to app", *2 * ("app.generic.unauth_app_access_attempt",)
    ),
}
_PEOPLE = {
    "user.lifecycle.create": _hookable(
        "Create Okta user", f"{_USER}.user_creation.success", f"{_USER}.user_creation.failure"
    ),
    "user.lifecycle.activate": _hookable("Activate Okta user", f"{_USER}.user_activated"),
    "user.lifecycle.deactivate": _hookable("Deactivate Okta user", f"{_USER}.user_deactivated"),
    "user.lifecycle.reactivate": _hookable("Reactivate Okta user", f"{_USER}.user_reactivation.success"),
    "user.lifecycle.suspend": _hookable("Suspend Okta user", f"{_STATUS}.suspended"),
    "user.lifecycle.unsuspend": _hookable("Unsuspend Okta user", f"{_STATUS}.unsuspended"),
    "user.lifecycle.delete.initiated": _hookable("Delete Okta user initiated", f"{_STATUS}.delete.initiated"),
    "user.lifecycle.delete.completed": EventType("Delete Okta user completed", f"{_STATUS}.delete.completed"),
    "user.lifecycle.jit.error.read_only": EventType(
        "Just-in-time provisioning met a read-only org", *2 * ("core.user.jit.error.read_only",)
    ),
    "user.account.update_profile": _hookable("Update user profile for Okta", f"{_USER}.profile_update.success"),
    "user.account.update_password": _hookable("User update password for Okta", f"{_USER}.password_update.success"),
    "user.account.reset_password": _hookable("User reset password for Okta", f"{_STATUS}.password_reset"),
    "user.account.expire_password": EventType("Expire the password of an Okta user"),
    "user.account.lock": _hookable("Max sign in attempts exceeded", *2 * (f"{_AUTH}.account_locked",)),
    "user.account.unlock": _hookable("Auto unlock user account for Okta", f"{_AUTH}.account_auto_unlocked"),
    "user.account.unlock_by_admin": _hookable("Unlock user account by admin", f"{_AUTH}.account_unlocked_by_admin"),
    "user.account.privilege.grant": _hookable("Grant user privilege", f"{_USER}.privilege_granted"),
    "user.account.privilege.revoke": _hookable("Revoke user privilege", f"{_USER}.privilege_revoked"),
    "user.import.password": _hookable("Import user password"),
    "user.mfa.factor.activate": _hookable("Enroll new MFA factor for user", "core.user.factor.activate"),
    "user.mfa.factor.deactivate": _hookable("Deactivate factor for user", "core.user.factor.deactivate"),
    "user.mfa.factor.update": _hookable("Update MFA factor for user", "core.user.factor.update"),
    "system.mfa.factor.activate": EventType("Activate authenticator or method"),
    "system.mfa.factor.deactivate": EventType("Deactivate authenticator or method"),
    "user.mfa.factor.reset_all": _hookable("Reset all factors for user", "core.user.factor.reset_all"),
}
_MEMBER, _APP = "core.user_group_member", "app.generic"
_OBJECTS = {
    "group.lifecycle.create": _hookable("Create Okta group", "group.lifecycle.create"),
    "group.lifecycle.delete": _hookable("Delete Okta group", "group.lifecycle.delete"),
    "group.profile.update": EventType("Update Okta group profile", "group.profile.update"),
    "group.user_membership.add": _hookable("Add user to group membership", f"{_MEMBER}.user_add"),
    "group.user_membership.remove": _hookable("Remove user from group membership", f"{_MEMBER}.user_remove"),
    "group.application_assignment.add": _hookable("Add assigned app to group", "group.application_assignment.add"),
    "group.application_assignment.remove": _hookable(
        "Remove assigned app from group", "group.application_assignment.remove"
    ),
    "application.lifecycle.create": _hookable("Create application", "app.app_editor.app.create"),
    "application.lifecycle.update": _hookable("Update application", "app.app_editor.app.update"),
    "application.lifecycle.activate": _hookable("Activate application", f"{_APP}.config.app_activated"),
    "application.lifecycle.deactivate": _hookable("Deactivate application", f"{_APP}.config.app_deactivated"),
    "application.lifecycle.delete": _hookable("Delete application", f"{_APP}.config.app_deleted"),
    "application.user_membership.add": _hookable(
        "Add user to application membership", f"{_APP}.provision.assign_user_to_app"
    ),
    "application.user_membership.remove": _hookable(
        "Remove user's application membership", f"{_APP}.provision.deactivate_user_from_app"
    ),
    "policy.lifecycle.create": EventType("Create policy", "policy.created"),
    "policy.lifecycle.update": _hookable("Update policy", "policy.updated"),
    "policy.rule.add": _hookable("Add policy rule", "policy.rule.added"),
    "policy.rule.update": _hookable("Update policy rule", "policy.rule.updated"),
    **{
        f"system.idp.lifecycle.{verb}": _hookable(f"{verb.capitalize()} identity provider")
        for verb in ("create", "update", "activate", "deactivate", "delete")
    },
    "system.idp.lifecycle.read_client_secret": _hookable("Read the client secret of an identity provider"),
    **{f"system.idp.key.{verb}": EventType(f"{verb.capitalize()} IdP key") for verb in ("create", "update", "delete")},
}
_SYSTEM = {
    "system.api_token.create": _hookable("Create API token", "api.token.create"),
    "system.api_token.revoke": _hookable("Revoke API token", "api.token.revoke"),
    "system.org.rate_limit.warning": _hookable("Rate limit warning", *2 * ("core.framework.ratelimit.warning",)),
    "system.org.rate_limit.violation": _hookable("Rate limit violation", *2 * ("core.framework.ratelimit.exceeded",)),
    "inline_hook.executed": _hookable("Inline hook executed", *2 * ("platform.inline_hook.executed",)),
    "inline_hook.response.processed": EventType(
        "Inline hook response processed", *2 * ("platform.inline_hook.response.processed",)
    ),
    **{
        f"inline_hook.{verb}": EventType(f"Inline hook {verb}", f"platform.inline_hook.{verb}")
        for verb in ("created", "updated", "activated", "deactivated", "deleted")
    },
    **{
        f"event_hook.{verb}": EventType(f"Event hook {verb}", f"platform.event_hook.{verb}")
        for verb in ("created", "updated", "activated", "deactivated", "deleted")
    },
    "event_hook.verified": EventType("Event hook verified", *2 * ("platform.event_hook.verified",)),
    "event_hook.delivery": EventType("Event hook delivery", *2 * ("platform.event_hook.delivery",)),
    "system.import.start": _hookable("Import started", f"{_APP}.import.started"),
    "system.import.complete": _hookable("Import complete", f"{_APP}.import.complete"),
    "system.import.group.create": _hookable("Import add group", f"{_APP}.import.details.add_group"),
    "system.import.roadblock": _hookable("Import roadblock", *2 * (f"{_APP}.import.fail.roadblock",)),
    **{
        f"system.import.user.{verb}": _hookable(f"Import {verb} user", f"{_APP}.import.details.{old}_user")
        for verb, old in {"create": "add", "update": "update", "delete": "delete", "match": "match"}.items()
    },
}


_AGENTS = {
    "system.import.user_match.confirm": EventType("Imported user is confirmed"),
    "system.agent.ad.create": EventType("Create AD agent", "app.ad.config.agent.agent_created"),
    "system.agent.ad.start": EventType("AD agent starts", "app.ad.agent.start"),
    "system.agent.ad.connect": EventType("AD agent connects", "app.ad.agent.reconnected"),
    "system.agent.ad.import_user": EventType(
        "AD agent imports users", "app.ad.api.user_import.success", "app.ad.api.user_import.failure"
    ),
}


def _tokens(server: str, kind: str) -> dict[str, EventType]:
    """Return the events of one kind of authorization server. server: `app.oauth2` or `app.oauth2.as`."""
    found = {
        f"{server}.authorize": EventType(f"OAuth2 authorization request ({kind})", failed=f"{server}.authorize_failure")
    }
    found[f"{server}.authorize.code"] = EventType(
        f"OAuth2 authorization code is granted ({kind})", f"{server}.authorize.code_success"
    )
    found[f"{server}.token.grant"] = EventType(f"OAuth2 token request ({kind})", failed=f"{server}.token.grant_failure")
    for token in ("access_token", "id_token", "refresh_token"):
        name = f"{server}.token.grant.{token}"
        found[name] = EventType(f"OAuth2 {token.replace('_', ' ')} is granted ({kind})", f"{name}_success")
    for verb, words in (("revoke", "revocation request"), ("detect_reuse", "reuse is detected")):
        name = f"{server}.token.{verb}"
        found[name] = EventType(f"OAuth2 token {words} ({kind})", f"{name}_success", f"{name}_failure")
    return found | {
        f"{server}.signon": EventType("OIDC sign-on", f"{server}.signon_success", f"{server}.signon_failure")
    }


EVENT_TYPES: dict[str, EventType] = {
    **_SIGN_IN,
    **_PEOPLE,
    **_OBJECTS,
    **_SYSTEM,
    **_AGENTS,
    **_tokens("app.oauth2", "org server"),
    **_tokens("app.oauth2.as", "custom server"),
    "app.oauth2.as.consent.grant": _hookable("User granted consent", "app.oauth2.as.consent.grant_success"),
    **{
        f"app.oauth2.client.lifecycle.{verb}": EventType(words, f"app.oauth2.client.lifecycle.{verb}")
        for verb, words in {
            "create": "Create OAuth client",
            "update": "Update OAuth client",
            "delete": "Delete OAuth client",
            "new_client_secret": "Make a new secret of an OAuth client",
        }.items()
    },
}


def known(name: str) -> EventType:
    """Return what is known of a type; one that the table lacks is called by its own name."""
    return EVENT_TYPES.get(name) or EventType(name)
