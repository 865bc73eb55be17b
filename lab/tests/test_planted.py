"""A stored state belongs to the seed that it was made from."""

from pathlib import Path

import pytest

from lab.cast import PartnerSeed, PartnerUser
from lab.planted import StateOfAnotherSeed, check

SEED = PartnerSeed([PartnerUser("bob@fabrikam.example", {})])


def test_a_new_state_takes_any_seed_and_goes_on_with_it(tmp_path: Path) -> None:
    check(tmp_path, SEED)
    check(tmp_path, PartnerSeed([PartnerUser("bob@fabrikam.example", {})]))


def test_another_seed_is_refused_with_the_way_out(tmp_path: Path) -> None:
    check(tmp_path, SEED)
    with pytest.raises(StateOfAnotherSeed, match="`make lab-reset` starts afresh"):
        check(tmp_path, PartnerSeed([]))
