"""The whole chain, and what happens at the same moment, on each kind of database."""

import ast
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, CAROL, DAVE, GRACE, NORA, OLIVIA
from mocks.tests.databases import Database
from mocks.tests.issuers.test_refresh import OFFLINE, refresh
from mocks.tests.pages import Page
from mocks.tests.parties import Parties, build

T = TypeVar("T")


@pytest.fixture
def own(database: Database) -> Iterator[Parties]:
    """Both vendors, on a database of their own."""
    parties = build(database)
    yield parties
    for party in (parties.okta, parties.azure):
        party.runtime.store.close()


def at_once(number: int, act: Callable[[int], T]) -> list[T]:
    """Do something in several threads that start together."""
    start = threading.Barrier(number)

    def wait_and_act(which: int) -> T:
        start.wait(10)
        return act(which)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(wait_and_act, range(number)))


def test_a_day_at_contoso(own: Parties) -> None:
    """Federated, local and refused people, single sign-on, sign-out, a reset, and all of it again."""
    for _ in range(2):
        app, browser = own.app_at_okta(), own.browser()
        tokens = app.tokens(browser, ALICE)
        assert app.userinfo(tokens["access_token"]).get_json()["email"] == ALICE.username
        assert "code" in browser.open(own.second_app_at_okta().authorize_url(prompt="none")).parameters
        assert "code" in app.sign_in(own.browser(), OLIVIA).parameters
        assert app.sign_in(own.browser(), NORA).parameters["error"] == "access_denied"
        assert app.sign_in(own.browser(), DAVE).status == 200
        assert "code" in app.sign_in(own.browser(), GRACE).parameters
        page = browser.open(f"{app.metadata['end_session_endpoint']}?id_token_hint={tokens['id_token']}")
        assert "signed out" in page.text.lower()
        own.reset()


@pytest.mark.parametrize("person", [ALICE, GRACE], ids=["created", "linked"])
def test_one_person_who_signs_in_at_eight_workers_at_once_is_one_user(own: Parties, person: Person) -> None:
    """One user, one link, one membership of each group; and whoever comes second is let in as well."""
    app = own.app_at_okta()
    assert app.metadata
    workers = [own.okta.another_worker() for _ in range(8)]
    own.network.serve(own.okta.url, *workers)

    def sign_in(_: int) -> Page:
        return app.sign_in(Browser(own.network), person)

    pages = at_once(8, sign_in)
    assert all("code" in page.parameters for page in pages), [page.url for page in pages]
    rows = own.okta.rows("users", "account_links")
    assert len([row for row in rows["users"] if row[2] == person.username]) == 1
    assert len(rows["account_links"]) == 1
    assert "code" in app.sign_in(own.browser(), person).parameters


def test_different_people_do_not_disturb_each_other(own: Parties) -> None:
    app, people = own.app_at_okta(), [ALICE, CAROL, GRACE, OLIVIA]
    assert app.metadata

    def sign_in(which: int) -> str:
        tokens = app.tokens(Browser(own.network), people[which])
        return str(app.userinfo(tokens["access_token"]).get_json()["email"])

    assert at_once(4, sign_in) == [person.username for person in people]


def test_one_attempt_finished_twice_at_once_gives_one_code(own: Parties) -> None:
    """A double click on the last button, at two workers."""
    own.network.serve(own.azure.url, own.azure.another_worker(), own.azure.another_worker())
    app, browser = own.app_at_azure(), own.browser()
    page = browser.submit(browser.open(app.authorize_url()), {"loginfmt": ALICE.username})
    page = browser.submit(page, {"passwd": ALICE.password})
    address, form = f"{own.azure.url}{page.form.action}", {**page.form.fields, "kmsi": "0"}
    browsers = [Browser(own.network) for _ in range(4)]
    for twin in browsers:
        twin.set_cookie(own.azure.url, "esctx", str(browser.cookie(own.azure.url, "esctx")))
    pages = at_once(4, lambda which: browsers[which].open(address, form))
    (winner,) = [which for which, page in enumerate(pages) if page.left]
    assert "code" in pages[winner].parameters
    for page in (page for page in pages if not page.left):
        assert page.status == 400
        assert "code" in browsers[winner].open(page.links[0]).parameters, "the way to begin again"


def test_workers_that_start_at_once_on_an_empty_database_agree(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted once, one key that signs: a second machine that starts at the same moment finds the same state."""
    # Workers are processes. In threads of one, CPython 3.11 miscounts when two parse at once, as routes are made.
    parse, one_at_a_time = ast.parse, threading.Lock()

    def parse_alone(*arguments: Any, **more: Any) -> Any:
        with one_at_a_time:
            return parse(*arguments, **more)

    monkeypatch.setattr(ast, "parse", parse_alone)

    def start(_: int) -> Parties:
        return build(database)

    started = at_once(3, start)
    for party in ("okta", "azure"):
        seen = [getattr(parties, party).rows("users", "signing_keys") for parties in started]
        assert seen[0] == seen[1] == seen[2]
    app = started[0].app_at_okta()
    for parties in started:
        started[0].network.serve(parties.okta.url, parties.okta.another_worker())
        assert "code" in app.sign_in(started[0].browser(), OLIVIA).parameters
    for parties in started:
        parties.okta.runtime.store.close()
        parties.azure.runtime.store.close()


def test_a_rotating_token_used_twice_at_once_is_good_twice_within_its_leeway(own: Parties) -> None:
    """Two tabs that refresh at the same moment: both get tokens, and both tokens work."""
    app = own.second_app_at_okta()
    token = app.tokens(own.browser(), OLIVIA, scope=OFFLINE)["refresh_token"]
    answers = at_once(4, lambda _: refresh(app, token))
    assert [answer.status_code for answer in answers] == [200] * 4
    renewed = [answer.get_json()["refresh_token"] for answer in answers]
    assert len({token, *renewed}) == 5
    assert all(refresh(app, token).status_code == 200 for token in renewed)
