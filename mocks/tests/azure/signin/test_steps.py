"""The sign-in pages: what they ask, in which order, and what they say when something is wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from mocks.azure.directory import users
from mocks.azure.directory.tenants import TENANTS
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, APP_AT_OTHER_TENANT, AZURE, CALLBACK, CAROL, DAVE, NORA, OSCAR, OTHER_TENANT, TENANT
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def typed(person: Person) -> dict[str, str]:
    return {"loginfmt": person.username}


def test_the_steps_are_name_password_and_whether_to_stay(app: RelyingParty, browser: Browser) -> None:
    """Azure AD fact sheet 2.3, with the ids and names of the real pages, which test scripts reach for."""
    page = browser.open(app.authorize_url())
    assert 'id="i0116" name="loginfmt"' in page.html
    assert 'id="idSIButton9"' in page.html
    assert "Contoso Home" in page.text
    page = browser.submit(page, typed(ALICE))
    assert 'id="i0118" name="passwd"' in page.html
    assert ALICE.username in page.text
    page = browser.submit(page, {"passwd": ALICE.password})
    assert 'id="kmsiTitle"' in page.html
    assert page.form.buttons == [("kmsi", "1"), ("kmsi", "0")]
    assert "code" in browser.submit(page, {"kmsi": "0"}).parameters


def test_an_unknown_user_is_told_so_where_the_name_was_typed(app: RelyingParty, browser: Browser) -> None:
    """50034, inline on the username page; what was typed stays in the field."""
    page = browser.submit(browser.open(app.authorize_url()), {"loginfmt": "nobody@contoso.example"})
    assert 'id="usernameError"' in page.html
    assert "not in the directory" in page.text
    assert page.form.fields["loginfmt"] == "nobody@contoso.example"


def test_a_name_is_needed(app: RelyingParty, browser: Browser) -> None:
    for name in ("", "   "):
        page = browser.submit(browser.open(app.authorize_url()), {"loginfmt": name})
        assert "Enter the name you sign in with." in page.text


@pytest.mark.parametrize("name", ["ALICE@CONTOSO.EXAMPLE", "  alice@contoso.example ", "Alice@Contoso.Example"])
def test_names_are_found_in_any_case(app: RelyingParty, browser: Browser, name: str) -> None:
    page = browser.submit(browser.open(app.authorize_url()), {"loginfmt": name})
    assert ALICE.username in page.text
    assert "passwd" in page.form.names


@pytest.mark.parametrize("name", ["alice", "alice@contractors.example", "alice@contoso.example.evil.example", "%"])
def test_other_names_are_other_people(app: RelyingParty, browser: Browser, name: str) -> None:
    page = browser.submit(browser.open(app.authorize_url()), {"loginfmt": name})
    assert 'id="usernameError"' in page.html


def test_a_wrong_password_is_told_so_where_it_was_typed(app: RelyingParty, browser: Browser) -> None:
    """50126, inline on the password page."""
    page = app.sign_in(browser, Person(ALICE.username, "wrong"))
    assert 'id="passwordError"' in page.html
    assert "The account or password is incorrect" in page.text


def test_a_disabled_user_is_told_so_only_by_the_right_password(app: RelyingParty, browser: Browser) -> None:
    """50057; a wrong password must not tell that the account is disabled."""
    page = app.sign_in(browser, DAVE)
    assert "Your account is disabled" in page.text
    assert browser.cookie(AZURE, "ESTSAUTH") is None
    page = app.sign_in(browser, Person(DAVE.username, "wrong"))
    assert "disabled" not in page.text


def test_somebody_without_a_password_cannot_guess_one(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    with parties.azure.db() as db:
        db.execute(update(users.USERS).where(users.USERS.c.upn_key == NORA.username).values(password_hash=None))
    for password in (NORA.password, "", "None"):
        page = app.sign_in(browser, Person(NORA.username, password))
        assert "The account or password is incorrect" in page.text


def test_back_leads_to_the_name_again(app: RelyingParty, browser: Browser) -> None:
    page = browser.submit(browser.open(app.authorize_url()), typed(ALICE))
    page = browser.submit(page, {"back": "1"})
    assert "loginfmt" in page.form.names
    assert "code" in browser.sign_in(page, CAROL).parameters


def test_a_login_hint_is_filled_in(app: RelyingParty, browser: Browser) -> None:
    page = browser.open(app.authorize_url(login_hint=CAROL.username))
    assert page.form.fields["loginfmt"] == CAROL.username
    page = browser.open(app.authorize_url(login_hint='"><script>alert(1)</script>'))
    assert page.form.fields["loginfmt"] == '"><script>alert(1)</script>'


@pytest.mark.parametrize(("stays", "lifetime"), [(True, timedelta(days=90)), (False, None)])
def test_yes_keeps_the_session_beyond_the_browser(
    app: RelyingParty, browser: Browser, parties: Parties, stays: bool, lifetime: timedelta | None
) -> None:
    """Azure AD fact sheet 2.4 and 4.6: a session cookie with 24 hours, or a persistent one with 90 days."""
    app.code(browser, Person(ALICE.username, ALICE.password, stays))
    cookie = browser.at(AZURE).get_cookie("ESTSAUTH", domain="localhost")
    assert cookie
    assert cookie.max_age == (int(lifetime.total_seconds()) if lifetime else None)
    parties.clock.move(timedelta(days=2))
    assert ("code" in browser.open(app.authorize_url(prompt="none")).parameters) is stays


def test_a_tenant_may_do_without_the_question(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    with parties.azure.db() as db:
        db.execute(update(TENANTS).values(ask_stay_signed_in=False))
    page = browser.submit(browser.open(app.authorize_url()), typed(ALICE))
    assert "code" in browser.submit(page, {"passwd": ALICE.password}).parameters


def test_the_question_is_not_asked_again_while_the_session_answers(app: RelyingParty, browser: Browser) -> None:
    app.code(browser, ALICE)
    assert browser.open(app.authorize_url()).left


# The account picker (fact sheet 2.2)


def picker(app: RelyingParty, browser: Browser, prompt: str = "select_account") -> Page:
    return browser.open(app.authorize_url(prompt=prompt, max_age=None))


def test_select_account_shows_who_is_signed_in(app: RelyingParty, browser: Browser) -> None:
    app.code(browser, ALICE)
    page = picker(app, browser)
    assert page.form.buttons == [("account", ALICE.username), ("account", "")]
    assert "Signed in" in page.text
    page = browser.submit(page, {"account": ALICE.username})
    claims = app.claims(app.redeem(page.parameters["code"]).get_json()["id_token"])
    assert claims["preferred_username"] == ALICE.username


def test_another_account_may_be_used_instead(app: RelyingParty, browser: Browser) -> None:
    app.code(browser, ALICE)
    page = browser.submit(picker(app, browser), {"account": ""})
    page = browser.sign_in(page, CAROL)
    claims = app.claims(app.redeem(page.parameters["code"]).get_json()["id_token"])
    assert claims["preferred_username"] == CAROL.username


def test_without_a_session_there_is_nothing_to_pick(app: RelyingParty, browser: Browser) -> None:
    assert "loginfmt" in picker(app, browser).form.names


@pytest.mark.parametrize("forged", [CAROL.username, "x", "ALICE"])
def test_nobody_else_can_be_picked(app: RelyingParty, browser: Browser, forged: str) -> None:
    app.code(browser, ALICE)
    page = browser.submit(picker(app, browser), {"account": forged})
    assert "loginfmt" in page.form.names


def test_picking_is_no_fresh_sign_in(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """OpenID Connect Core section 3.1.2.1: with `login` or a `max_age` that is over, the person is asked anew."""
    app.code(browser, ALICE)
    parties.clock.move(timedelta(seconds=61))
    for changes in ({"prompt": "login select_account"}, {"prompt": "select_account", "max_age": "60"}):
        page = browser.open(app.authorize_url(**changes))
        page = browser.submit(page, {"account": ALICE.username})
        assert "passwd" in page.form.names, "whose account it is, is known"
        page = browser.sign_in(page, ALICE)
        claims = app.claims(app.redeem(page.parameters["code"]).get_json()["id_token"])
        assert claims.get("auth_time", parties.clock.timestamp()) == parties.clock.timestamp()
        parties.clock.move(timedelta(seconds=61))


def test_select_account_asks_although_there_is_a_session(app: RelyingParty, browser: Browser) -> None:
    app.code(browser, ALICE)
    assert picker(app, browser).status == 200
    page = browser.open(app.authorize_url(prompt="none select_account"))
    assert page.parameters["error"] == "invalid_request"


def test_who_signed_out_is_still_offered(app: RelyingParty, browser: Browser) -> None:
    """Fact sheet 2.3 and 5.1: tiles stay after a sign-out; the password is asked for again."""
    app.code(browser, ALICE)
    app.code(browser, CAROL, prompt="login")
    browser.open(app.metadata["end_session_endpoint"])
    page = picker(app, browser)
    assert page.form.buttons == [("account", CAROL.username), ("account", ALICE.username), ("account", "")]
    assert "Signed in" not in page.text
    page = browser.submit(page, {"account": ALICE.username})
    assert "passwd" in page.form.names
    assert "code" in browser.sign_in(page, ALICE).parameters


def test_another_browser_s_accounts_are_not_offered(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    app.code(browser, ALICE)
    assert "loginfmt" in picker(app, parties.browser()).form.names


def test_accounts_of_another_tenant_are_not_offered(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    app.code(browser, ALICE)
    other = parties.app_at_azure().registered(APP_AT_OTHER_TENANT, CALLBACK)
    url = other.authorize_url(prompt="select_account").replace(TENANT, OTHER_TENANT)
    assert "loginfmt" in browser.open(url).form.names


def test_going_back_to_the_name_forgets_who_was_there(app: RelyingParty, browser: Browser) -> None:
    """What one person proved or was shown is not the next one's."""
    name = browser.submit(browser.open(app.authorize_url()), typed(OSCAR))
    page = browser.submit(name, {"passwd": OSCAR.password})
    assert "newpassword" in page.form.names
    page = browser.open(f"{AZURE}/common/login/username", {**page.form.fields, **typed(ALICE)})
    page = browser.submit(page, {"passwd": ALICE.password})
    assert 'id="kmsiTitle"' in page.html


