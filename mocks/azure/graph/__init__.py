"""Microsoft Graph: one file per resource, exporting `bp`; what they share begins with an underscore.

A handler takes a `Call` and returns what becomes JSON. Who may call it stands at its route; what goes wrong is raised
as a `GraphError`. Source: fact sheet section 7.
"""

import sys
from functools import cache

from flask import Flask

from mocks.azure.graph._route import Api
from mocks.kit.registry import collect


@cache
def resources() -> dict[str, Api]:
    return collect(sys.modules[__name__], "bp", Api)


def mount(app: Flask, public_url: str) -> None:
    """Serve every resource under the address of the service."""
    for resource in resources().values():
        resource.mount(app, public_url)
