"""The portal's pages of users."""

from sqlalchemy import select

from mocks.azure import generator
from mocks.azure.directory.directory_audits import DIRECTORY_AUDITS
from mocks.tests import cast
from mocks.tests.azure.portal.administrator import PORTAL, Administrator, below, form_of
from mocks.tests.browser import Browser, Person
from mocks.tests.pages import Page
from mocks.tests.parties import Parties

ALICE = "/users/00000000-0000-4000-8000-000000000001"
ZOE = Person("zoe@contoso.example", "Wander-in-Azure-1")
TYPED = {"displayName": "Zoe Zane", "userPrincipalName": ZOE.username, "password": ZOE.password, "mail": ZOE.username}


def people_on(page: Page) -> set[str]:
    return {link for link in page.links if "/users/" in link and not link.endswith("/new")}


def test_people_are_listed_and_found(avery: Administrator) -> None:
    """Everybody by name; by the beginning of a name or address; nobody where nothing fits."""
    assert "Alice Aames" in avery.open("/users").text
    found = avery.open("/users?search=caro").text
    assert "Carol" in found
    assert "Alice" not in found
    assert "Nobody is found" in avery.open("/users?search=xyz").text


def test_anything_may_be_searched_for(avery: Administrator) -> None:
    """Signs of the query language are signs here, and come back as they were typed."""
    page = avery.open("/users?search=%22%20OR%20%22%3C%00x")
    assert page.status == 200
    assert page.forms[0].fields["search"].startswith('" OR "<')


def test_long_lists_have_pages(avery: Administrator, parties: Parties) -> None:
    """Fifty at a time; the next page goes on where this one ended, under the same search."""
    with parties.azure.db() as db:
        generator.fill(db, cast.TENANT, 1, 900, parties.clock.now().timestamp())
    first = avery.open("/users?search=a")
    more = avery.browser.open(f"{PORTAL}/users{next(link for link in first.links if 'after=' in link)}")
    assert "search=a" in more.url
    assert len(people_on(first)) == 50
    assert people_on(more).isdisjoint(people_on(first))
    assert people_on(more)


def test_a_new_user_signs_in(avery: Administrator, parties: Parties) -> None:
    """Created as Graph creates users: by the page's own form, told on the page of the user, noted in the audit log."""
    page = avery.press("/users/new", "create-user", TYPED, "forceChangePasswordNextSignIn")
    assert page.status == 200
    assert "The user was created." in page.text
    assert ZOE.username in page.text
    page = parties.app_at_azure().sign_in(Browser(parties.network), ZOE)
    assert "code" in page.parameters


def test_a_password_for_once_must_be_changed(avery: Administrator, parties: Parties) -> None:
    avery.press("/users/new", "create-user", TYPED)
    page = Browser(parties.network).sign_in(parties.app_at_azure().authorize_url(), ZOE)
    assert "Update your password" in page.text


def test_what_graph_refuses_is_told_and_kept(avery: Administrator) -> None:
    """The message of Graph at the form; everything but the password is still there; nothing was created."""
    page = avery.press("/users/new", "create-user", TYPED | {"password": "short"}, "accountEnabled")
    assert page.status == 400
    assert "password complexity" in page.text
    form = form_of(page, "create-user")
    assert form.fields["displayName"] == TYPED["displayName"]
    assert form.fields["userPrincipalName"] == ZOE.username
    assert form.fields["password"] == ""
    assert "accountEnabled" not in form.fields
    assert "forceChangePasswordNextSignIn" in form.fields
    assert "Nobody is found" in avery.open("/users?search=zoe").text


def test_a_taken_name_is_refused(avery: Administrator) -> None:
    page = avery.press("/users/new", "create-user", TYPED | {"userPrincipalName": cast.ALICE.username})
    assert page.status == 400
    assert "already exists" in page.text


def test_a_disabled_account_is_refused_until_it_is_enabled(avery: Administrator, parties: Parties) -> None:
    app = parties.app_at_azure()
    page = avery.press(ALICE, "disable-user")
    assert below(page) == ALICE
    assert "The account is disabled" in page.text
    assert "disabled" in Browser(parties.network).sign_in(app.authorize_url(), cast.ALICE).text
    assert "The account is enabled" in avery.press(page, "enable-user").text
    assert "code" in app.sign_in(Browser(parties.network), cast.ALICE).parameters


def test_a_reset_password_is_the_password(avery: Administrator, parties: Parties) -> None:
    """It works at once; a weak one is refused at its form."""
    page = avery.press(ALICE, "reset-password", {"password": "weak"})
    assert (page.status, "password complexity" in page.text) == (400, True)
    new = Person(cast.ALICE.username, "Other-in-Azure-2")
    page = avery.press(page, "reset-password", {"password": new.password}, "forceChangePasswordNextSignIn")
    assert "The password was reset" in page.text
    assert "code" in parties.app_at_azure().sign_in(Browser(parties.network), new).parameters


def test_a_change_can_be_required(avery: Administrator, parties: Parties) -> None:
    assert "must change" in avery.press(ALICE, "require-change").text
    page = Browser(parties.network).sign_in(parties.app_at_azure().authorize_url(), cast.ALICE)
    assert "Update your password" in page.text


def test_nobody_there_is_told(avery: Administrator) -> None:
    page = avery.open("/users/00000000-0000-4000-8000-0000000000ff")
    assert page.status == 404
    assert "does not exist" in page.text


def test_a_change_is_noted_under_the_administrator(avery: Administrator, parties: Parties) -> None:
    """The audit log says who pressed the button, as for a call of Graph."""
    avery.press(ALICE, "disable-user")
    with parties.azure.db() as db:
        initiated_by = db.execute(select(DIRECTORY_AUDITS.c.initiated_by)).scalar_one()
    assert cast.AVERY.username in initiated_by
