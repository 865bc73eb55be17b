"""Directory imports on the administrator's pages. Expectations: Okta fact sheet 9.1."""

import pytest

from mocks.tests import cast
from mocks.tests.okta.admin.walk import Walk
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.importing import Source, person

BY_HAND = {"confirmation": {"exact": False, "partial": False, "new": False, "activate": True}}
OLIVIA = person("Olivia Ortiz", userName=cast.OLIVIA.username, email=cast.OLIVIA.username)
TWIN = person("Olivia Ortiz", userName="o.ortiz@contoso.example", email="o.ortiz@contoso.example")


@pytest.fixture
def source(admin: Admin) -> Source:
    """A source whose people all wait: one of each bucket."""
    source = Source(admin, **BY_HAND)
    source.tell({"exact": OLIVIA, "partial": TWIN, "new": person("Zoe Zhang"), "bad": person("No Mail", email="none")})
    return source


def decide(walk: Walk, source: Source, match: str, decision: str) -> None:
    page = walk.open(f"/directory-imports/{source.id}?match={match}")
    page = walk.fill(page, f"/decide?match={match}", decision=decision)
    assert "Done as decided." in page.text


def test_a_directory_says_how_many_wait(walk: Walk, source: Source) -> None:
    assert "Azure AD directory 4 0 0" in walk.open("/directory-imports").text


@pytest.mark.parametrize(
    ("match", "known_by"),
    [("EXACT", cast.OLIVIA.username), ("PARTIAL", "o.ortiz@"), ("NONE", "Zoe"), ("CONFLICT", "No")],
)
def test_each_bucket_shows_its_people(walk: Walk, source: Source, match: str, known_by: str) -> None:
    text = walk.open(f"/directory-imports/{source.id}?match={match}").text
    assert known_by in text
    assert text.count("(1)") == 4


def test_somebody_new_is_created(walk: Walk, source: Source) -> None:
    decide(walk, source, "NONE", "CREATE")
    assert source.user("new")["profile"]["login"] == "zoe@contoso.example"


def test_somebody_is_assigned_to_a_user(walk: Walk, source: Source) -> None:
    (olivia,) = source.result("partial")["candidates"]
    decide(walk, source, "PARTIAL", olivia)
    assert source.user("partial")["id"] == olivia


def test_somebody_is_ignored(walk: Walk, source: Source) -> None:
    decide(walk, source, "CONFLICT", "IGNORE")
    assert source.result("bad")["decision"] == "IGNORED"


def test_a_whole_bucket_is_confirmed(walk: Walk, source: Source) -> None:
    walk.fill(walk.open(f"/directory-imports/{source.id}?match=NONE"), "/confirm?match=NONE")
    assert source.result("new")["decision"] == "CONFIRMED"
    assert source.result("exact")["decision"] == "PENDING"


def test_what_cannot_be_done_is_said_on_the_same_bucket(walk: Walk, source: Source) -> None:
    page = walk.open(f"/directory-imports/{source.id}?match=PARTIAL")
    page = walk.fill(page, "/decide?match=PARTIAL", decision="00unobody00000000000")
    assert page.status == 404
    assert "o.ortiz@contoso.example" in page.text


def test_an_import_needs_an_agent(walk: Walk, source: Source) -> None:
    page = walk.fill(walk.open(f"/directory-imports/{source.id}"), "/import", mode="FULL")
    assert page.status == 504
    assert "No connected agents" in page.text


def test_an_agent_that_is_there_is_asked(walk: Walk, admin: Admin, source: Source) -> None:
    where = f"{cast.OKTA}/api/1/internal/app/activedirectory/{source.id}/agent"
    admin.post(where, {"name": "agent", "version": "1.0", "publicKey": "k" * 43})
    page = walk.fill(walk.open(f"/directory-imports/{source.id}"), "/import", mode="FULL")
    assert "The agent has been asked" in page.text
    (asked,) = admin.get(f"{source.path}/imports")
    assert asked["mode"] == "FULL"
