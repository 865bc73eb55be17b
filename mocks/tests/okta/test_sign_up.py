"""Strangers who sign up, and the hook that has a word in it. Source: Okta fact sheet 6.1 and 9.4."""

from typing import Any

import pytest

from mocks.kit.mailbox import Mail
from mocks.okta.directory import groups, system_log, users
from mocks.okta.directory.mailbox import MAILBOX
from mocks.okta.directory.users import User
from mocks.tests.browser import Browser
from mocks.tests.cast import OKTA, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.hook_service import SILENCE, HookService
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

PAGE = f"{OKTA}/signin/register"
TYPE = "com.okta.user.pre-registration"
TYPED = {"email": "stella@strangers.example", "firstName": "Stella", "lastName": "Stranger"}


def set_rule(admin: Admin, **enrollment: Any) -> None:
    (policy,) = admin.get("/policies", type="PROFILE_ENROLLMENT", expand="rules")
    (rule,) = policy["_embedded"]["rules"]
    wanted = rule["actions"]["profileEnrollment"] | enrollment
    admin.put(f"/policies/{policy['id']}/rules/{rule['id']}", rule | {"actions": {"profileEnrollment": wanted}})


@pytest.fixture
def allowed(admin: Admin) -> None:
    set_rule(admin, unknownUserAction="REGISTER")


@pytest.fixture
def hook(admin: Admin, service: HookService) -> dict[str, Any]:
    """A hook that is asked about everybody who signs up."""
    made: dict[str, Any] = admin.post("/inlineHooks", {"name": "Door", "type": TYPE, "channel": service.channel()})
    set_rule(admin, unknownUserAction="REGISTER", preRegistrationInlineHooks=[{"inlineHookId": made["id"]}])
    return made


def sign_up(browser: Browser, **changes: str) -> Page:
    return browser.submit(browser.open(PAGE), TYPED | changes)


def stored(parties: Parties, login: str = TYPED["email"]) -> User | None:
    with parties.okta.db() as db:
        return users.by_login(db, login)


def mails(parties: Parties) -> list[Mail]:
    with parties.okta.db() as db:
        return [sent.mail for sent in MAILBOX.latest(db)]


def test_nobody_may_sign_up_at_first(browser: Browser, app: RelyingParty) -> None:
    """Neither is it offered on the sign-in page."""
    assert browser.open(PAGE).status == 403
    assert "Sign up" not in browser.open(app.authorize_url()).text


@pytest.mark.usefixtures("allowed")
def test_somebody_signs_up_and_follows_the_link_of_the_mail(
    parties: Parties, browser: Browser, app: RelyingParty
) -> None:
    """From the link on the sign-in page to a user who is active."""
    assert "Sign up" in browser.open(app.authorize_url()).text
    assert "We have sent a mail to stella@strangers.example" in sign_up(browser).text
    made = stored(parties)
    assert made
    assert (made.status, made.password_hash) == ("PROVISIONED", None)
    (mail,) = mails(parties)
    assert mail.to == TYPED["email"]
    browser.open(mail.link, {"newPassword": "Abcd1234!", "confirmPassword": "Abcd1234!"})
    made = stored(parties)
    assert made
    assert made.status == "ACTIVE"
    with parties.okta.db() as db:
        assert [name for _, name in groups.names_of_user(db, made.id)] == ["Everyone"]


@pytest.mark.usefixtures("allowed")
def test_who_has_an_account_is_told_the_same(parties: Parties, browser: Browser) -> None:
    """The page gives nobody away, and changes nobody's account."""
    before = stored(parties, OLIVIA.username)
    new, known = sign_up(browser).text, sign_up(browser, email=OLIVIA.username).text
    assert known == new.replace(TYPED["email"], OLIVIA.username)
    assert stored(parties, OLIVIA.username) == before
    assert len(mails(parties)) == 1


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"firstName": ""}, "Fill in everything that is asked for."),
        ({"email": "nobody"}, "Primary email"),
        ({"lastName": "x" * 51}, "Last name: must have at most 50 characters."),
        ({"firstName": "a\x00b"}, "cannot be kept"),
    ],
    ids=str,
)
def test_what_cannot_be_kept_is_asked_for_again(
    parties: Parties, browser: Browser, changes: dict[str, str], text: str
) -> None:
    page = sign_up(browser, **changes)
    assert text in page.text
    assert page.form.fields["lastName"] == (TYPED | changes)["lastName"]
    assert stored(parties) is None


