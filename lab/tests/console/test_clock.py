"""The clock is moved for all services together, forward, and back to real time."""

import pytest

from lab.flow.control import NotControlled, ServiceDown
from lab.tests.console.conftest import Services, Visitor

DAY = 86400.0
CONTROLLED = {"azure-ad", "okta", "partner-idp", "webapp", "timesheets", "ad-agent"}


def moved(services: Services) -> dict[str, float]:
    return {name: services.offsets[name] for name in CONTROLLED}


def test_each_service_s_time_is_shown(visitor: Visitor, services: Services) -> None:
    services.offsets |= dict.fromkeys(CONTROLLED, DAY)

    page = visitor.read("/clock/")

    assert page.count("16 Jan 2027, 08:00:00 UTC") == len(CONTROLLED)
    assert page.count("<td>1 day</td>") == len(CONTROLLED)
    assert "The clocks differ" not in page


def test_a_step_moves_everybody_from_the_farthest_one(visitor: Visitor, services: Services) -> None:
    """Clocks that came apart are together again, and no service's time runs backwards."""
    services.offsets["okta"] = DAY
    assert "The clocks differ" in visitor.read("/clock/")

    page = visitor.send("/clock/", {"step": "900"})

    assert moved(services) == dict.fromkeys(CONTROLLED, DAY + 900)
    assert "1 day 15 minutes ahead now" in page


def test_any_length_of_time(visitor: Visitor, services: Services) -> None:
    visitor.send("/clock/", {"amount": "1.5", "unit": "days"})

    assert moved(services) == dict.fromkeys(CONTROLLED, 1.5 * DAY)


@pytest.mark.parametrize("amount", ["", "soon", "0", "-1", "nan", "inf", "1e9", "<b>"])
def test_what_cannot_be_used_stays_in_the_form(visitor: Visitor, services: Services, amount: str) -> None:
    page = visitor.send("/clock/", {"amount": amount, "unit": "days"}, status=400)

    assert moved(services) == dict.fromkeys(CONTROLLED, 0.0)
    assert "Give a number above 0" in page
    assert f'value="{amount.replace("<", "&lt;").replace(">", "&gt;")}" required aria-invalid="true"' in page
    assert "<option selected>days</option>" in page


@pytest.mark.parametrize("form", [{"step": "31", "amount": "x"}, {"unit": "weeks", "amount": "1"}, {}])
def test_forms_that_no_page_has_move_nothing(visitor: Visitor, services: Services, form: dict[str, str]) -> None:
    visitor.send("/clock/", form, status=400)

    assert moved(services) == dict.fromkeys(CONTROLLED, 0.0)


def test_who_does_not_move_is_told(visitor: Visitor, services: Services) -> None:
    services.problems = {"okta": ServiceDown("does not answer"), "webapp": NotControlled("runs without a probe")}

    page = visitor.send("/clock/", {"step": "900"})

    assert "Okta org: does not answer. Its clock was not moved." in page
    assert "It keeps real time" in page
    assert services.offsets["azure-ad"] == 900
    assert services.offsets["okta"] == 0


def test_nothing_is_claimed_when_nobody_moved(visitor: Visitor, services: Services) -> None:
    services.problems = {name: ServiceDown("does not answer") for name in CONTROLLED}

    page = visitor.send("/clock/", {"step": "900"})

    assert "ahead now" not in page
    assert page.count("Its clock was not moved.") == len(CONTROLLED)


def test_back_to_real_time(visitor: Visitor, services: Services) -> None:
    services.offsets |= dict.fromkeys(CONTROLLED, DAY)

    page = visitor.send("/clock/reset", {})

    assert moved(services) == dict.fromkeys(CONTROLLED, 0.0)
    assert "shows real time again" in page
