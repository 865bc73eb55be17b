"""msgraph-sdk over groups and applications: what a directory agent and a set-up script do (fact sheet section 11.4)."""

from typing import Any

import pytest
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msal import ConfidentialClientApplication
from msgraph import GraphServiceClient
from msgraph.generated.applications.item.add_password.add_password_post_request_body import AddPasswordPostRequestBody
from msgraph.generated.models.app_role_assignment import AppRoleAssignment
from msgraph.generated.models.application import Application
from msgraph.generated.models.group import Group
from msgraph.generated.models.password_credential import PasswordCredential
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.models.service_principal import ServicePrincipal
from msgraph.generated.models.web_application import WebApplication
from msgraph.generated.service_principals.service_principals_request_builder import ServicePrincipalsRequestBuilder
from msgraph.generated.users.item.get_member_groups.get_member_groups_post_request_body import (
    GetMemberGroupsPostRequestBody,
)

from lab.tests.sdk.graph_client import Run, running_against
from lab.tests.sdk.registrations import TENANT
from lab.topology import Lab

ALICE = "alice@contoso.example"
GRAPH = "00000003-0000-0000-c000-000000000000"
PrincipalQuery = ServicePrincipalsRequestBuilder.ServicePrincipalsRequestBuilderGetQueryParameters


@pytest.fixture
def run(tls_lab: Lab) -> Run:
    return running_against(tls_lab)


def reference(client: GraphServiceClient, id: str) -> ReferenceCreate:
    return ReferenceCreate(odata_id=f"{client.request_adapter.base_url}/directoryObjects/{id}")


def test_a_group_and_its_members_are_mirrored(run: Run) -> None:
    """By the delta link: who came, who went."""

    async def work(client: GraphServiceClient) -> None:
        new = Group(display_name="Sales", mail_nickname="sales", mail_enabled=False, security_enabled=True)
        group = client.groups.by_group_id((await client.groups.post(new)).id)
        alice = await client.users.by_user_id(ALICE).get()
        page = await client.groups.delta.get()
        while page.odata_next_link:
            page = await client.groups.delta.with_url(page.odata_next_link).get()
        await group.members.ref.post(reference(client, alice.id))
        assert [type(one).__name__ for one in (await group.members.get()).value] == ["User"]
        assert [one.display_name for one in (await group.members.graph_user.get()).value] == [alice.display_name]
        page = await client.groups.delta.with_url(page.odata_delta_link).get()
        assert [str(one["id"]) for one in page.value[0].additional_data["members@delta"]] == [alice.id]
        asked = GetMemberGroupsPostRequestBody(security_enabled_only=True)
        told = await client.users.by_user_id(ALICE).get_member_groups.post(asked)
        assert page.value[0].id in told.value
        await group.members.by_directory_object_id(alice.id).ref.delete()
        page = await client.groups.delta.with_url(page.odata_delta_link).get()
        assert page.value[0].additional_data["members@delta"][0]["@removed"] == {"reason": "deleted"}
        await group.patch(Group(description="Who sells"))
        assert (await group.get()).description == "Who sells"
        await group.delete()

    run(work)


def test_an_application_is_registered_and_given_rights(run: Run, tls_lab: Lab) -> None:
    """As a set-up script does it, up to MSAL's token with the new secret and role."""

    async def register(client: GraphServiceClient) -> tuple[str, str]:
        web = WebApplication(redirect_uris=["https://app.example/in"])
        made = await client.applications.post(Application(display_name="Set up by a script", web=web))
        body = AddPasswordPostRequestBody(password_credential=PasswordCredential(display_name="first"))
        secret = await client.applications.by_application_id(made.id).add_password.post(body)
        principal = await client.service_principals.post(ServicePrincipal(app_id=made.app_id))
        query = PrincipalQuery(filter=f"appId eq '{GRAPH}'")
        (api,) = (await client.service_principals.get(RequestConfiguration(query_parameters=query))).value
        role = next(role for role in api.app_roles if role.value == "Group.Read.All")
        given = AppRoleAssignment(principal_id=principal.id, resource_id=api.id, app_role_id=role.id)
        await client.service_principals.by_service_principal_id(api.id).app_role_assigned_to.post(given)
        assert (await client.service_principals_with_app_id(made.app_id).get()).id == principal.id
        return made.app_id, secret.secret_text

    app_id, secret = run(register)
    authority = f"{tls_lab.url('azure-ad')}/{TENANT}"
    client = ConfidentialClientApplication(app_id, secret, authority, instance_discovery=False)
    answer: dict[str, Any] = client.acquire_token_for_client(["https://graph.microsoft.com/.default"])
    assert "access_token" in answer, answer
