"""Rate limits of the management API. Expectations: Okta fact sheet 7.3 and 11.1."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from werkzeug.test import TestResponse

from mocks.okta.directory.org import ORG
from mocks.tests import cast
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties


@pytest.fixture
def limited(admin: Admin, parties: Parties) -> Admin:
    """An org of two workers that takes five calls a minute of each part of its API."""
    with parties.okta.db() as db:
        db.execute(ORG.update().values(rate_limit=5))
    workers = [parties.okta.another_worker() for _ in range(2)]
    parties.network.serve(cast.OKTA, *workers)
    return admin


def _told(answer: TestResponse) -> tuple[int, int]:
    return int(answer.headers["X-Rate-Limit-Limit"]), int(answer.headers["X-Rate-Limit-Remaining"])


def _wait(answer: TestResponse) -> float:
    """Return for how long Okta's SDK waits: reset minus date, plus one second."""
    date = parsedate_to_datetime(answer.headers["Date"])
    return int(answer.headers["X-Rate-Limit-Reset"]) - date.timestamp() + 1


def test_workers_count_together_and_refuse_the_rest(limited: Admin) -> None:
    """7.3: E0000047 when a bucket is empty; another part of the API has its own."""
    answers = [limited.send("GET", "/groups") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert [_told(answer) for answer in answers] == [(5, 4), (5, 3), (5, 2), (5, 1), (5, 0), (5, 0), (5, 0)]
    assert answers[-1].get_json()["errorCode"] == "E0000047"
    assert limited.send("GET", "/users/me").status_code == 200


def test_a_client_that_waits_as_told_is_served(limited: Admin, parties: Parties) -> None:
    """11.1, pitfall 10: `Date` and reset are of one clock, in seconds, whatever the machine's own says."""
    parties.clock.move(datetime(2026, 1, 20, 12, 0, 20, tzinfo=UTC) - parties.clock.now())
    while (answer := limited.send("GET", "/groups")).status_code != 429:
        assert _wait(answer) == 41
    assert _wait(answer) == 41
    parties.clock.move(timedelta(seconds=_wait(answer)))
    assert limited.send("GET", "/groups").status_code == 200


def test_refused_calls_count_too(limited: Admin) -> None:
    """7.3: what fails is undone, its count is not."""
    answers = [limited.send("POST", "/groups", {"profile": {}}).status_code for _ in range(6)]
    assert answers == [400] * 5 + [429]


def test_a_warning_and_a_violation_are_recorded_once(limited: Admin, parties: Parties) -> None:
    """7.3: a warning at 60 %, a violation when the limit is passed."""
    for _ in range(8):
        limited.send("GET", "/groups")
    written = [row for row in parties.okta.rows("system_log")["system_log"] if "system.org.rate_limit" in repr(row)]
    names = sorted(value for row in written for value in row if str(value).startswith("system.org"))
    assert names == ["system.org.rate_limit.violation", "system.org.rate_limit.warning"]


def test_nothing_is_counted_for_an_org_without_limits(admin: Admin, parties: Parties) -> None:
    """The headers are there all the same."""
    answers = [admin.send("GET", "/groups") for _ in range(3)]
    assert {_told(answer) for answer in answers} == {(600, 599)}
    assert parties.okta.rows("rate_limits") == {"rate_limits": []}
