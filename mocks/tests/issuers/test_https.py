"""A service with a name of its own and https: everything follows the address that it was given."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import MetaData

from mocks.azure import app as azure
from mocks.azure.directory import METADATA as AZURE_METADATA
from mocks.azure.settings import Settings as AzureSettings
from mocks.kit.clock import StoppedClock
from mocks.kit.ids import SeededIds
from mocks.kit.runtime import Runtime
from mocks.okta import app as okta
from mocks.okta.directory import METADATA as OKTA_METADATA
from mocks.okta.settings import Settings as OktaSettings
from mocks.tests import cast
from mocks.tests.browser import Browser, Person
from mocks.tests.databases import Database
from mocks.tests.network import InProcess, Network
from mocks.tests.parties import ScriptedFaults
from mocks.tests.relying_party import RelyingParty

Make = Callable[[Database, Network], RelyingParty]


def runtime(database: Database, network: Network, metadata: MetaData) -> Runtime:
    store = database.store("https", metadata)
    return Runtime(StoppedClock(), SeededIds(), store, InProcess(network, "https"), ScriptedFaults())


def serve(network: Network, origin: str, app: Flask, path: str, client_id: str) -> RelyingParty:
    network.serve(origin, app)
    return RelyingParty(network, f"{origin}{path}", client_id, cast.SECRET, cast.CALLBACK)


def at_okta(database: Database, network: Network) -> RelyingParty:
    origin = "https://okta.contoso.example"
    app = okta.create_app(OktaSettings(origin), runtime(database, network, OKTA_METADATA), cast.okta_seed())
    return serve(network, origin, app, "/oauth2/default", cast.APP_AT_OKTA)


def at_azure(database: Database, network: Network) -> RelyingParty:
    origin = "https://azure.contoso.example:8443"
    app = azure.create_app(AzureSettings(origin), runtime(database, network, AZURE_METADATA), cast.azure_seed())
    return serve(network, origin, app, f"/{cast.TENANT}/v2.0", cast.APP_AT_AZURE)


@pytest.mark.parametrize(("make", "person"), [(at_okta, cast.OLIVIA), (at_azure, cast.ALICE)], ids=["okta", "azure"])
def test_cookies_are_secure_and_addresses_are_its_own(sqlite: Database, make: Make, person: Person) -> None:
    """Cookies for https alone, and for frames of other sites there; issuer, endpoints and redirects at that address."""
    network = Network()
    app, browser = make(sqlite, network), Browser(network)
    origin = app.issuer.partition("/oauth2")[0].partition(f"/{cast.TENANT}")[0]
    assert all(url.startswith(f"{origin}/") for name, url in app.metadata.items() if name.endswith("_endpoint"))
    cookies = browser.request(app.authorize_url()).headers.getlist("Set-Cookie")
    assert cookies
    assert all(re.search(r"; Secure\b", cookie) and "; SameSite=None" in cookie for cookie in cookies)
    tokens = app.tokens(browser, person)
    assert app.claims(tokens["id_token"])["iss"] == app.issuer
    assert app.userinfo(tokens["access_token"]).status_code == 200
