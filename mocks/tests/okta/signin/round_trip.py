"""The round trip to Azure AD in the hands of a test: stopped before the way back, looked at, changed."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, AZURE, OKTA
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

CALLBACK = f"{OKTA}/oauth2/v1/authorize/callback"
DIRECTORY = ("users", "account_links", "group_members")


def log(parties: Parties, event: str = "user.authentication.auth_via_IDP") -> list[tuple[str, str | None]]:
    """Return result and reason of each event of a type."""
    table = parties.okta.runtime.store.metadata.tables["system_log"]
    with parties.okta.db() as db:
        rows = db.execute(table.select().where(table.c.event_type == event)).all()
    return [(row.result, row.reason) for row in rows]


def way_back(app: RelyingParty, browser: Browser, person: Person = ALICE) -> str:
    """Sign in at Azure AD; return the callback's address without visiting it."""
    page = browser.open(app.authorize_url(login_hint=person.username))
    for typed in ({"loginfmt": person.username}, {"passwd": person.password}):
        page = browser.submit(page, typed)
    action = f"{AZURE}{page.form.action}"
    location = browser.request(action, {**page.form.fields, "kmsi": "0"}).headers["Location"]
    assert location.startswith(f"{CALLBACK}?")
    return location


def with_parameters(url: str, **changes: str | None) -> str:
    parts = urlsplit(url)
    given = {**dict(parse_qsl(parts.query)), **changes}
    return f"{OKTA}{parts.path}?{urlencode({name: value for name, value in given.items() if value is not None})}"


def shown(page: Page, status: int = 400) -> bool:
    """Tell whether the org's own page says that the sign-in is gone, and sends nobody anywhere."""
    assert not page.left, page.url
    assert page.url.startswith(CALLBACK)
    return page.status == status and not page.forms
