"""The management API: one file per resource, exporting `bp`; what they share begins with an underscore.

A handler takes a `Call` and returns what becomes JSON. Who may call it stands at its route; what goes wrong is raised
as an `ApiError`. Source: fact sheet sections 4 to 8.
"""

import sys
from functools import cache

from flask import Flask

from mocks.kit.registry import collect
from mocks.okta.api._route import Api
from mocks.okta.org_servers import OrgServers


@cache
def resources() -> dict[str, Api]:
    return collect(sys.modules[__name__], "bp", Api)


def mount(app: Flask, servers: OrgServers) -> None:
    """Serve every resource."""
    for resource in resources().values():
        resource.mount(app, servers)
