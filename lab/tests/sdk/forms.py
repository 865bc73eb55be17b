"""A person at the sign-in pages, without a browser: follows redirects, fills in forms, stops at the application."""

import html
import re
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

from lab.topology import Lab

ALICE = ("alice@contoso.example", "Alice-in-Azure-1")
OLIVIA = ("olivia@contoso-subsidiary.example", "Olivia-in-Okta-1")
_FORM = re.compile(r'<form[^>]*method="post"[^>]*action="([^"]*)".*?</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
_MOST_PAGES = 20


def answer_of(lab: Lab, url: str, redirect_uri: str, person: tuple[str, str]) -> dict[str, str]:
    """Sign a person in from an authorization request on; return what the application is sent, in whatever way."""
    landed, answer = walk(lab, url, redirect_uri, person)
    assert landed.startswith(redirect_uri), landed
    return answer


def walk(lab: Lab, url: str, stop: str, person: tuple[str, str], **typed: str) -> tuple[str, dict[str, str]]:
    """Fill in form after form, up to an address or the last page; return where that was, and what it was sent.

    typed: what the person knows beside name and password.
    """
    name, password = person
    typed |= {"identifier": name, "loginfmt": name, "passwd": password, "credentials.passcode": password}
    typed |= {"kmsi": "0", "consent": "accept", "idSIButton9": "1"}
    target, form = url, None
    with requests.Session() as session:
        session.verify, session.trust_env = str(lab.ca_file), False
        for _ in range(_MOST_PAGES):
            page = session.request("GET" if form is None else "POST", target, data=form, allow_redirects=False)
            if location := page.headers.get("Location"):
                target, form = urljoin(page.url, location), None
            elif found := _FORM.search(page.text):
                target, form = _filled(page.url, found, typed)
            else:
                return page.url, {}
            if target.startswith(stop):
                return target, form or dict(parse_qsl(urlsplit(target).query))
    raise AssertionError(f"the pages never end: {target}")


def _filled(url: str, form: re.Match[str], typed: dict[str, str]) -> tuple[str, dict[str, str]]:
    hidden = {name: html.unescape(value) for name, value in _HIDDEN.findall(form[0])}
    asked = {name: value for name, value in typed.items() if f'name="{name}"' in form[0]}
    return urljoin(url, html.unescape(form[1])), hidden | asked
