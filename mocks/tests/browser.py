"""A browser of sorts: cookies for each origin, redirects, forms; no scripts, no sockets."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from werkzeug.test import Client, TestResponse

from mocks.tests.network import Network, origin_of
from mocks.tests.pages import Page

_MOST_REDIRECTS = 20
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True)
class Person:
    """Somebody who can be asked for a name, a password and whether to stay signed in, and who trusts applications."""

    username: str
    password: str
    stays: bool = False

    @property
    def answers(self) -> dict[str, str]:
        """What this person fills in, by the names that Okta's and Azure AD's forms have."""
        names = {"identifier": self.username, "loginfmt": self.username}
        proofs = {"credentials.passcode": self.password, "passwd": self.password}
        return {**names, **proofs, "kmsi": "1" if self.stays else "0", "consent": "accept"}


class Browser:
    """One person's browser."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._clients: dict[str, Client] = {}

    def request(
        self, url: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Send one request with the cookies of its origin; follows nothing."""
        parts = urlsplit(url)
        given: dict[str, object] = {"base_url": origin_of(url), "query_string": parts.query, "data": form}
        given["headers"] = {"Accept": _ACCEPT, **(headers or {})}
        method = "GET" if form is None else "POST"
        client = self.at(origin_of(url))
        return client.open(parts.path, method=method, **given)  # type: ignore[arg-type]

    def open(self, url: str, form: Mapping[str, str] | None = None) -> Page:
        """Go to an address, following redirects until a page is shown or the parties are left."""
        for _ in range(_MOST_REDIRECTS):
            if not self._network.serves(url):
                return Page(url, 302, {}, left=True, posted=dict(form or {}))
            response = self.request(url, form)
            if response.status_code not in (302, 303):
                return Page(url, response.status_code, dict(response.headers), response.text)
            url, form = urljoin(url, response.headers["Location"]), None
        raise AssertionError(f"the redirects never end: {url}")

    def submit(self, page: Page, typed: Mapping[str, str] | None = None) -> Page:
        """Send a page's first form, with something typed into its fields or a button pressed."""
        form = page.form
        assert form.method == "POST", "what people type belongs into no address"
        return self.open(urljoin(page.url, form.action), {**form.fields, **(typed or {})})

    def sign_in(self, page: Page | str, person: Person) -> Page:
        """Answer every form that asks for what the person knows, each once; return where that leads."""
        page = self.open(page) if isinstance(page, str) else page
        answered: set[str] = set()
        while page.forms and page.form.action not in answered:
            typed = {name: value for name, value in person.answers.items() if name in page.form.names}
            if not typed:
                break
            answered.add(page.form.action)
            page = self.submit(page, typed)
        return page

    def at(self, origin: str) -> Client:
        """Return the client that keeps the cookies of an origin."""
        if origin not in self._clients:
            self._clients[origin] = self._network.client(origin, cookies=True)
        return self._clients[origin]

    def cookie(self, origin: str, name: str) -> str | None:
        found = self.at(origin).get_cookie(name, domain=urlsplit(origin).hostname or "")
        return found.value if found else None

    def set_cookie(self, origin: str, name: str, value: str) -> None:
        self.at(origin).set_cookie(name, value, domain=urlsplit(origin).hostname or "")
