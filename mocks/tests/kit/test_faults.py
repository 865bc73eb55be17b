"""The seam at which a wanted deviation can enter a service."""

from mocks.kit.faults import NoFaults


def test_without_faults_every_value_goes_through_unchanged() -> None:
    claims = {"sub": "s"}
    assert NoFaults().alter("id_token", claims) is claims
