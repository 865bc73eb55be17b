"""Hooks of the running org, with a service of the test at their other end."""

from collections.abc import Iterator
from typing import Any

import pytest

from lab.cast import load_cast
from lab.client import LabClient
from lab.topology import Lab
from mocks.kit.http import Answer, HttpClient
from mocks.tests.okta import hook_service
from mocks.tests.okta.hook_service import HookService


@pytest.fixture
def service() -> Iterator[HookService]:
    with hook_service.running() as running:
        yield running


def post(lab: Lab, path: str, body: Any) -> Answer:
    token = load_cast(lab).okta.api_tokens[0].token
    return HttpClient("tests").post_json(f"{lab.url('okta')}/api/v1{path}", body, {"Authorization": f"SSWS {token}"})


def test_an_event_hook_is_told_without_further_ado(client: LabClient, service: HookService) -> None:
    """A worker of the service delivers by itself what another one may have caused."""
    service.echo = "X-Okta-Verification-Challenge"
    events = {"type": "EVENT_TYPE", "items": ["group.lifecycle.create"]}
    made = post(client.lab, "/eventHooks", {"name": "Groups", "events": events, "channel": service.channel()}).json()
    verified = post(client.lab, f"/eventHooks/{made['id']}/lifecycle/verify", None).json()
    assert verified["verificationStatus"] == "VERIFIED"
    service.echo = ""
    service.forget()
    group = post(client.lab, "/groups", {"profile": {"name": "Told of"}}).json()
    assert service.called.wait(30)
    assert service.bodies[0]["data"]["events"][0]["target"][0]["id"] == group["id"]


def test_the_fault_hook_fails_stands_between_a_service_and_the_org(client: LabClient, service: HookService) -> None:
    body = {"name": "Tokens", "type": "com.okta.oauth2.tokens.transform", "channel": service.channel()}
    path = f"/inlineHooks/{post(client.lab, '/inlineHooks', body).json()['id']}/execute"
    assert post(client.lab, path, {}).status == 200
    client.switch_on("okta", "hook-fails")
    refused = post(client.lab, path, {})
    assert (refused.status, refused.json()["errorCode"]) == (502, "E0000134")
    client.clear_faults("okta")
    assert post(client.lab, path, {}).status == 200
