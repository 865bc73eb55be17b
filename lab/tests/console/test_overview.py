"""The overview: who can sign in, what runs, what happened last."""

from html import unescape

from lab.cast import load_cast, people
from lab.flow.control import NotControlled, ServiceDown
from lab.tests.console.conftest import Services, Visitor
from lab.tests.flow.recorded import by_azure
from lab.topology import Lab


def test_everybody_of_the_cast_is_shown_with_what_to_type(visitor: Visitor, lab: Lab) -> None:
    page = unescape(visitor.read("/"))

    for person in people(load_cast(lab)):
        assert person.username in page
        assert person.note in page
        assert person.password in page


def test_services_and_their_addresses(visitor: Visitor, lab: Lab) -> None:
    page = visitor.read("/")

    for name in ("webapp", "okta", "azure-ad", "partner-idp", "timesheets", "ad-agent"):
        assert f'href="{lab.url(name)}"' in page
    assert page.count('<span class="badge up">Up</span>') == 6


def test_a_service_that_is_down_is_shown_as_down(visitor: Visitor, services: Services) -> None:
    services.problems = {"okta": ServiceDown("does not answer"), "webapp": NotControlled("runs without a probe")}

    page = visitor.read("/")

    assert page.count("badge down") == 1
    assert "It does not answer." in page
    assert page.count("badge unwatched") == 1
    assert page.count("badge up") == 4


def test_a_moved_clock_and_active_faults_are_told(visitor: Visitor, services: Services) -> None:
    services.offsets["okta"] = 93600.0
    services.faults["azure-ad"] = [{}, {}]

    page = visitor.read("/")

    assert "1 day 2 hours ahead" in page
    assert "2 active" in page


def test_the_latest_sign_ins(visitor: Visitor, services: Services) -> None:
    assert "None yet." in visitor.read("/")

    services.hops = by_azure("alice").hops

    page = visitor.read("/")
    assert "alice@contoso.example" in page
    assert "by way of Okta and Azure AD" in page