def test_more_is_asked_for_and_groups_are_given(parties: Parties, admin: Admin, browser: Browser) -> None:
    group = admin.post("/groups", {"profile": {"name": "Guests"}})["id"]
    always = [{"name": name, "required": True} for name in TYPED]
    asked = [*always, {"name": "department", "label": "Where do you work?"}]
    set_rule(admin, unknownUserAction="REGISTER", profileAttributes=asked, targetGroupIds=[group])
    assert "Where do you work? (optional)" in browser.open(PAGE).text
    browser.open(PAGE, TYPED | {"department": "Sales", "title": "Queen"})
    made = stored(parties)
    assert made
    assert made.profile["department"] == "Sales"
    assert "title" not in made.profile
    with parties.okta.db() as db:
        assert {name for _, name in groups.names_of_user(db, made.id)} == {"Everyone", "Guests"}


def test_the_service_is_asked_and_completes_the_profile(
    parties: Parties, browser: Browser, service: HookService, hook: dict[str, Any]
) -> None:
    service.answer((200, {"commands": [{"type": "com.okta.user.profile.update", "value": {"department": "Door"}}]}))
    sign_up(browser)
    (body,) = service.bodies
    assert (body["eventType"], body["requestType"]) == (TYPE, "self.service.registration")
    assert body["data"]["userProfile"] == TYPED | {"login": TYPED["email"]}
    assert body["data"]["action"] == "ALLOW"
    made = stored(parties)
    assert made
    assert made.profile["department"] == "Door"
    with parties.okta.db() as db:
        events = [(event.event_type, event.result) for event in system_log.latest(db)]
    assert ("inline_hook.executed", "SUCCESS") in events
    assert ("inline_hook.response.processed", "SUCCESS") in events
    assert hook["id"]


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ((200, {"commands": [{"type": "com.okta.action.update", "value": {"registration": "DENY"}}]}), "denied."),
        ((200, {"error": {"errorCauses": [{"errorSummary": "Not from there."}]}}), "Not from there."),
        ((200, {"error": {"errorSummary": "For the log"}}), "Registration cannot be completed at this time."),
        ((200, {"commands": [{"type": "com.okta.user.profile.update", "value": {"shoe": 1}}]}), "'shoe'"),
        ((200, {"commands": [{"type": "com.okta.user.profile.update", "value": {"lastName": 1}}]}), "Last name"),
        (
            (200, {"commands": [{"type": "com.okta.user.profile.update", "value": {"login": "a\x00@b.example"}}]}),
            "kept",
        ),
        ((200, {"commands": [{"type": "com.okta.access.patch", "value": []}]}), "Please try registering again."),
        ((503, None), "Please try registering again."),
        (SILENCE, "Please try registering again."),
    ],
    ids=str,
)
def test_whom_the_service_does_not_let_in(
    parties: Parties, browser: Browser, service: HookService, answer: tuple[int, Any], text: str
) -> None:
    """The person reads why, and no account is made."""
    service.answer(answer)
    assert text in sign_up(browser).text
    assert stored(parties) is None
    assert mails(parties) == []


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize("answer", [(204, None), (200, {"commands": []})], ids=str)
def test_a_service_that_says_nothing_lets_people_in(
    parties: Parties, browser: Browser, service: HookService, answer: tuple[int, Any]
) -> None:
    service.answer(answer)
    sign_up(browser)
    assert stored(parties)


@pytest.mark.parametrize(
    "change",
    [
        {"preRegistrationInlineHooks": [{"inlineHookId": "calnobody"}]},
        {"targetGroupIds": ["00gnobody"]},
        {"profileAttributes": [{"name": "email", "required": True}]},
        {"profileAttributes": [*({"name": name, "required": True} for name in TYPED), {"name": "shoe"}]},
        {"profileAttributes": [*({"name": name, "required": True} for name in TYPED), {"name": "login"}]},
        {"activationRequirements": {"emailVerification": False}},
        {"unknownUserAction": "ASK"},
    ],
    ids=str,
)
def test_what_no_rule_can_say(admin: Admin, change: dict[str, Any]) -> None:
    (policy,) = admin.get("/policies", type="PROFILE_ENROLLMENT", expand="rules")
    (rule,) = policy["_embedded"]["rules"]
    wanted = {"actions": {"profileEnrollment": rule["actions"]["profileEnrollment"] | change}}
    path = f"/policies/{policy['id']}/rules/{rule['id']}"
    assert admin.refused("PUT", path, rule | wanted) == (400, "E0000001")
