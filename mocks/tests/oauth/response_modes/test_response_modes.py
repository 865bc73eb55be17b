"""How an authorization response travels to the redirect URI."""

import base64
import hashlib
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from mocks.oauth.response_modes import modes, respond
from mocks.tests.pages import Page

URI = "https://app.example/callback"
PARAMETERS = {"code": "a-b_c", "state": "ä &=?#%+\"'<script>"}


@pytest.fixture(autouse=True, scope="module")
def _context() -> Iterator[None]:
    with Flask(__name__).test_request_context():
        yield


def test_the_modes_are_those_of_the_specifications() -> None:
    """OAuth 2.0 Multiple Response Type Encoding Practices, OAuth 2.0 Form Post Response Mode."""
    assert set(modes()) == {"query", "fragment", "form_post"}


def test_query_parameters_join_those_of_the_redirect_uri() -> None:
    """RFC 6749 section 3.1.2: its own query component is retained."""
    response = respond(f"{URI}?tenant=a%20b", "query", PARAMETERS)
    assert response.status_code == 302
    assert dict(parse_qsl(urlsplit(response.location).query)) == {"tenant": "a b", **PARAMETERS}
    assert respond(URI, "query", {"code": "x"}).location == f"{URI}?code=x"


def test_a_fragment_leaves_the_query_alone() -> None:
    response = respond(f"{URI}?tenant=a", "fragment", PARAMETERS)
    parts = urlsplit(response.location)
    assert (response.status_code, parts.query) == (302, "tenant=a")
    assert dict(parse_qsl(parts.fragment)) == PARAMETERS


def test_a_form_is_posted_by_a_script_that_the_policy_names_or_by_its_button() -> None:
    """OAuth 2.0 Form Post Response Mode, section 2; the policy allows that script and no other."""
    response = respond(f"{URI}?tenant=a&b=c", "form_post", PARAMETERS)
    page = Page(URI, response.status_code, dict(response.headers), response.get_data(as_text=True))
    assert (page.form.method, page.form.action, page.form.fields) == ("POST", f"{URI}?tenant=a&b=c", PARAMETERS)
    (script,) = re.findall(r"<script>(.*?)</script>", response.get_data(as_text=True))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in response.headers["Content-Security-Policy"]
    assert "<noscript>" in response.get_data(as_text=True)
    assert '<button type="submit">' in response.get_data(as_text=True)


@given(st.dictionaries(st.sampled_from(["code", "state", "error_description"]), st.text(min_size=1), min_size=1))
def test_any_text_arrives_as_it_was(parameters: dict[str, str]) -> None:
    for mode in ("query", "fragment"):
        location = respond(URI, mode, parameters).location
        assert location.isascii()
        assert location.isprintable()
        parts = urlsplit(location)
        assert dict(parse_qsl(parts.query + parts.fragment)) == parameters
    html = respond(URI, "form_post", parameters).get_data(as_text=True)
    assert html.count("<script>") == 1
    assert len(Page(URI, 200, {}, html).forms) == 1
