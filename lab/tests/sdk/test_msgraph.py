"""msgraph-sdk, unmodified, against Microsoft Graph of the lab over https.

A user sets the base URL and the scope beside azure-identity's settings, nothing else. Source: Azure AD fact sheet
section 11.4.
"""

from typing import Any

import pytest
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph import GraphServiceClient
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.password_profile import PasswordProfile
from msgraph.generated.models.user import User
from msgraph.generated.users.delta.delta_request_builder import DeltaRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder
from msgraph_core import PageIterator
from msgraph_core.requests.batch_request_content import BatchRequestContent

from lab.tests.sdk.graph_client import Run, running_against
from lab.topology import Lab

ListQuery = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters
DeltaQuery = DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters
ALICE = "alice@contoso.example"


@pytest.fixture
def run(tls_lab: Lab) -> Run:
    return running_against(tls_lab)


def new(name: str) -> User:
    return User(
        account_enabled=True,
        display_name=name.capitalize(),
        mail_nickname=name,
        user_principal_name=f"{name}@contoso.example",
        password_profile=PasswordProfile(password="Sunflower-Yacht-7", force_change_password_next_sign_in=False),
    )


def test_lists_filters_and_pages(run: Run) -> None:
    async def work(client: GraphServiceClient) -> None:
        query = ListQuery(top=3, select=["id", "displayName", "accountEnabled"])
        first = await client.users.get(RequestConfiguration(query_parameters=query))
        assert len(first.value) == 3
        found: list[str] = []

        def keep(user: User) -> bool:
            found.append(user.display_name)
            return True

        await PageIterator(first, client.request_adapter).iterate(keep)
        assert {"Alice Adams", "Dave Dunn", "Nora Nash"} <= set(found)
        assert len(found) == len(set(found))
        query = ListQuery(filter="startswith(displayName,'Al')", orderby=["displayName"], count=True)
        configuration = RequestConfiguration(query_parameters=query)
        configuration.headers.add("ConsistencyLevel", "eventual")
        filtered = await client.users.get(configuration)
        assert (filtered.odata_count, [user.user_principal_name for user in filtered.value]) == (1, [ALICE])

    run(work)


def test_a_user_is_created_changed_and_deleted(run: Run) -> None:
    async def work(client: GraphServiceClient) -> None:
        made = await client.users.post(new("zoe"))
        one = client.users.by_user_id(made.id)
        await one.patch(User(job_title="Clerk", business_phones=["+1 555 0100"]))
        assert ((await one.get()).job_title, (await one.get()).business_phones) == ("Clerk", ["+1 555 0100"])
        assert (await client.users.by_user_id("zoe@contoso.example").get()).id == made.id
        await one.delete()
        with pytest.raises(ODataError) as refused:
            await one.get()
        assert refused.value.error.code == "Request_ResourceNotFound"
        gone = await client.directory.deleted_items.by_directory_object_id(made.id).restore.post()
        assert gone.id == made.id

    run(work)


def test_changes_are_followed_by_links(run: Run) -> None:
    """As a program that mirrors a directory does it: all pages, then the delta link, again and again."""

    async def round_of(client: GraphServiceClient, page: Any) -> tuple[list[User], str]:
        found = list(page.value)
        while page.odata_next_link:
            page = await client.users.delta.with_url(page.odata_next_link).get()
            found += page.value
        return found, page.odata_delta_link

    async def work(client: GraphServiceClient) -> None:
        query = DeltaQuery(select=["displayName", "accountEnabled", "userPrincipalName"])
        first = await client.users.delta.get(RequestConfiguration(query_parameters=query))
        everybody, link = await round_of(client, first)
        alice = next(user for user in everybody if user.user_principal_name == ALICE)
        made = await client.users.post(new("yara"))
        await client.users.by_user_id(alice.id).patch(User(account_enabled=False))
        found, link = await round_of(client, await client.users.delta.with_url(link).get())
        assert {user.id: user.account_enabled for user in found} == {alice.id: False, made.id: True}
        await client.users.by_user_id(made.id).delete()
        found, link = await round_of(client, await client.users.delta.with_url(link).get())
        assert [user.id for user in found] == [made.id]
        assert found[0].additional_data["@removed"] == {"reason": "changed"}

    run(work)


def test_a_batch(run: Run) -> None:
    async def work(client: GraphServiceClient) -> None:
        content = BatchRequestContent()
        for name in (ALICE, "nobody@contoso.example"):
            content.add_request_information(client.users.by_user_id(name).to_get_request_information())
        answer = await client.batch.post(batch_request_content=content)
        assert sorted(answer.get_response_status_codes().values()) == [200, 404]

    run(work)
