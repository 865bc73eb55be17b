"""Every row of the reference page of AADSTS codes is true: the number is reached in the way it says."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from mocks.azure import errors
from mocks.azure.directory import app_registrations, users
from mocks.azure.directory.app_settings import Platform, Web
from mocks.azure.directory.service_principals import SERVICE_PRINCIPALS
from mocks.tests.azure.apis import ACCESS, API, api, expose, grant, on_behalf
from mocks.tests.azure.signin.second_proof import secured_app, until_second_proof
from mocks.tests.browser import Person
from mocks.tests.cast import (
    ADAM,
    ALICE,
    APP_FOR_ALL_TENANTS,
    AZURE,
    BORIS,
    CALLBACK,
    CLOSED_APP_AT_AZURE,
    DAVE,
    MONA,
    NEW_APP_AT_AZURE,
    OSCAR,
    OTHER_TENANT,
    TENANT,
)
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

PAGE = Path(__file__).parents[3] / "docs/reference/aadsts.md"
ASSERTION = {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
REFUSED_ELSEWHERE = {50012, 70043}
"""Need more than a line: `mocks/tests/issuers/test_client_assertion.py` and `mocks/tests/azure/test_access.py`."""
NOT_IN_A_LAB = {
    50131,  # the general word for a policy; each policy here has a number of its own
    50147,  # PKCE is no duty of a confidential client
    65004,
    700024,
    9001023,
    700025,
    700027,
    70016,
    70018,
    70019,
}
"""Of the device, password and assertion grants, tested with them; or words that stand in for what cannot happen."""


class Lab:
    """Somebody who brings an error about; each method returns what was seen."""

    def __init__(self, parties: Parties) -> None:
        self.parties, self.app, self.browser = parties, parties.app_at_azure(), parties.browser()

    def at(self, client_id: str, tenant: str = TENANT) -> RelyingParty:
        app = self.app.registered(client_id, CALLBACK)
        issuer = f"{AZURE}/{tenant}/v2.0"
        return RelyingParty(app.network, issuer, app.client_id, app.client_secret, app.redirect_uri)

    def asked(self, **changes: str | None) -> str:
        page = self.browser.open(self.app.authorize_url(**changes))
        return page.parameters.get("error_description", page.text)

    def typed(self, person: Person, app: RelyingParty | None = None, **changes: str) -> str:
        return (app or self.app).sign_in(self.browser, person, **changes).text

    def silently(self, app: RelyingParty, person: Person = ALICE) -> str:
        self.app.sign_in(self.browser, person)
        return self.browser.open(app.authorize_url(prompt="none")).parameters["error_description"]

    def redeemed(self, **changes: str | list[str] | None) -> str:
        code = self.app.code(self.browser, ALICE)
        return str(self.app.redeem(code, {}, None, **changes).get_json()["error_description"])

    def redeemed_late(self) -> str:
        code = self.app.code(self.browser, ALICE)
        self.parties.clock.move(timedelta(minutes=11))
        return str(self.app.redeem(code).get_json()["error_description"])

    def at_another_tenant(self) -> str:
        code = self.at(APP_FOR_ALL_TENANTS).code(self.browser, ALICE)
        return str(self.at(APP_FOR_ALL_TENANTS, OTHER_TENANT).redeem(code).get_json()["error_description"])

    def redeemed_twice(self) -> str:
        code = self.app.code(self.browser, ALICE)
        self.app.redeem(code)
        return str(self.app.redeem(code).get_json()["error_description"])

    def for_itself(self, scope: str) -> str:
        form = {"grant_type": "client_credentials", "client_id": self.app.client_id, "scope": scope}
        answer = self.app.post(self.app.metadata["token_endpoint"], form | {"client_secret": self.app.client_secret})
        return str(answer.get_json()["error_description"])

    def on_behalf(self, late: timedelta = timedelta(0), token: str = "") -> str:
        expose(self.parties)
        grant(self.parties, "access_as_user")
        assertion = token or str(self.app.tokens(self.browser, ALICE, scope=ACCESS)["access_token"])
        self.parties.clock.move(late)
        return str(on_behalf(api(self.parties), assertion)["error_description"])

    def on_behalf_of_itself(self) -> str:
        form = {"grant_type": "client_credentials", "client_id": self.app.client_id, "scope": f"api://{API}/.default"}
        answer = self.app.post(self.app.metadata["token_endpoint"], form | {"client_secret": self.app.client_secret})
        return self.on_behalf(token=answer.get_json()["access_token"])

    def with_old_secret(self) -> str:
        ends = self.parties.clock.now() + timedelta(days=1)
        with self.parties.azure.db() as db:
            app = app_registrations.anywhere(db, self.app.client_id)
            assert app
            ending = tuple(structs.replace(one, end_date_time=ends) for one in app.settings.password_credentials)
            settings = structs.replace(app.settings, password_credentials=ending)
            app_registrations.configure(db, app.app_id, settings)
        self.parties.clock.move(timedelta(days=1))
        return self.for_itself("https://graph.microsoft.com/.default")

    def disabled(self) -> str:
        table = SERVICE_PRINCIPALS
        with self.parties.azure.db() as db:
            db.execute(table.update().where(table.c.app_id == self.app.client_id).values(account_enabled=False))
        return self.typed(ALICE)

    def of_a_page(self, headers: dict[str, str], **changes: str | None) -> str:
        with self.parties.azure.db() as db:
            app = app_registrations.anywhere(db, self.app.client_id)
            assert app
            platforms = {"web": Web(), "spa": Platform(app.settings.web.redirect_uris)}
            app_registrations.configure(db, app.app_id, structs.replace(app.settings, **platforms))
        code = self.app.code(self.browser, ALICE, **changes)
        sent = {"client_secret": None} | ({"code_verifier": None} if changes else {})
        return str(self.app.redeem(code, headers, None, **sent).get_json()["error_description"])

    def with_origin(self) -> str:
        code = self.app.code(self.browser, ALICE)
        return str(self.app.redeem(code, ORIGIN).get_json()["error_description"])

    def refreshed_late(self) -> str:
        token = self.app.tokens(self.browser, ALICE, scope="openid offline_access")["refresh_token"]
        self.parties.clock.move(timedelta(days=91))
        return self.redeemed_as(refresh_token=token)

    def refreshed_after_revocation(self) -> str:
        token = self.app.tokens(self.browser, ALICE, scope="openid offline_access")["refresh_token"]
        with self.parties.azure.db() as db:
            user = users.by_sign_in_name(db, TENANT, ALICE.username)
            assert user
            users.revoke_sessions(db, user, self.parties.clock.now().timestamp())
        return self.redeemed_as(refresh_token=token)

    def redeemed_as(self, **form: str) -> str:
        who = {"client_id": self.app.client_id, "client_secret": self.app.client_secret}
        answer = self.app.post(self.app.metadata["token_endpoint"], {"grant_type": "refresh_token", **who, **form})
        return str(answer.get_json()["error_description"])

    def locked(self) -> str:
        page = self.browser.submit(self.browser.open(self.app.authorize_url()), {"loginfmt": ALICE.username})
        for number in range(10):
            page = self.browser.submit(page, {"passwd": f"wrong-{number}"})
        return self.browser.submit(page, {"passwd": ALICE.password}).text

    def with_code(self, code: str) -> str:
        return self.browser.submit(
            until_second_proof(secured_app(self.parties), self.browser, MONA), {"otc": code}
        ).text

    def changed(self, new: str, old: str = OSCAR.password) -> str:
        page = until_second_proof(self.app, self.browser, OSCAR)
        form = {"oldpassword": old, "newpassword": new, "confirmpassword": new}
        return self.browser.submit(page, form).text

    def expired(self) -> str:
        page = until_second_proof(self.app, self.browser, OSCAR)
        return errors.PASSWORD_EXPIRED.text if "newpassword" in page.form.names else page.text

    def canceled(self) -> str:
        page = self.browser.submit(
            self.browser.open(self.at(NEW_APP_AT_AZURE).authorize_url()), {"loginfmt": ALICE.username}
        )
        page = self.browser.submit(self.browser.submit(page, {"passwd": ALICE.password}), {"kmsi": "0"})
        return self.browser.submit(page, {"consent": "cancel"}).parameters["error_description"]

    def got(self, path: str) -> str:
        return self.app.get(f"{AZURE}{path}").text

    def gone(self) -> str:
        return self.browser.open(f"{AZURE}/common/login/username", {"flowToken": "x", "loginfmt": "x"}).text

    def by_administrator(self) -> str:
        url = f"{AZURE}/{TENANT}/adminconsent?client_id={NEW_APP_AT_AZURE}&redirect_uri={CALLBACK}"
        return self.browser.sign_in(url, ALICE).text


ORIGIN = {"Origin": "http://localhost:8080"}
NOBODY = "11111111-0000-4000-8000-000000000000"
REACHED: dict[int, Callable[[Lab], str]] = {
    50011: lambda lab: lab.asked(redirect_uri="https://evil.example/"),
    50013: lambda lab: lab.on_behalf(token="x"),
    50020: lambda lab: lab.typed(ADAM),
    50027: lambda lab: lab.redeemed(client_secret=None, client_assertion="x", **ASSERTION),
    50034: lambda lab: lab.typed(Person("nobody@contoso.example", "x")),
    50049: lambda lab: lab.got("/common/discovery/instance?authorization_endpoint=https://evil.example/x"),
    50053: Lab.locked,
    50055: Lab.expired,
    50057: lambda lab: lab.typed(DAVE),
    50058: lambda lab: lab.asked(prompt="none"),
    50061: lambda lab: lab.browser.open(f"{lab.app.metadata['end_session_endpoint']}?id_token_hint=x").text,
    50076: lambda lab: lab.silently(secured_app(lab.parties), MONA),
    50079: lambda lab: lab.silently(secured_app(lab.parties)),
    50088: lambda lab: lab.with_code("000000"),
    50089: Lab.gone,
    50105: lambda lab: lab.typed(ALICE, lab.at(CLOSED_APP_AT_AZURE)),
    50126: lambda lab: lab.typed(Person(ALICE.username, "wrong")),
    50143: lambda lab: lab.asked(domain_hint="adatum.example"),
    50149: lambda lab: lab.asked(code_challenge_method="S512"),
    50173: Lab.refreshed_after_revocation,
    50194: lambda lab: lab.browser.open(lab.app.authorize_url().replace(TENANT, "common")).text,
    53003: lambda lab: lab.typed(BORIS),
    54005: Lab.redeemed_twice,
    65001: lambda lab: lab.silently(lab.at(NEW_APP_AT_AZURE)),
    65004: Lab.canceled,
    70000: lambda lab: lab.redeemed(client_id=CLOSED_APP_AT_AZURE),
    70003: lambda lab: lab.redeemed(grant_type="magic"),
    70007: lambda lab: lab.asked(response_mode="x"),
    70008: Lab.redeemed_late,
    70011: lambda lab: lab.asked(scope=None),
    90002: lambda lab: lab.got("/unknown.example/v2.0/.well-known/openid-configuration"),
    90023: lambda lab: lab.asked(prompt="create"),
    90094: Lab.by_administrator,
    120000: lambda lab: lab.changed("Sunflower-Yacht-7", "wrong"),
    120002: lambda lab: lab.changed("onlylowercase"),
    120003: lambda lab: lab.changed("A1-oscar-zz"),
    120018: lambda lab: lab.changed("P-Password-9"),
    500011: lambda lab: lab.for_itself("https://unknown.example/.default"),
    500131: lambda lab: lab.on_behalf(token=lab.app.tokens(lab.browser, ALICE)["access_token"]),
    500133: lambda lab: lab.on_behalf(timedelta(hours=2)),
    500112: lambda lab: lab.redeemed(redirect_uri="https://evil.example/"),
    501481: lambda lab: lab.redeemed(code_verifier="x" * 43),
    501491: lambda lab: lab.asked(code_challenge="x"),
    650053: lambda lab: lab.asked(scope=f"api://{API}/unknown"),
    700005: Lab.at_another_tenant,
    700016: lambda lab: lab.asked(client_id=NOBODY),
    700054: lambda lab: lab.asked(response_type="id_token"),
    700082: Lab.refreshed_late,
    900144: lambda lab: lab.asked(client_id=None),
    900971: lambda lab: lab.asked(redirect_uri=None),
    1002012: lambda lab: lab.for_itself("https://graph.microsoft.com/User.Read"),
    7000215: lambda lab: lab.redeemed(client_secret="wrong"),
    7000114: Lab.on_behalf_of_itself,
    7000112: Lab.disabled,
    501051: lambda lab: lab.for_itself(f"{CLOSED_APP_AT_AZURE}/.default"),
    7000222: Lab.with_old_secret,
    7000218: lambda lab: lab.redeemed(client_secret=None),
    9002325: lambda lab: lab.of_a_page(ORIGIN, code_challenge=None),
    9002326: lambda lab: lab.with_origin(),
    9002327: lambda lab: lab.of_a_page({}),
    9002313: lambda lab: lab.redeemed(code=["x", "x"]),
}


def listed() -> set[int]:
    return {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE.read_text(), re.MULTILINE)}


@pytest.mark.parametrize("code", REACHED)
def test_each_number_is_reached_as_the_page_says(parties: Parties, code: int) -> None:
    """By its number in a message, or on the page that says it in words (Azure AD fact sheet section 6)."""
    seen = REACHED[code](Lab(parties))
    words = [wording.text.split("{}")[0] for wording in errors.EVERY_WORDING if wording.code == code]
    assert f"AADSTS{code}" in seen or any(text in seen for text in words), seen


def test_the_page_lists_what_is_reached_and_nothing_is_forgotten() -> None:
    assert listed() == set(REACHED) | REFUSED_ELSEWHERE
    assert {wording.code for wording in errors.EVERY_WORDING} <= listed() | NOT_IN_A_LAB
