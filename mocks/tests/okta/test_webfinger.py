"""WebFinger: which provider a person signs in with. Expectations: Okta fact sheet 2.1."""

from typing import Any

import pytest

from mocks.tests.cast import ALICE, AZURE_IDP, CONTRACTORS_IDP, OKTA, OLIVIA
from mocks.tests.okta.rules import rule, set_rules
from mocks.tests.parties import Parties

ISSUER = "http://openid.net/specs/connect/1.0/issuer"


def ask(parties: Parties, **query: str) -> Any:
    return parties.network.client(OKTA, cookies=False).get("/.well-known/webfinger", query_string=query)


def links(parties: Parties, login: str, **query: str) -> list[dict[str, Any]]:
    answer = ask(parties, resource=f"okta:acct:{login}", **query)
    assert (answer.status_code, answer.mimetype) == (200, "application/jrd+json")
    assert answer.get_json()["subject"] == f"okta:acct:{login}"
    found: list[dict[str, Any]] = answer.get_json()["links"]
    return found


def test_a_federated_person_s_provider_is_named(parties: Parties) -> None:
    assert links(parties, ALICE.username) == [
        {
            "rel": "okta:idp",
            "href": f"{OKTA}/sso/idps/{AZURE_IDP}",
            "titles": {"und": "Azure AD"},
            "properties": {"okta:idp:type": "OIDC", "okta:idp:id": AZURE_IDP},
        }
    ]


@pytest.mark.parametrize("login", [OLIVIA.username, "nobody@nowhere.example"])
def test_everybody_else_s_is_the_org(parties: Parties, login: str) -> None:
    """Whether somebody exists is not told."""
    (link,) = links(parties, login)
    assert (link["rel"], link["href"]) == (ISSUER, f"{OKTA}/sso/idps/OKTA")
    assert link["properties"]["okta:idp:type"] == "OKTA"
    assert link["properties"]["okta:idp:id"].startswith("00o")


def test_a_relation_may_be_asked_for(parties: Parties) -> None:
    """RFC 7033 section 4.3."""
    assert links(parties, ALICE.username, rel=ISSUER) == []
    assert len(links(parties, ALICE.username, rel="okta:idp")) == 1


def test_several_providers_are_several_links(parties: Parties) -> None:
    with parties.okta.db() as db:
        set_rules(db, rule([AZURE_IDP, CONTRACTORS_IDP, "OKTA"]))
    found = [link["properties"]["okta:idp:type"] for link in links(parties, ALICE.username)]
    assert found == ["OIDC", "OIDC", "OKTA"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "E0000028"),
        ({"resource": "acct:a@b.example"}, "E0000001"),
        ({"resource": "okta:acct:"}, "E0000001"),
        ({"resource": "okta:acct:" + "x" * 101}, "E0000001"),
        ({"resource": "okta:acct:a\0b"}, "E0000001"),
    ],
)
def test_what_is_no_account_is_refused(parties: Parties, query: dict[str, str], code: str) -> None:
    answer = ask(parties, **query)
    assert (answer.status_code, answer.get_json()["errorCode"]) == (400, code)
