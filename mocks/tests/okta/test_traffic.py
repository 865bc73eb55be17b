"""Limits beside the management API. Expectations: Okta fact sheet 7.3."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import msgspec
import pytest

from mocks.okta.directory import rate_limits
from mocks.okta.directory.org import ORG, Limits
from mocks.tests.browser import Browser
from mocks.tests.cast import OKTA, OLIVIA
from mocks.tests.issuers.test_refresh import OFFLINE, refresh
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

Limit = Callable[..., None]


@pytest.fixture
def limit(parties: Parties) -> Limit:
    """Give the org limits, and two workers."""

    def apply(**numbers: int) -> None:
        with parties.okta.db() as db:
            db.execute(ORG.update().values(limits=msgspec.json.encode(Limits(**numbers)).decode()))
        parties.network.serve(OKTA, *(parties.okta.another_worker() for _ in range(2)))

    return apply


def test_authorization_requests_of_one_browser_and_client(app: RelyingParty, parties: Parties, limit: Limit) -> None:
    """7.3: per address, client and DT cookie, in a minute; a person reads a page about it."""
    limit(authorize=3)
    browser, url = parties.browser(), app.authorize_url()
    browser.open(url)
    pages = [browser.open(url) for _ in range(4)]
    assert [page.status for page in pages] == [200, 200, 200, 429]
    assert "too many requests" in pages[-1].text
    assert [page.headers["X-Rate-Limit-Remaining"] for page in pages] == ["2", "1", "0", "0"]
    assert pages[-1].headers["X-Rate-Limit-Limit"] == "3"
    assert browser.open(parties.second_app_at_okta().authorize_url()).status == 200, "another client"
    assert parties.browser().open(url).status == 200, "another browser"
    parties.clock.move(timedelta(minutes=1))
    assert browser.open(url).status == 200


def test_requests_of_a_token_endpoint(app: RelyingParty, limit: Limit) -> None:
    """7.3 and 1.11: throttling is told in the management API's form. Metadata and keys are never counted."""
    limit(token=2)
    answers = [app.redeem("x") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert answers[-1].get_json()["errorCode"] == "E0000047"
    assert answers[-1].headers["X-Rate-Limit-Remaining"] == "0"
    for _ in range(3):
        assert app.get(app.metadata["jwks_uri"]).status_code == 200
        assert app.get(f"{app.issuer}/.well-known/openid-configuration").status_code == 200


def test_tokens_of_one_person(app: RelyingParty, browser: Browser, parties: Parties, limit: Limit) -> None:
    """7.3: a second; what is refused is not used up, so that it can be sent again."""
    limit(per_user=2)
    codes = [app.code(browser, OLIVIA) for _ in range(3)]
    answers = [app.redeem(code) for code in codes]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].get_json()["errorCode"] == "E0000047"
    assert answers[-1].headers["X-Rate-Limit-Limit"] == "2"
    parties.clock.move(timedelta(seconds=1))
    assert app.redeem(codes[-1]).status_code == 200


def test_a_refresh_counts_once(app: RelyingParty, browser: Browser, parties: Parties, limit: Limit) -> None:
    limit(per_user=2)
    token = app.asking(OFFLINE).tokens(browser, OLIVIA)["refresh_token"]
    parties.clock.move(timedelta(seconds=1))
    assert [refresh(app, token).status_code for _ in range(3)] == [200, 200, 429]


def test_requests_at_the_same_moment(app: RelyingParty, parties: Parties, limit: Limit) -> None:
    """7.3: Limit 0, Remaining 0, and a guess of when to come back; those that have ended do not count."""
    limit(concurrent=2)
    for _ in range(5):
        assert app.redeem("x").status_code == 400
    with parties.okta.db() as db:
        for number in range(2):
            rate_limits.begin(db, f"other{number}", "everybody", parties.clock.now().timestamp(), 60)
    answer = app.redeem("x")
    assert (answer.status_code, answer.get_json()["errorCode"]) == (429, "E0000047")
    assert (answer.headers["X-Rate-Limit-Limit"], answer.headers["X-Rate-Limit-Remaining"]) == ("0", "0")
    assert int(answer.headers["X-Rate-Limit-Reset"]) > parties.clock.timestamp()
    assert app.get(app.metadata["jwks_uri"]).status_code == 200
    parties.clock.move(timedelta(minutes=2))
    assert app.redeem("x").status_code == 400, "a worker that died is forgotten"


def test_of_many_at_once_none_is_left_behind(app: RelyingParty, parties: Parties, limit: Limit) -> None:
    limit(concurrent=100)
    assert app.metadata
    together = Barrier(8)

    def ask() -> int:
        together.wait(30)
        return app.redeem("x").status_code

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(ask) for _ in range(8)]
    assert {answer.result() for answer in answers} == {400}
    assert parties.okta.rows("requests_under_way") == {"requests_under_way": []}


def test_without_limits_nothing_is_counted(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    app.tokens(browser, OLIVIA)
    assert parties.okta.rows("rate_limits", "requests_under_way") == {"rate_limits": [], "requests_under_way": []}
