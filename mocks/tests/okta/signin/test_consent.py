"""Consent: who is asked, what is kept of the answer."""

import msgspec
import pytest

from mocks.okta.directory import applications, system_log, user_grants, users
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, ERIN, OLIVIA
from mocks.tests.okta.custom_server import CustomServer
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

SCOPE = "openid orders:read"


def required(parties: Parties) -> None:
    """Let every application need consent."""
    with parties.okta.db() as db:
        for row in db.execute(applications.APPLICATIONS.select()).all():
            settings = msgspec.json.decode(row.settings) | {"consent_method": "REQUIRED"}
            here = applications.APPLICATIONS.c.id == row.id
            body = msgspec.json.encode(settings).decode()
            db.execute(applications.APPLICATIONS.update().where(here).values(settings=body))


def asks(page: Page) -> bool:
    return page.status == 200 and "asks for access" in page.text


def granted(parties: Parties) -> list[str]:
    with parties.okta.db() as db:
        user = users.by_login(db, OLIVIA.username)
        assert user
        return [grant.scope for grant in user_grants.of_user(db, user.id)]


@pytest.fixture
def default(parties: Parties) -> CustomServer:
    return CustomServer(parties)


@pytest.mark.parametrize(
    ("prompt", "method_and_consent", "prompted"),
    [
        ("consent", "TRUSTED REQUIRED", True),
        ("consent", "TRUSTED FLEXIBLE", True),
        ("consent", "REQUIRED REQUIRED", True),
        ("consent", "REQUIRED FLEXIBLE", True),
        ("consent", "TRUSTED IMPLICIT", False),
        ("login consent", "TRUSTED REQUIRED", True),
        (None, "TRUSTED REQUIRED", False),
        (None, "TRUSTED FLEXIBLE", False),
        (None, "TRUSTED IMPLICIT", False),
        (None, "REQUIRED REQUIRED", True),
        (None, "REQUIRED FLEXIBLE", True),
        (None, "REQUIRED IMPLICIT", False),
    ],
)
def test_the_matrix(
    app: RelyingParty,
    browser: Browser,
    parties: Parties,
    default: CustomServer,
    prompt: str | None,
    method_and_consent: str,
    prompted: bool,
) -> None:
    """Fact sheet 1.6, every row."""
    method, consent = method_and_consent.split()
    default.add_scope("orders:read", consent=consent)
    if method == "REQUIRED":
        required(parties)
    page = app.sign_in(browser, OLIVIA, scope=SCOPE, prompt=prompt)
    assert asks(page) is prompted
    if prompted:
        page = browser.submit(page, {"decision": "allow"})
    assert "code" in page.parameters


def test_what_was_allowed_is_not_asked_again(
    app: RelyingParty, browser: Browser, parties: Parties, default: CustomServer
) -> None:
    """Unless the client wants it asked; and another scope is another question."""
    default.add_scope("orders:read", consent="REQUIRED")
    default.add_scope("orders:write", consent="REQUIRED")
    required(parties)
    browser.submit(app.sign_in(browser, OLIVIA, scope=SCOPE), {"decision": "allow"})
    assert granted(parties) == ["orders:read"]
    assert "code" in browser.open(app.authorize_url(scope=SCOPE)).parameters
    assert "code" in browser.open(app.authorize_url(scope=SCOPE, prompt="none")).parameters
    assert asks(browser.open(app.authorize_url(scope=SCOPE, prompt="consent")))
    page = browser.open(app.authorize_url(scope=f"{SCOPE} orders:write"))
    assert asks(page)
    assert "code" in browser.submit(page, {"decision": "allow"}).parameters
    assert sorted(granted(parties)) == ["orders:read", "orders:write"]


def test_silently_there_is_no_consent(
    app: RelyingParty, browser: Browser, parties: Parties, default: CustomServer
) -> None:
    """Fact sheet 1.6: prompt=none."""
    default.add_scope("orders:read", consent="REQUIRED")
    app.code(browser, OLIVIA)
    required(parties)
    told = browser.open(app.authorize_url(scope=SCOPE, prompt="none")).parameters
    assert (told["error"], told["state"]) == ("consent_required", "state-of-the-test")


