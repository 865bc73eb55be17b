"""Random values."""

import re
import uuid

import pytest

from mocks.kit.ids import Ids, SeededIds, SystemIds


@pytest.fixture(params=[SystemIds, SeededIds])
def ids(request: pytest.FixtureRequest) -> Ids:
    made: Ids = request.param()
    return made


def test_tokens_have_256_bits_of_base64url(ids: Ids) -> None:
    """RFC 4648 section 5, without padding; RFC 6749 section 10.10 asks for 128 bits at least."""
    tokens = {ids.token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_alphanumeric_values_have_the_length_asked_for(ids: Ids) -> None:
    assert re.fullmatch(r"[A-Za-z0-9]{17}", ids.alphanumeric(17))
    assert ids.alphanumeric(0) == ""


def test_guids_are_random_uuids_in_lower_case(ids: Ids) -> None:
    """RFC 9562 section 5.4: version 4, variant 10."""
    guid = ids.guid()
    assert guid == guid.lower()
    assert (uuid.UUID(guid).version, uuid.UUID(guid).variant) == (4, uuid.RFC_4122)


def test_seeded_ids_repeat_and_other_seeds_differ() -> None:
    def some(ids: Ids) -> tuple[str, str, str]:
        return ids.token(), ids.alphanumeric(5), ids.guid()

    assert some(SeededIds(7)) == some(SeededIds(7)) != some(SeededIds(8))


def test_system_ids_do_not_repeat() -> None:
    assert SystemIds().token() != SystemIds().token()
