"""A browser of sorts: cookies, redirects and forms over kept-alive connections, and nothing more."""

import html
import http.client
import re
import ssl
from urllib.parse import urlencode, urljoin, urlsplit

_LIMIT = 30.0
_ACTION = re.compile(r'<form[^>]*action="([^"]*)"')


class Page:
    """Where the browser is: address, status, text."""

    def __init__(self, url: str, status: int, text: str) -> None:
        self.url, self.status, self.text = url, status, text

    def hidden(self, name: str) -> str:
        """Return the value of a form field; raises ValueError when the page has none of that name."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        if found is None:
            raise ValueError(f"{self.url} ({self.status}) has no field {name}")
        return found[1]

    @property
    def action(self) -> str:
        found = _ACTION.search(self.text)
        return urljoin(self.url, html.unescape(found[1])) if found else self.url


class Browser:
    """One person's browser.

    connections: shared by the browsers of one thread, as a network is. tls: what https is checked with.
    """

    def __init__(self, connections: dict[str, http.client.HTTPConnection], tls: ssl.SSLContext | None = None) -> None:
        self._connections, self._tls = connections, tls
        self._cookies: dict[str, str] = {}
        self.requests: dict[str, int] = {}

    def get(self, url: str) -> Page:
        return self._follow(*self._send("GET", url))

    def post(self, page: Page, fields: dict[str, str]) -> Page:
        return self._follow(*self._send("POST", page.action, urlencode(fields)))

    def submit(self, page: Page, fields: dict[str, str]) -> str:
        """Post a form and return where it sends the browser, without going there."""
        return _where(*self._send("POST", page.action, urlencode(fields)))

    def redirect(self, url: str) -> str:
        """Open an address and return where it sends the browser, without going there."""
        return _where(*self._send("GET", url))

    def _follow(self, url: str, status: int, location: str | None, text: str) -> Page:
        while location:
            url, status, location, text = self._send("GET", urljoin(url, location))
        return Page(url, status, text)

    def _send(self, method: str, url: str, body: str | None = None) -> tuple[str, int, str | None, str]:
        parts = urlsplit(url)
        if parts.netloc not in self._connections:
            self._connections[parts.netloc] = self._connect(parts.port)
        connection = self._connections[parts.netloc]
        headers = {"Host": parts.netloc, "User-Agent": "coexistence-lab", "Accept": "text/html"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        self.requests[parts.netloc] = self.requests.get(parts.netloc, 0) + 1
        for value in response.headers.get_all("Set-Cookie") or ():
            name, _, content = value.partition(";")[0].partition("=")
            self._cookies[name] = content
        return url, response.status, response.getheader("Location"), text

    def _connect(self, port: int | None) -> http.client.HTTPConnection:
        """Connect to a service of the lab, which is on this machine whatever its name."""
        if self._tls is None:
            return http.client.HTTPConnection("127.0.0.1", port, timeout=_LIMIT)
        return http.client.HTTPSConnection("localhost", port, timeout=_LIMIT, context=self._tls)


def _where(url: str, status: int, location: str | None, _: str) -> str:
    if location is None:
        raise RuntimeError(f"{url} answered {status} and no redirect")
    return location
