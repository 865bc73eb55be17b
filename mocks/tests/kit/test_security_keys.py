"""What a security key brings back is verified against the site and the challenge that it was asked for."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from mocks.kit import security_keys
from mocks.kit.security_keys import NotProven, Site
from mocks.tests.security_key import Key

SITE = Site("https://login.example", "login.example", "Y2hhbGxlbmdlLW9mLXRoZS10ZXN0cw")


def creation(site: Site = SITE) -> dict[str, Any]:
    return {"rp": {"id": site.rp_id}, "challenge": site.challenge}


DEEP = base64.b64encode(b"[" * 100_000).decode()
"""JSON that goes deeper than any parser follows."""


def request(site: Site = SITE) -> dict[str, Any]:
    return {"rpId": site.rp_id, "challenge": site.challenge}


def test_a_key_is_registered_and_checked() -> None:
    """The browser writes base64 with its padding, the options base64url without: both are read."""
    key = Key(SITE.origin)
    made = key.create(creation())
    known = security_keys.register(SITE, made["attestation"], made["clientData"])
    assert (known.uses, known.hardware) == (1, True)
    proof = key.get(request())
    assert security_keys.check(SITE, known, *proof.values()) == 2


def test_a_key_that_can_be_copied_is_no_hardware() -> None:
    made = Key(SITE.origin, synced=True).create(creation())
    assert not security_keys.register(SITE, made["attestation"], made["clientData"]).hardware


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(SITE, origin="https://login.evil.example"),
        replace(SITE, rp_id="evil.example"),
        replace(SITE, challenge="YW5vdGhlcg"),
    ],
)
def test_what_was_meant_for_another_site_is_no_proof(elsewhere: Site) -> None:
    key = Key(SITE.origin)
    made = key.create(creation())
    with pytest.raises(NotProven):
        security_keys.register(elsewhere, made["attestation"], made["clientData"])
    known = security_keys.register(SITE, made["attestation"], made["clientData"])
    proof = key.get(request())
    with pytest.raises(NotProven):
        security_keys.check(elsewhere, known, *proof.values())


@pytest.mark.parametrize("nonsense", ["", "!", "eHh4", "oA", "\u00e9", pytest.param(DEEP, id="deep")])
def test_nonsense_is_no_proof(nonsense: str) -> None:
    key = Key(SITE.origin)
    made = key.create(creation())
    for attestation, client_data in ((nonsense, made["clientData"]), (made["attestation"], nonsense)):
        with pytest.raises(NotProven):
            security_keys.register(SITE, attestation, client_data)
    known = security_keys.register(SITE, made["attestation"], made["clientData"])
    proof = key.get(request())
    for part in proof:
        with pytest.raises(NotProven):
            security_keys.check(SITE, known, *(proof | {part: nonsense}).values())


def test_a_key_says_which_challenge_it_answers() -> None:
    assert security_keys.challenge_of(Key(SITE.origin).get(request())["clientData"]) == SITE.challenge


@pytest.mark.parametrize(
    "nonsense", ["", "!", "eHh4", "e30", "W10", "eyJjaGFsbGVuZ2UiOiAxfQ", "\u00e9", pytest.param(DEEP, id="deep")]
)
def test_who_says_nothing_of_a_challenge_answers_none(nonsense: str) -> None:
    with pytest.raises(NotProven):
        security_keys.challenge_of(nonsense)
