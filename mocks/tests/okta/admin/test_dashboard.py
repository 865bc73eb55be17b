"""The administrator's first page."""

from mocks.okta.directory import totals
from mocks.tests.okta.admin.walk import Walk
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
