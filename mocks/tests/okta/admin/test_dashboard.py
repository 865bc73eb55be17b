"""The administrator's first page."""

from mocks.okta.directory import totals
from mocks.tests.cast import OKTA
from mocks.tests.okta.admin.walk import Walk
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.importing import Source
from mocks.tests.parties import Parties


def test_it_counts_what_there_is(walk: Walk, parties: Parties) -> None:
    with parties.okta.db() as db:
        there = totals.count(db)
    page = walk.open()
    assert f"{there.users} People" in page.text
    assert f"{there.identity_providers} Identity providers" in page.text
    assert there.users
    assert there.identity_providers


def test_it_shows_what_happened_last(walk: Walk) -> None:
    """Her own sign-in is the latest event."""
    page = walk.open()
    assert "user.session.start" in page.text
    assert "Olivia Ortiz" in page.text


def test_it_tells_how_the_agents_of_a_directory_are(walk: Walk, admin: Admin) -> None:
    source = Source(admin, type="ACTIVE_DIRECTORY")
    assert "Azure AD directory Inactive 0 never" in walk.open().text
    where = f"{OKTA}/api/1/internal/app/activedirectory/{source.id}/agent"
    admin.post(where, {"name": "agent", "version": "1.0", "publicKey": "k" * 43})
    assert "Azure AD directory Operational 1 2026-" in walk.open().text
