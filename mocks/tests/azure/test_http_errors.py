"""What programs are told where no endpoint has its say."""

import pytest

from mocks.tests.browser import Browser
from mocks.tests.cast import AZURE, TENANT
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

TOKEN = f"{AZURE}/{TENANT}/oauth2/v2.0/token"


@pytest.mark.parametrize("path", ["oauth2/v2.0/token", "oauth2/token", "oauth2/v2.0/devicecode"])
def test_a_wrong_method_is_json_with_a_number(app: RelyingParty, path: str) -> None:
    """Fact sheet 6.3: 900561, naming the methods."""
    answer = app.get(f"{AZURE}/{TENANT}/{path}")
    assert (answer.status_code, answer.mimetype) == (405, "application/json")
    assert "POST" in answer.headers["Allow"]
    body = answer.get_json()
    assert (body["error"], body["error_codes"]) == ("invalid_request", [900561])
    assert "OPTIONS, POST" in body["error_description"]


def test_a_body_that_is_too_large_is_json(app: RelyingParty) -> None:
    answer = app.post(TOKEN, {"grant_type": "x" * 300_000})
    assert (answer.status_code, answer.mimetype) == (413, "application/json")
    assert answer.get_json()["error"] == "invalid_request"


def test_people_get_a_page(parties: Parties, browser: Browser) -> None:
    answer = browser.request(f"{AZURE}/nothing/here/at/all")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
