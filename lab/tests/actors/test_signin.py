"""People who sign in without a browser, over a lab that runs."""

from dataclasses import replace

import pytest

from lab.actors.signin import Arrival, sign_in
from lab.client import LabClient
from lab.topology import Lab


@pytest.mark.parametrize(
    ("username", "password", "arrival"),
    [
        ("alice@contoso.example", "Alice-in-Azure-1", Arrival("Azure AD", "")),
        ("olivia@contoso-subsidiary.example", "Olivia-in-Okta-1", Arrival("Okta", "")),
        ("mona@contoso.example", "Mona-in-Azure-1", Arrival("Azure AD", "Enter code")),
    ],
)
def test_each_goes_their_way(
    client: LabClient, running_lab: Lab, username: str, password: str, arrival: Arrival
) -> None:
    client.reset()
    assert sign_in(running_lab, username, password) == arrival


@pytest.mark.parametrize(
    ("username", "said"),
    [
        ("alice@contoso.example", "account or password is incorrect"),
        ("olivia@contoso-subsidiary.example", "Unable to sign in"),
    ],
)
def test_who_is_refused_is_told_why(client: LabClient, running_lab: Lab, username: str, said: str) -> None:
    client.reset()
    assert said in sign_in(running_lab, username, "wrong-1").trouble


def test_a_service_that_is_away_is_said(client: LabClient, running_lab: Lab) -> None:
    """Azure AD is switched off at the end of the road; who is still sent there is told, and others are tried."""
    away = replace(running_lab, ports={**running_lab.ports, "webapp": 9})
    assert "does not answer" in sign_in(away, "alice@contoso.example", "Alice-in-Azure-1").trouble
