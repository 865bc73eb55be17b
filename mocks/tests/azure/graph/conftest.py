"""What the tests of Graph share: programs with this or that permission."""

from collections.abc import Callable

import pytest

from mocks.azure import graph_resource
from mocks.azure.claims import GRAPH
from mocks.azure.directory import permission_grants, role_assignments, service_principals
from mocks.azure.directory.permission_grants import EVERYBODY
from mocks.tests import cast
from mocks.tests.azure.graph.client import Graph
from mocks.tests.browser import Person
from mocks.tests.parties import Parties

WRITER = "Directory.ReadWrite.All"
TOKEN = f"{cast.AZURE}/{cast.TENANT}/oauth2/v2.0/token"

GraphOf = Callable[..., Graph]


@pytest.fixture
def application(parties: Parties) -> GraphOf:
    """Make a program that acts for itself, with the app roles that are named."""

    def make(*names: str) -> Graph:
        app = parties.app_at_azure()
        with parties.azure.db() as db:
            holder = service_principals.derived_id(cast.TENANT, app.client_id)
            for name in names:
                role_id = graph_resource.ROLE_IDS[name]
                given = ("ServicePrincipal", holder)
                role_assignments.assign(db, f"tests-{name}"[:43], cast.TENANT, GRAPH, given, role_id)
        form = {"grant_type": "client_credentials", "client_id": app.client_id, "client_secret": app.client_secret}
        answer = app.post(TOKEN, form | {"scope": "https://graph.microsoft.com/.default"})
        return Graph(parties.network, answer.get_json()["access_token"])

    return make


@pytest.fixture
def person(parties: Parties) -> GraphOf:
    """Make a program that somebody signed in to, with the scopes that are named and consented to."""

    def make(who: Person, *names: str) -> Graph:
        app = parties.app_at_azure()
        with parties.azure.db() as db:
            permission_grants.grant(db, "tests", cast.TENANT, app.client_id, EVERYBODY, GRAPH, names)
        form = {"grant_type": "password", "client_id": app.client_id, "client_secret": app.client_secret}
        who_it_is = {"username": who.username, "password": who.password, "scope": " ".join(names)}
        answer = app.post(TOKEN, form | who_it_is)
        return Graph(parties.network, answer.get_json()["access_token"])

    return make


@pytest.fixture
def graph(application: GraphOf) -> Graph:
    """A program that may read and write everything in the directory."""
    return application(WRITER)
