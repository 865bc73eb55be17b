"""Faults are listed, switched on where they make sense, shown while active, and switched off."""

from html import unescape

import pytest

from lab.faults import all_faults
from lab.flow.control import ControlRefused, NotControlled, ServiceDown
from lab.tests.console.conftest import Services, Visitor


def test_every_fault_is_shown_with_what_a_client_should_notice(visitor: Visitor) -> None:
    page = unescape(visitor.read("/faults/"))

    for fault in all_faults().values():
        assert fault.name in page
        assert fault.summary in page
        assert fault.notices in page
    assert "Everybody behaves." in page


def test_switching_on(visitor: Visitor, services: Services) -> None:
    page = visitor.send("/faults/id-token-expired", {"service": "azure-ad", "count": "2"})

    assert services.faults["azure-ad"] == [
        {"id": 1, "name": "id-token-expired", "path": "*", "count": 2, "remaining": 2, "parameters": {}}
    ]
    assert "Switched on at Azure AD tenant" in page
    assert "<td>2</td>" in page
    assert "Only at Azure AD tenant" in page


def test_switching_on_with_everything_that_can_be_said(visitor: Visitor, services: Services) -> None:
    form = {"service": "okta", "count": "", "path": "/oauth2/*/v1/token", "seconds": "0.5"}

    page = visitor.send("/faults/slow", form)

    (fault,) = services.faults["okta"]
    assert (fault["path"], fault["count"], fault["parameters"]) == ("/oauth2/*/v1/token", None, {"seconds": 0.5})
    assert "until switched off" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"count": "0"}, "How often"),
        ({"count": "twice"}, "How often"),
        ({"path": "token"}, "Path"),
        ({"path": "/" + "x" * 200}, "Path"),
        ({"seconds": "long"}, "Seconds"),
        ({"seconds": "nan"}, "Seconds"),
        ({"seconds": "601"}, "Seconds"),
        ({"service": "console"}, "Choose a service"),
        ({"service": ""}, "Choose a service"),
    ],
)
def test_what_cannot_be_used_stays_in_the_form(
    visitor: Visitor, services: Services, wrong: dict[str, str], words: str
) -> None:
    typed = {"service": "azure-ad", "count": "3", "path": "/typed/path", "seconds": "7.5"} | wrong

    page = visitor.send("/faults/slow", typed, status=400)

    assert not any(services.faults.values())
    assert words in page
    for name in ("count", "path", "seconds"):
        assert f'name="{name}"' in page
        assert f'value="{typed[name]}"' in page


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (ServiceDown("does not answer"), "Okta org does not answer."),
        (NotControlled("runs without a probe"), "Okta org runs without a probe."),
        (ControlRefused("says no"), "Okta org says no."),
    ],
)
def test_a_service_that_cannot_is_told(visitor: Visitor, services: Services, problem: Exception, words: str) -> None:
    services.problems = {"okta": problem}  # type: ignore[dict-item]

    assert words in visitor.send("/faults/slow", {"service": "okta", "seconds": "1"}, status=400)


def test_an_unknown_fault(visitor: Visitor) -> None:
    assert "There is no fault named gremlin." in visitor.send("/faults/gremlin", {}, status=404)


def test_switching_off_at_one_and_at_all(visitor: Visitor, services: Services) -> None:
    for service in ("okta", "azure-ad", "webapp"):
        visitor.send("/faults/slow", {"service": service, "seconds": "1"})

    visitor.send("/faults/clear", {"service": "okta"})
    assert [name for name, active in services.faults.items() if active] == ["azure-ad", "webapp"]

    services.problems = {"webapp": ServiceDown("does not answer")}
    page = visitor.send("/faults/clear", {"service": ""})
    assert [name for name, active in services.faults.items() if active] == ["webapp"]
    assert "Sample application does not answer; nothing was switched off there." in page
