"""`response_mode=okta_post_message` (fact sheet 1.5)."""

import base64
import hashlib
import json
import re

import pytest
from flask import Flask

from mocks.okta import post_message
from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.parties import Parties


def test_the_opener_is_told_if_it_is_the_application(parties: Parties, browser: Browser) -> None:
    """200, a script that the page's own policy allows, aimed at the redirect URI's origin and at no other."""
    app = parties.app_at_okta()
    app.code(browser, cast.OLIVIA)
    answer = browser.request(app.authorize_url(prompt="none", response_mode="okta_post_message"))
    assert answer.status_code == 200
    script = re.search("<script>(.*)</script>", answer.text)
    assert script
    assert script[1].endswith(f', "{cast.APP}");')
    assert '"code": ' in script[1]
    assert '"state": "state-of-the-test"' in script[1]
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    assert f"frame-ancestors {cast.APP}" in answer.headers["Content-Security-Policy"]


def test_errors_go_the_same_way(parties: Parties, browser: Browser) -> None:
    app = parties.app_at_okta()
    answer = browser.request(app.authorize_url(prompt="none", response_mode="okta_post_message"))
    assert '"error": "login_required"' in answer.text


@pytest.mark.parametrize("value", ["</script><b>", "<!--", "]]>", "\u2028", '"; alert(1); "', "\\"])
def test_no_value_ends_the_script(value: str) -> None:
    with Flask(__name__).test_request_context():
        html = post_message.deliver("https://app.example/in", {"state": value}).get_data(as_text=True)
    assert html.count("</script>") == html.count("<script>") == 1
    script = html.partition("<script>")[2].partition("</script>")[0]
    assert not set("<>&\u2028") & set(script)
    assert json.loads(script.partition("postMessage(")[2].partition("}, ")[0] + "}") == {"state": value}


@pytest.mark.parametrize(("wanted", "full"), [("id_token", True), ("id_token token", False)])
def test_an_id_token_is_thin_beside_an_access_token(
    parties: Parties, browser: Browser, wanted: str, full: bool
) -> None:
    """Fact sheet 1.8: alone it has to say everything."""
    app = parties.app_at_okta("").registered(cast.SPA_AT_OKTA, cast.CALLBACK)
    claims = app.claims(app.sign_in(browser, cast.OLIVIA, response_type=wanted).parameters["id_token"])
    assert ("given_name" in claims) is full
    assert claims["email"] == cast.OLIVIA.username
