"""The `okta` package, unmodified, over hooks, with a service of the test at their other end. Fact sheet 9.3 and 9.4."""

from collections.abc import Iterator
from typing import Any

import okta.models as wire
import pytest

from lab.tests.sdk.okta_org import Org
from mocks.tests.okta import hook_service
from mocks.tests.okta.hook_service import HookService

TOKEN_HOOK = "com.okta.oauth2.tokens.transform"
PASSWORD_HOOK = "com.okta.user.credential.password.import"


@pytest.fixture
def service() -> Iterator[HookService]:
    with hook_service.running() as running:
        yield running


def _inline(org: Org, service: HookService, kind: str, name: str = "Sample") -> Any:
    body = {"name": name, "type": kind, "version": "1.0.0", "channel": service.channel()}
    return org.create_inline_hook(wire.InlineHookCreate.from_dict(body))


def test_inline_hooks(org: Org, service: HookService) -> None:
    made = _inline(org, service, TOKEN_HOOK)
    assert (made.type, made.status) == (wire.InlineHookType(TOKEN_HOOK), wire.InlineHookStatus.ACTIVE)
    assert made.channel.config.uri == service.url
    assert [found.id for found in org.list_inline_hooks(type=TOKEN_HOOK)] == [made.id]
    assert org.list_inline_hooks(type=PASSWORD_HOOK) == []
    body = {"name": "Renamed", "version": "1.0.0", "channel": service.channel()}
    assert org.replace_inline_hook(made.id, wire.InlineHookReplace.from_dict(body)).name == "Renamed"
    assert org.deactivate_inline_hook(made.id).status == wire.InlineHookStatus.INACTIVE
    assert org.activate_inline_hook(made.id).status == wire.InlineHookStatus.ACTIVE
    org.deactivate_inline_hook(made.id)
    org.delete_inline_hook(made.id)
    assert "E0000007" in org.error_of("get_inline_hook", made.id)


def test_a_rule_names_the_hook_for_its_tokens(org: Org, service: HookService) -> None:
    made = _inline(org, service, TOKEN_HOOK)
    policy = org.list_authorization_server_policies("default")[0]
    rule = org.list_authorization_server_policy_rules("default", policy.id)[0]
    sent = rule.to_dict()
    sent["actions"]["token"]["inlineHook"] = {"id": made.id}
    body = wire.AuthorizationServerPolicyRuleRequest.from_dict(sent)
    changed = org.replace_authorization_server_policy_rule("default", policy.id, rule.id, body)
    assert changed.actions.token.inline_hook.id == made.id


def test_who_may_sign_up(org: Org, service: HookService) -> None:
    made = _inline(org, service, "com.okta.user.pre-registration")
    (policy,) = org.list_policies(type="PROFILE_ENROLLMENT")
    (rule,) = org.list_policy_rules(policy.id)
    enrollment = rule.actions.profile_enrollment
    assert (enrollment.access, enrollment.unknown_user_action) == ("ALLOW", "DENY")
    enrollment.unknown_user_action = "REGISTER"
    enrollment.pre_registration_inline_hooks = [wire.PreRegistrationInlineHook(inlineHookId=made.id)]
    changed = org.replace_policy_rule(policy.id, rule.id, rule).actions.profile_enrollment
    assert changed.pre_registration_inline_hooks[0].inline_hook_id == made.id


def test_somebody_whose_password_is_elsewhere(org: Org, service: HookService) -> None:
    _inline(org, service, PASSWORD_HOOK)
    login = "imogen@contoso-subsidiary.example"
    profile = {"login": login, "email": login, "firstName": "Imogen", "lastName": "Ives"}
    body = {"profile": profile, "credentials": {"password": {"hook": {"type": "default"}}}}
    made = org.create_user(wire.CreateUserRequest.from_dict(body))
    assert (made.status, made.credentials.provider.type) == ("ACTIVE", "IMPORT")


def test_event_hooks_are_told_by_the_running_org(org: Org, service: HookService) -> None:
    """A worker of the service delivers by itself, soon after the event."""
    service.echo = "X-Okta-Verification-Challenge"
    events = {"type": "EVENT_TYPE", "items": ["group.lifecycle.create"]}
    body = {"name": "Groups", "events": events, "channel": service.channel()}
    made = org.create_event_hook(wire.EventHook.from_dict(body))
    assert made.verification_status == wire.EventHookVerificationStatus.UNVERIFIED
    assert org.verify_event_hook(made.id).verification_status == wire.EventHookVerificationStatus.VERIFIED
    assert [found.id for found in org.list_event_hooks()] == [made.id]
    service.echo = ""
    service.forget()
    group = org.add_group(wire.AddGroupRequest.from_dict({"profile": {"name": "Told of"}}))
    assert service.called.wait(30)
    (event,) = service.bodies[0]["data"]["events"]
    assert wire.LogEvent.from_dict(event).target[0].id == group.id
    org.deactivate_event_hook(made.id)
    org.delete_event_hook(made.id)
    assert org.list_event_hooks() == []
