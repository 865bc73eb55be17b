"""The first page: what there is in the org, how its directory agents are, what happened last."""

from typing import Any

from flask import Response

from mocks.okta.admin._pages import Pages
from mocks.okta.admin._visit import Visit, address
from mocks.okta.api import agent_pools, logs
from mocks.okta.api._call import iso
from mocks.okta.directory import totals

pages = Pages("dashboard", "Dashboard", place=10)
_LATEST = {"sortOrder": "DESCENDING", "limit": 10}


@pages.get()
def show(visit: Visit) -> Response:
    there = totals.count(visit.unit.db)
    numbers = [
        ("People", there.users, "people"),
        ("Groups", there.groups, "groups"),
        ("Applications", there.applications, "applications"),
        ("Identity providers", there.identity_providers, "identity-providers"),
    ]
    return visit.show(
        "dashboard.html",
        numbers=[(label, number, _served(visit, path)) for label, number, path in numbers],
        pools=[_pool(pool) for pool in visit.api.call(agent_pools.every, query={"limit": 200})],
        events=visit.api.call(logs.every, query=_LATEST),
    )


def _served(visit: Visit, path: str) -> str:
    """Return the address of a set of pages that there is."""
    where = address(path)
    return where if where in {there for _, there in visit.navigation} else ""


def _pool(pool: dict[str, Any]) -> dict[str, Any]:
    heard = max((agent["lastConnection"] for agent in pool["agents"]), default=None)
    return pool | {"heard": iso(heard / 1000 if heard else None)}
