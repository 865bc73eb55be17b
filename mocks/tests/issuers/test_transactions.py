"""The sign-in transaction: bound to one browser, in the order of its steps, once."""

from datetime import timedelta
from urllib.parse import urljoin

import pytest

from mocks.tests.browser import Browser, Person
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def name_page(app: RelyingParty, browser: Browser) -> Page:
    """The page that asks who wants to sign in."""
    return browser.open(app.authorize_url())


@pytest.fixture
def password_page(name_page: Page, issuer: Issuer, browser: Browser) -> Page:
    return browser.submit(name_page, named(issuer.person))


def named(person: Person) -> dict[str, str]:
    return {"identifier": person.username, "loginfmt": person.username}


def proven(person: Person) -> dict[str, str]:
    return {"credentials.passcode": person.password, "passwd": person.password}


def gone(page: Page) -> bool:
    """Tell whether a page says that there is no such sign-in (any more), and offers no form to go on with."""
    assert not page.left, page.url
    assert page.status == 400, page.text
    return not page.forms


def test_the_form_carries_a_secret_of_its_own(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """OWASP, cross-site request forgery: unguessable, another one for each attempt, and not in the address."""
    pages = [browser.open(app.authorize_url()) for _ in range(2)]
    tokens = [page.form.fields[issuer.form_field] for page in pages]
    assert tokens[0] != tokens[1]
    assert all(len(token) >= 43 for token in tokens)
    assert not any(token in page.url for token, page in zip(tokens, pages, strict=True))


def test_a_form_from_another_site_leads_nowhere(issuer: Issuer, browser: Browser, password_page: Page) -> None:
    """Without the transaction, with an empty, an unknown or another kind of value in its place."""
    address = urljoin(password_page.url, password_page.form.action)
    forged: list[dict[str, str]] = [{}, *({issuer.form_field: value} for value in ("", "x", "x" * 43, "ä", "x" * 5000))]
    for field in forged:
        assert gone(browser.open(address, {**proven(issuer.person), **field}))
    assert issuer.session(browser) is None


def test_a_transaction_is_its_browser_s(issuer: Issuer, browser: Browser, name_page: Page, password_page: Page) -> None:
    """Login CSRF: an attempt that somebody began elsewhere cannot be finished here (RFC 6749 section 10.12)."""
    stranger = Browser(issuer.app.network)
    for page, typed in ((name_page, named(issuer.person)), (password_page, proven(issuer.person))):
        assert gone(stranger.submit(page, typed))
    stranger.open(issuer.app.authorize_url())
    assert gone(stranger.submit(password_page, proven(issuer.person))), "not with a binding cookie of its own either"
    assert issuer.session(stranger) is None
    page = browser.sign_in(browser.submit(password_page, proven(issuer.person)), issuer.person)
    assert "code" in page.parameters, "whose attempt it is can go on"


def test_a_step_cannot_be_skipped(app: RelyingParty, issuer: Issuer, browser: Browser, name_page: Page) -> None:
    """The next step follows from what is stored: a form for a later one shows the step whose turn it is."""
    for step in ("password", "stay_signed_in", "picker", "identity_provider", "nonsense", "..", "a" * 300):
        address = urljoin(name_page.url, name_page.form.action).rpartition("/")[0] + f"/{step}"
        typed = {issuer.form_field: name_page.form.fields[issuer.form_field], **proven(issuer.person), "kmsi": "1"}
        page = browser.open(address, typed)
        assert not page.left
        if page.status == 200:
            assert page.form.names == name_page.form.names
        else:
            assert page.status in (400, 404, 405)
    assert issuer.session(browser) is None


def test_going_back_and_naming_somebody_else_starts_over(
    app: RelyingParty, issuer: Issuer, browser: Browser, name_page: Page, password_page: Page
) -> None:
    """The browser's back button: the first form may be sent again, and what was typed later is forgotten."""
    again = browser.submit(name_page, named(issuer.other_person))
    page = browser.submit(again, proven(issuer.person))
    assert not page.left
    assert page.status == 200, "a password is for the name that was typed last"
    page = browser.sign_in(browser.submit(name_page, named(issuer.person)), issuer.person)
    claims = app.claims(app.redeem(page.parameters["code"]).get_json()["id_token"])
    assert claims["email"] == issuer.person.username


def test_a_finished_attempt_cannot_be_sent_again(
    issuer: Issuer, browser: Browser, name_page: Page, password_page: Page
) -> None:
    """A double click or the back button: no second code comes of one attempt, but a way to begin again."""
    page = browser.sign_in(browser.submit(password_page, proven(issuer.person)), issuer.person)
    assert "code" in page.parameters
    for old, typed in ((password_page, proven(issuer.person)), (name_page, named(issuer.person))):
        page = browser.submit(old, typed)
        assert gone(page)
        assert "code" in browser.open(page.links[0]).parameters
        assert Browser(issuer.app.network).submit(old, typed).links == [], "another browser learns nothing of it"


def test_an_attempt_ends_by_the_clock(issuer: Issuer, browser: Browser, password_page: Page, parties: Parties) -> None:
    parties.clock.move(timedelta(hours=1))
    assert gone(browser.submit(password_page, proven(issuer.person)))


def test_two_attempts_in_two_tabs_do_not_disturb_each_other(issuer: Issuer, browser: Browser) -> None:
    first = browser.open(issuer.app.authorize_url(state="first"))
    second = browser.open(issuer.second_app.authorize_url(state="second"))
    page = browser.sign_in(first, issuer.person)
    assert (page.parameters["state"], page.url.partition("?")[0]) == ("first", issuer.app.redirect_uri)
    page = browser.sign_in(second, issuer.person)
    assert (page.parameters["state"], page.url.partition("?")[0]) == ("second", issuer.second_app.redirect_uri)


def test_a_step_s_address_cannot_be_visited(browser: Browser, password_page: Page) -> None:
    """Reloading it as a GET shows an error page, no blank form."""
    page = browser.open(urljoin(password_page.url, password_page.form.action))
    assert page.status == 405
    assert not page.forms


@pytest.mark.parametrize("password", ["", " ", "{} ", "wrong", "x" * 8000, "ä€😀", "<script>", "' OR 1=1 --"])
def test_a_wrong_password_stays_on_its_page(
    issuer: Issuer, browser: Browser, password_page: Page, password: str
) -> None:
    """The same form, what is wrong in words, and nothing of the password in the page."""
    wrong = Person(issuer.person.username, password.replace("{}", issuer.person.password))
    page = browser.submit(password_page, proven(wrong))
    assert (page.left, page.status) == (False, 200)
    assert page.form.names == password_page.form.names
    assert 'role="alert"' in page.html
    assert password.strip() == "" or password not in page.html
    assert issuer.session(browser) is None
    page = browser.sign_in(browser.submit(page, proven(issuer.person)), issuer.person)
    assert "code" in page.parameters, "the right one still works"


@pytest.mark.parametrize(
    "name", ["", " ", "x" * 5000, "<script>alert(1)</script>", '"><img src=x>', "ä@b", "a@b@c", "'"]
)
def test_a_senseless_name_does_no_harm(issuer: Issuer, browser: Browser, name_page: Page, name: str) -> None:
    page = browser.submit(name_page, named(Person(name, "")))
    assert (page.left, page.status) == (False, 200)
    assert "<script>alert" not in page.html
    assert "<img src=x" not in page.html


def test_forms_have_labels_and_work_without_scripts(name_page: Page, password_page: Page) -> None:
    """WCAG 2.2, 1.3.1 and 1.3.5: labels and autocomplete; the policy forbids scripts, so none may be needed."""
    for page, purpose in ((name_page, "username"), (password_page, "current-password")):
        assert "<script" not in page.html
        assert "<label" in page.html
        assert f'autocomplete="{purpose}"' in page.html
        assert 'lang="en"' in page.html
    assert password_page.html.count('type="password"') == 1
