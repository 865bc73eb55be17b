"""What a password must be like. Expectations: Okta fact sheet 4.3 and 6.4."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from mocks.okta.policies._passwords import Complexity
from mocks.okta.provisioning.passwords import lacking
from mocks.tests.browser import Browser
from mocks.tests.cast import OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import default
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

PROFILE = {"login": "olivia.jones@contoso.example", "firstName": "Livia", "lastName": "Jo"}
NEW = "Quiet-Harbour-27"


def complexity(**said: Any) -> Complexity:
    nothing = dict.fromkeys(("minLowerCase", "minUpperCase", "minNumber", "minSymbol"), 0)
    return msgspec.convert({"minLength": 4, "excludeUsername": False, **nothing, **said}, Complexity)


def set_policy(admin: Admin, **settings: Any) -> None:
    """Change the default password policy; settings: parts of `settings.password`."""
    admin.put(default(admin, "PASSWORD"), {"name": "Default Policy", "settings": {"password": settings}})


def change(admin: Admin, old: str, new: str) -> tuple[int, str]:
    """Return status and code of a change, which is E0 when it was made."""
    sent = {"oldPassword": {"value": old}, "newPassword": {"value": new}}
    answer = admin.send("POST", f"/users/{OLIVIA.username}/credentials/change_password", sent)
    return answer.status_code, answer.get_json().get("errorCode", "E0")


@pytest.mark.parametrize(
    ("said", "bad", "good"),
    [
        ({"minLength": 12}, "x" * 11, "x" * 12),
        ({}, "x" * 73, "x" * 72),
        ({"minLowerCase": 2}, "XXXx", "XXxx"),
        ({"minUpperCase": 1}, "xxxx", "xxxX"),
        ({"minNumber": 3}, "xx12", "x123"),
        ({"minSymbol": 1}, "xx 1", "xx-1"),
        ({"excludeUsername": True}, "my-JONES-1", "my-liv-1"),
        ({"excludeAttributes": ["firstName"]}, "my-livia-1", "my-jones-1"),
        ({"excludeAttributes": ["lastName"]}, "Major-1", "Livia-1"),
        ({"dictionary": {"common": {"exclude": True}}}, "Welcome123!", "Quiet-Harbour-27"),
    ],
)
def test_complexity(said: dict[str, Any], bad: str, good: str) -> None:
    """Each requirement by itself, a password that just lacks it and one that just does not."""
    wanted = complexity(**said)
    assert len(lacking(wanted, bad, PROFILE)) == 1
    assert lacking(wanted, good, PROFILE) == []


def test_the_last_passwords_do_not_come_back(admin: Admin) -> None:
    """`historyCount`: the present one is the first of them."""
    set_policy(admin, age={"historyCount": 3})
    chain = [f"Quiet-Harbour-{number}" for number in range(4)]
    for old, new in pairwise([OLIVIA.password, *chain]):
        assert change(admin, old, new) == (200, "E0")
    for used in chain[1:]:
        assert change(admin, chain[-1], used) == (403, "E0000080")
    assert change(admin, chain[-1], chain[0]) == (200, "E0"), "the fourth last may"


def test_a_change_may_come_too_soon(admin: Admin, parties: Parties) -> None:
    """`minAgeMinutes` holds back who wants to go through all of their history at once."""
    set_policy(admin, age={"minAgeMinutes": 60})
    assert change(admin, OLIVIA.password, NEW) == (403, "E0000014")
    parties.clock.move(timedelta(hours=1))
    assert change(admin, OLIVIA.password, NEW) == (200, "E0")


def test_nobody_changes_a_password_where_the_rule_says_so(admin: Admin) -> None:
    path = f"{default(admin, 'PASSWORD')}/rules"
    rule = admin.get(path)[-1]
    admin.put(f"{path}/{rule['id']}", rule | {"actions": {"passwordChange": {"access": "DENY"}}})
    assert change(admin, OLIVIA.password, NEW) == (403, "E0000035")


def test_a_group_has_its_own_policy(admin: Admin) -> None:
    """6.1: the first policy that is for the person; here too where the user is only being made."""
    group = admin.post("/groups", {"profile": {"name": "Bankers"}})["id"]
    made = admin.post(
        "/policies",
        {
            "type": "PASSWORD",
            "name": "Bankers",
            "conditions": {"people": {"groups": {"include": [group]}}},
            "settings": {"password": {"complexity": {"minLength": 20}}},
        },
    )
    admin.post(f"/policies/{made['id']}/rules", {"name": "All", "actions": {}})
    profile = {"login": "bo@contoso.example", "email": "bo@contoso.example", "firstName": "Bo", "lastName": "Bo"}
    body = {"profile": profile, "credentials": {"password": {"value": NEW}}}
    assert admin.refused("POST", "/users", body | {"groupIds": [group]}) == (400, "E0000001")
    assert admin.refused("GET", "/users/bo@contoso.example") == (404, "E0000007")
    user = admin.post("/users", body)["id"]
    admin.put(f"/groups/{group}/users/{user}")
    body = {"credentials": {"password": {"value": "Quieter-Harbour-27"}}}
    assert admin.refused("POST", f"/users/{user}", body) == (400, "E0000001")


# On pages


def reset_page(admin: Admin, browser: Browser) -> Page:
    link = admin.post(f"/users/{OLIVIA.username}/lifecycle/reset_password", sendEmail="false")["resetPasswordUrl"]
    return browser.open(link)


def typed(password: str) -> dict[str, str]:
    return {"newPassword": password, "confirmPassword": password}


def expired_page(app: RelyingParty, admin: Admin, browser: Browser) -> Page:
    admin.post(f"/users/{OLIVIA.username}/lifecycle/expire_password")
    return app.sign_in(browser, OLIVIA)


@pytest.mark.parametrize("way", ["reset", "expired"])
def test_the_pages_tell_the_policy_and_keep_to_it(app: RelyingParty, admin: Admin, browser: Browser, way: str) -> None:
    set_policy(admin, complexity={"minLength": 14, "minSymbol": 2, "excludeUsername": False}, age={"historyCount": 1})
    page = reset_page(admin, browser) if way == "reset" else expired_page(app, admin, browser)
    assert "at least 14 characters" in page.text
    assert "2 symbols" in page.text
    for bad, told in (("Quiet-Harbour27", "2 symbols"), (OLIVIA.password, "something else than your last password")):
        page = browser.submit(page, typed(bad))
        assert f"A password needs {told}." in page.text
    page = browser.submit(page, typed(NEW))
    assert "code" in page.parameters or "Your password is set" in page.text
