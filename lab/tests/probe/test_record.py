"""What is kept of an exchange."""

from urllib.parse import urlencode

import msgspec
import pytest

from lab.probe.record import Exchange, describe, digest


def _hop(form: dict[str, str]) -> dict[str, object]:
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/oauth2/default/v1/token"}
    found: dict[str, object] = msgspec.json.decode(describe("okta", Exchange(environ, 0, 0, urlencode(form).encode())))
    return found


@pytest.mark.parametrize("name", ["subject_token", "actor_token", "refresh_token", "device_code", "token"])
def test_nobody_can_use_a_token_that_was_sent(name: str) -> None:
    assert _hop({name: "a-token-of-somebody"})["form"] == {name: "a-token-…"}


def test_an_exchanged_token_ties_the_hop_to_those_that_earned_it() -> None:
    assert _hop({"subject_token": "a-token"})["keys"] == [digest("a-token")]
