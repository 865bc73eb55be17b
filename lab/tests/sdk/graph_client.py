"""A client of Microsoft Graph as its users set it up: a credential of azure-identity, the base URL and the scope."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from azure.identity import ClientSecretCredential
from msgraph import GraphServiceClient

from lab.tests.sdk.registrations import MIRROR, MIRROR_SECRET, TENANT
from lab.topology import Lab

Work = Callable[[GraphServiceClient], Coroutine[Any, Any, Any]]
Run = Callable[[Work], Any]


def running_against(lab: Lab) -> Run:
    """Return what lets a client do some work."""

    def start(work: Work) -> Any:
        return asyncio.run(_whole(lab, work))

    return start


async def _whole(lab: Lab, work: Work) -> Any:
    credential = ClientSecretCredential(TENANT, MIRROR, MIRROR_SECRET, disable_instance_discovery=True)
    client = GraphServiceClient(credential, ["https://graph.microsoft.com/.default"])
    client.request_adapter.base_url = f"{lab.url('azure-ad')}/v1.0"
    try:
        return await work(client)
    finally:
        credential.close()
        # Its own transport keeps the connections open when it is closed; the one inside has them.
        await client.request_adapter._http_client._transport.transport.aclose()
