"""Mails are read in the console, whoever they are to."""

import pytest

from lab.flow.control import ServiceDown
from lab.tests.console.conftest import START, Services, Visitor
from mocks.kit.mailbox import Mail, SentMail

LINK = "http://localhost:8081/signin/reset-password/abc"


@pytest.fixture(autouse=True)
def mails(services: Services) -> None:
    code = Mail("alice@contoso.example", "Your code", "Type it in.\n\nIt is good for 5 minutes.", code="123456")
    link = Mail("olivia@contoso.example", "Your <password>", "Open the link.", link=LINK)
    services.mails = [SentMail(2, START + 60, link), SentMail(1, START, code)]


def test_the_newest_mail_is_on_top_with_its_link_and_code(visitor: Visitor) -> None:
    page = visitor.read("/mail/")

    assert page.index("Your &lt;password&gt;") < page.index("Your code")
    assert f'<a href="{LINK}">' in page
    assert '<code class="copy">123456</code>' in page
    assert "<p>It is good for 5 minutes.</p>" in page
    assert "15 Jan 2027, 08:01:00 UTC" in page


def test_one_person_s_mail(visitor: Visitor) -> None:
    page = visitor.read("/mail/?to=Alice@contoso.example")

    assert "Your code" in page
    assert "Your &lt;password&gt;" not in page


def test_nobody_has_mail(visitor: Visitor, services: Services) -> None:
    services.mails = []

    assert "No mail yet." in visitor.read("/mail/")
    assert "No mail to &lt;b&gt; yet." in visitor.read("/mail/?to=<b>")


def test_mail_can_be_thrown_away(visitor: Visitor, services: Services) -> None:
    assert "No mail yet." in visitor.send("/mail/empty", {})
    assert services.forgotten == ["okta"]


def test_a_service_that_is_down_is_named(visitor: Visitor, services: Services) -> None:
    services.problems["okta"] = ServiceDown("does not answer")

    assert "Okta org does not answer. Its mails are missing here." in visitor.read("/mail/")
    assert "its mails are still there" in visitor.send("/mail/empty", {})