# A hint and a session (fact sheet 2.1: with a matching session it selects that session)


def test_a_hint_at_the_session_s_own_account_is_answered_at_once(app: RelyingParty, browser: Browser) -> None:
    app.code(browser, ALICE)
    assert browser.open(app.authorize_url(login_hint=ALICE.username.upper())).left


@pytest.mark.parametrize("hint", [CAROL.username, "nobody@contoso.example"])
def test_a_hint_at_another_account_asks_for_that_one(app: RelyingParty, browser: Browser, hint: str) -> None:
    app.code(browser, ALICE)
    page = browser.open(app.authorize_url(login_hint=hint))
    assert page.form.fields["loginfmt"] == hint
    page = browser.open(app.authorize_url(login_hint=hint, prompt="none"))
    assert page.parameters["error"] == "login_required"


def test_a_user_who_was_disabled_has_no_session_any_more(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    tokens = app.tokens(browser, ALICE)
    code = browser.open(app.authorize_url()).parameters["code"]
    with parties.azure.db() as db:
        user = users.by_sign_in_name(db, app.issuer.split("/")[3], ALICE.username)
        assert user
        users.set_enabled(db, user, False, parties.clock.now().timestamp())
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"
    assert app.userinfo(tokens["access_token"]).status_code == 401
    answer = app.redeem(code)
    assert (answer.status_code, answer.get_json()["error_codes"]) == (400, [50057])
