"""What is published is what is allowed."""

import pytest

from mocks.okta.authn.states import CANCEL, TRANSITIONS, Status, allows

_ALL = {transition for transitions in TRANSITIONS.values() for transition in transitions}


@pytest.mark.parametrize("status", Status)
def test_a_state_allows_its_transitions_alone(status: Status) -> None:
    """Fact sheet 2.4: one relation leads to one call, and every other call is refused."""
    own = TRANSITIONS[status]
    assert {transition for transition in _ALL if allows(status, transition)} == set(own)
    assert len({transition.rel for transition in own}) == len(own)


def test_what_waits_for_the_person_can_be_called_off() -> None:
    waiting = {status for status, transitions in TRANSITIONS.items() if any(one.rel == "next" for one in transitions)}
    assert [status for status in waiting - {Status.LOCKED_OUT} if CANCEL not in TRANSITIONS[status]] == []
