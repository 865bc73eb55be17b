"""The System Log on the administrator's pages. Expectations: Okta fact sheet 8.1."""

from mocks.tests.cast import AZURE_IDP
from mocks.tests.okta.admin.walk import Walk


def test_events_are_found_by_words(walk: Walk) -> None:
    walk.fill(walk.open(f"/identity-providers/{AZURE_IDP}"), "/deactivate")
    text = walk.open("/system-log?q=idp.lifecycle.deactivate+olivia").text
    assert "system.idp.lifecycle.deactivate" in text
    assert "User login to Okta" not in text
    assert "No event is like that" in walk.open("/system-log?q=zebra").text


def test_a_long_list_goes_on_on_the_next_page(walk: Walk) -> None:
    """Each look at a provider is an event."""
    for _ in range(55):
        walk.open(f"/identity-providers/{AZURE_IDP}")
    page = walk.open("/system-log?q=read_client_secret")
    (following,) = [link for link in page.links if "after=" in link]
    beyond = walk.open(f"/system-log{following}")
    assert page.text.count("read_client_secret") == 50
    assert beyond.text.count("read_client_secret") == 5


def test_too_many_words_are_refused(walk: Walk) -> None:
    page = walk.open(f"/system-log?q={'+'.join('abcdefghijklmnop')}")
    assert page.status == 400
    assert "at most" in page.text
