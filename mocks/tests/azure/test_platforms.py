"""What the platform of a redirect URI means at the token endpoint (fact sheet sections 3.2 and 3.3)."""

import msgspec
import pytest
from werkzeug.test import TestResponse

from mocks.azure import platforms
from mocks.azure.directory import app_registrations
from mocks.azure.directory.app_settings import Platform, Web
from mocks.tests.cast import ALICE, APP, APP_AT_AZURE, AZURE, CALLBACK
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

ORIGIN = {"Origin": APP}
SCOPE = "openid profile offline_access"


def register(parties: Parties, *, secret: bool = False, **settings: object) -> None:
    """Give the application of the tests other platforms. secret: whether it keeps the one that it has."""
    with parties.azure.db() as db:
        app = app_registrations.anywhere(db, APP_AT_AZURE)
        assert app
        kept = app.settings.password_credentials if secret else ()
        changed = msgspec.structs.replace(app.settings, web=Web(), password_credentials=kept, **settings)
        app_registrations.configure(db, APP_AT_AZURE, changed)


def codes(answer: TestResponse) -> list[int]:
    return list(answer.get_json()["error_codes"])


@pytest.mark.parametrize(
    ("uri", "fits"),
    [
        ("http://localhost/in", True),
        ("http://localhost:5000/in", True),
        ("http://localhost:5000/other", False),
        ("http://127.0.0.1:5000/in", False),
        ("https://localhost:5000/in", False),
        ("http://localhost.evil.example/in", False),
    ],
)
def test_the_port_of_a_loopback_address_does_not_matter(uri: str, fits: bool) -> None:
    assert platforms.matches(["http://localhost/in", "https://a.example/in"], uri) is fits


def test_a_program_redeems_without_a_secret(app: RelyingParty, parties: Parties) -> None:
    """The platform `publicClient`: what it may not do is send one."""
    register(parties, public_client=Platform((CALLBACK,)))
    answer = app.redeem(app.code(parties.browser(), ALICE, scope=SCOPE), client_secret=None).get_json()
    form = {"grant_type": "refresh_token", "refresh_token": answer["refresh_token"], "client_id": app.client_id}
    assert "access_token" in app.post(app.metadata["token_endpoint"], form).get_json()
    assert codes(app.redeem(app.code(parties.browser(), ALICE))) == [700025]


def test_a_page_redeems_across_origins(app: RelyingParty, parties: Parties) -> None:
    """The platform `spa`: the answer, good or bad, can be read by the page."""
    register(parties, spa=Platform((CALLBACK,)), secret=True)
    answer = app.redeem(app.code(parties.browser(), ALICE, scope=SCOPE), ORIGIN, client_secret=None)
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    token = answer.get_json()["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": app.client_id}
    again = app.post(app.metadata["token_endpoint"], form, ORIGIN)
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (200, APP)
    assert codes(app.post(app.metadata["token_endpoint"], form)) == [7000218]
    wrong = app.redeem("x", ORIGIN, client_secret=None)
    assert (wrong.status_code, wrong.headers["Access-Control-Allow-Origin"]) == (400, APP)
    assert codes(app.redeem(app.code(parties.browser(), ALICE), ORIGIN)) == [700025]


def test_pages_of_others_read_nothing(app: RelyingParty, parties: Parties) -> None:
    register(parties, spa=Platform((CALLBACK,)))
    answer = app.redeem("x", {"Origin": "https://evil.example"}, client_secret=None)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_server_has_a_secret_whatever_other_platforms_it_has(app: RelyingParty, parties: Parties) -> None:
    register(parties, secret=True)
    with parties.azure.db() as db:
        found = app_registrations.anywhere(db, APP_AT_AZURE)
        assert found
        mixed = msgspec.structs.replace(
            found.settings, web=Web((CALLBACK,)), spa=Platform((f"{APP}/spa",)), public_client=Platform(("app://in",))
        )
        app_registrations.configure(db, APP_AT_AZURE, mixed)
    answer = app.redeem(app.code(parties.browser(), ALICE), client_secret=None)
    assert codes(answer) == [7000218]
    assert "id_token" in app.tokens(parties.browser(), ALICE)
    form = {"grant_type": "password", "client_id": app.client_id, "scope": "openid"}
    person = {"username": ALICE.username, "password": ALICE.password}
    assert codes(app.post(app.metadata["token_endpoint"], form | person)) == [7000218]


def test_a_browser_asks_first(app: RelyingParty) -> None:
    asked = {"Origin": APP, "Access-Control-Request-Headers": "x-client-sku"}
    answer = app.network.client(AZURE, cookies=False).options(app.metadata["token_endpoint"], headers=asked)
    assert answer.headers["Access-Control-Allow-Headers"] == "x-client-sku"
    assert answer.headers["Access-Control-Allow-Origin"] == APP
