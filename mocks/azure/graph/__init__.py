"""Microsoft Graph: one file per resource, exporting `bp`; what they share begins with an underscore.

A handler takes a `Call` and returns what becomes JSON. Who may call it stands at its route; what goes wrong is raised
as a `GraphError`. Source: fact sheet section 7.
"""

import sys
from functools import cache

from flask import Flask, request

from mocks.azure import graph_resource
from mocks.azure.directory.users import User
from mocks.azure.graph._caller import Caller
from mocks.azure.graph._in_process import InProcess, routes
from mocks.azure.graph._route import Api
from mocks.kit.registry import collect
from mocks.kit.web import Unit

_EVERY_SCOPE = frozenset(name.lower() for name in graph_resource.SCOPE_IDS)


@cache
def resources() -> dict[str, Api]:
    return collect(sys.modules[__name__], "bp", Api)


def mount(app: Flask, public_url: str) -> None:
    """Serve every resource under the address of the service."""
    for resource in resources().values():
        resource.mount(app, public_url)


def for_person(unit: Unit, public_url: str, app_id: str, user: User) -> InProcess:
    """Return Graph as a page of the service calls it for who is signed in: their directory roles decide what they may.

    app_id: the client id of the page.
    """
    caller = Caller(user.tenant_id, app_id, user.id, _EVERY_SCOPE, user.user_principal_name)
    return InProcess(routes(*resources().values()), unit, public_url, caller, request.remote_addr or "")
