"""The sign-ins: a list, a page each with the picture, the claims and every message, and files to take along."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from lab.flow.control import NotControlled, ServiceDown
from lab.flow.hop import Page
from lab.tests.console.conftest import URL, Services, Visitor
from lab.tests.flow.recorded import SignIn, by_azure, by_partner, refused_by_okta


def only_link(page: str) -> str:
    (link,) = set(re.findall(r'href="(/flows/[0-9a-f]{16})"', page))
    return str(link)


def test_an_empty_list_says_what_to_do(visitor: Visitor) -> None:
    page = visitor.read("/flows/")

    assert "Nobody has signed in yet." in page
    assert "Forget" not in page


def test_the_list_is_newest_first_with_outcome_and_reason(visitor: Visitor, services: Services) -> None:
    refused = refused_by_okta("frank", "User status is invalid.")
    services.hops = [*by_azure("alice", at=900.0).hops, *refused.hops]

    page = visitor.read("/flows/")

    assert page.index("frank@contoso.example") < page.index("alice@contoso.example")
    assert "Okta: access_denied: User status is invalid." in page
    assert page.count("badge refused") == page.count("badge signed-in") == 1


def test_what_cannot_be_read_is_told(visitor: Visitor, services: Services) -> None:
    services.problems = {"okta": ServiceDown("does not answer"), "webapp": NotControlled("runs without a probe")}

    page = visitor.read("/flows/")

    assert "Okta does not answer. Its part of newer sign-ins is missing here." in page
    assert "Sample application runs without a probe. What it received is inferred" in page


def test_a_flow_is_drawn_and_taken_apart(visitor: Visitor, services: Services) -> None:
    services.hops = by_azure("alice").hops

    page = visitor.read(only_link(visitor.read("/flows/")))

    ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    for number in range(1, 15):
        assert f'href="#hop-{number}"' in page
        assert f'id="hop-{number}"' in page
    assert "<dt>Began (lab time)</dt><dd>2 Jan 1970, 00:16:40 UTC</dd>" in page
    assert "Issued: id token" in page
    assert "(secret)" in page
    assert "data-live>" not in page


def test_claims_are_compared(visitor: Visitor, services: Services) -> None:
    """What Azure AD said, what Okta keeps it as, what Okta tells the application."""
    services.hops = by_azure("alice").hops

    page = visitor.read(only_link(visitor.read("/flows/")))
    rows = [re.sub(r"<[^>]+>|\s+", " ", row).split() for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]

    assert ["given_name", "Alice", "Alice", "firstName", "as", "it", "came"] in rows
    assert ["sub", "pairwise", "00ualice", "replaced"] in rows
    assert ["oid", "1", "(not", "said)", "not", "passed", "on"] in rows


def test_a_flow_without_a_broker_has_one_speaker(visitor: Visitor, services: Services) -> None:
    signin = SignIn("olivia")
    signin.start()
    signin.back_at_app({"sub": "00u1", "email": "olivia@contoso.example"})
    services.hops = signin.hops

    page = visitor.read(only_link(visitor.read("/flows/")))

    assert "Okta says" in page
    assert "Azure AD says" not in page
    assert "On the way</th>" not in page


def test_a_sign_in_under_way_refreshes_itself(visitor: Visitor, services: Services) -> None:
    signin = SignIn("alice")
    signin.start()
    services.hops = signin.hops

    assert '<div id="live-flow" data-live>' in visitor.read(only_link(visitor.read("/flows/")))


def test_an_inferred_message_says_so(visitor: Visitor, services: Services) -> None:
    services.hops = by_azure("alice", watched=False).hops
    services.problems = {"webapp": NotControlled("runs without a probe")}

    page = visitor.read(only_link(visitor.read("/flows/")))

    assert "Sample application has no probe." in page


def test_what_strangers_say_is_escaped(visitor: Visitor, services: Services) -> None:
    hostile = "<script>alert(1)</script>"
    signin = SignIn("mallory")
    signin.login["client_id"] = signin.login["<img src=x>"] = hostile
    signin.ask()
    signin.add("okta", "POST", f"/{hostile}", 200, form={"identifier": hostile}, page=Page(hostile), query=signin.login)
    services.hops = signin.hops

    listed = visitor.read("/flows/")
    shown = visitor.read(only_link(listed))

    for page in (listed, shown):
        assert hostile not in page
        assert "<img src=x" not in page
        assert hostile in unescape(page)


@pytest.mark.parametrize(
    ("form", "kind", "begins"),
    [
        ("svg", "image/svg+xml", "<svg"),
        ("mmd", "text/plain", "sequenceDiagram"),
        ("txt", "text/plain", "bob@fabrikam"),
    ],
)
def test_files(client: FlaskClient, visitor: Visitor, services: Services, form: str, kind: str, begins: str) -> None:
    services.hops = by_partner("bob").hops
    link = only_link(visitor.read("/flows/"))

    response = client.get(f"{link}.{form}", base_url=URL)

    assert response.mimetype == kind
    assert response.text.startswith(begins)
    assert response.headers["Content-Disposition"].endswith(f'.{form}"')
    assert client.get(f"{link}.exe", base_url=URL).status_code == 404


def test_an_unknown_sign_in_has_a_page(visitor: Visitor) -> None:
    assert "There is no such sign-in." in visitor.read("/flows/0123456789abcdef", 404)


def test_forgetting(visitor: Visitor, services: Services) -> None:
    services.hops = by_azure("alice").hops
    services.problems = {"timesheets": ServiceDown("does not answer")}

    page = visitor.send("/flows/forget", {})

    assert sorted(services.forgotten) == ["ad-agent", "azure-ad", "okta", "partner-idp", "webapp"]
    assert "Second application does not answer; its records were not touched." in page
    assert "Nobody has signed in yet." in page
