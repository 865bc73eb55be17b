"""Who signed in to what, and what came of it."""

from mocks.azure.directory import signin_log
from mocks.azure.directory.signin_log import Entry
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, APP_AT_AZURE, DAVE, TENANT
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

CORRELATION = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def entries(parties: Parties) -> list[Entry]:
    with parties.azure.db() as db:
        return signin_log.newest(db, TENANT, 10)


def test_a_sign_in_is_written_down(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Azure AD fact sheet 7.9: who, to which application, from where; a session's answer is not interactive."""
    app.code(browser, ALICE)
    (entry,) = entries(parties)
    assert (entry.user_principal_name, entry.app_id, entry.error_code) == (ALICE.username, APP_AT_AZURE, 0)
    assert (entry.is_interactive, entry.conditional_access_status) == (True, "notApplied")
    assert entry.created_at == parties.clock.timestamp()
    browser.open(app.authorize_url())
    assert sorted(entry.is_interactive for entry in entries(parties)) == [False, True]


def test_failures_have_their_number(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    app.sign_in(browser, Person(ALICE.username, "wrong"))
    app.sign_in(browser, DAVE)
    browser.submit(browser.open(app.authorize_url()), {"loginfmt": "nobody@contoso.example"})
    found = {(entry.user_principal_name, entry.error_code) for entry in entries(parties)}
    assert found == {(ALICE.username, 50126), (DAVE.username, 50057), ("nobody@contoso.example", 50034)}
    assert all(entry.failure_reason for entry in entries(parties))


def test_an_entry_is_found_by_the_caller_s_correlation_id(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    app.code(browser, ALICE)
    browser.request(f"{app.authorize_url()}&client-request-id={CORRELATION}")
    assert CORRELATION in {entry.correlation_id for entry in entries(parties)}