def test_who_does_not_allow_it_sends_the_client_away(
    app: RelyingParty, browser: Browser, parties: Parties, default: CustomServer
) -> None:
    default.add_scope("orders:read", consent="REQUIRED")
    page = app.sign_in(browser, OLIVIA, scope=SCOPE, prompt="consent")
    assert browser.submit(page, {"decision": "deny"}).parameters["error"] == "access_denied"
    assert granted(parties) == []


def test_an_optional_scope_can_be_left_out(
    app: RelyingParty, browser: Browser, parties: Parties, default: CustomServer
) -> None:
    default.add_scope("orders:read", consent="REQUIRED")
    default.add_scope("orders:write", consent="REQUIRED", optional=True)
    page = app.sign_in(browser, OLIVIA, scope=f"{SCOPE} orders:write", prompt="consent")
    fields = {name: value for name, value in page.form.fields.items() if not name.startswith("scp")}
    arrived = browser.open(f"{app.issuer.partition('/oauth2')[0]}{page.form.action}", fields | {"decision": "allow"})
    tokens = app.redeem(arrived.parameters["code"]).get_json()
    assert tokens["scope"] == SCOPE
    assert granted(parties) == ["orders:read"]


def test_who_has_no_assignment_is_not_asked(app: RelyingParty, browser: Browser, default: CustomServer) -> None:
    """Fact sheet 1.11: assignment, policy, consent, in this order; silently too."""
    default.add_scope("orders:read", consent="REQUIRED")
    told = app.sign_in(browser, ERIN, scope=SCOPE, prompt="consent").parameters
    assert told["error_description"] == "User is not assigned to the client application."


def test_nor_is_who_has_no_rule(app: RelyingParty, browser: Browser, default: CustomServer) -> None:
    default.add_scope("orders:read", consent="REQUIRED")
    default.change_rule(scopes=("openid",))
    assert app.sign_in(browser, OLIVIA, scope=SCOPE, prompt="consent").parameters["error"] == "access_denied"


def test_a_rule_taken_back_while_the_page_is_open_counts(
    app: RelyingParty, browser: Browser, default: CustomServer
) -> None:
    default.add_scope("orders:read", consent="REQUIRED")
    page = app.sign_in(browser, OLIVIA, scope=SCOPE, prompt="consent")
    default.change_rule(active=False)
    assert browser.submit(page, {"decision": "allow"}).parameters["error"] == "access_denied"


def test_who_comes_from_a_provider_is_asked_too(app: RelyingParty, browser: Browser, default: CustomServer) -> None:
    default.add_scope("orders:read", consent="REQUIRED")
    page = app.sign_in(browser, ALICE, scope=SCOPE, prompt="consent")
    assert asks(page)
    assert "code" in browser.submit(page, {"decision": "allow"}).parameters


def test_it_is_logged(app: RelyingParty, browser: Browser, parties: Parties, default: CustomServer) -> None:
    """Fact sheet 8.3."""
    default.add_scope("orders:read", consent="REQUIRED")
    browser.submit(app.sign_in(browser, OLIVIA, scope=SCOPE, prompt="consent"), {"decision": "allow"})
    with parties.okta.db() as db:
        event = next(it for it in system_log.latest(db) if it.event_type == "app.oauth2.as.consent.grant")
    assert event.body["actor"]["alternateId"] == OLIVIA.username


def test_what_the_scope_is_called_is_shown_as_text(app: RelyingParty, browser: Browser, default: CustomServer) -> None:
    default.add_scope("orders:read", consent="REQUIRED", display_name="<b>Read</b> your orders")
    page = app.sign_in(browser, OLIVIA, scope=SCOPE, prompt="consent")
    assert "<b>Read</b> your orders" in page.text
