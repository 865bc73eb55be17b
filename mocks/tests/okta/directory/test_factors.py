"""The records of what people have set up: counters and failures hold against requests at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from mocks.okta.directory import factors
from mocks.okta.directory.factors import Status
from mocks.tests.cast import ERIN, OLIVIA
from mocks.tests.okta.signin.second_proof import has
from mocks.tests.parties import Parties


def test_a_counter_goes_forward_alone(parties: Parties) -> None:
    """RFC 6238 section 5.2: the step of a code that was taken, and each before it, is spent."""
    id = has(parties, "google_otp").id
    with parties.okta.db() as db:
        assert [factors.spend(db, id, step) for step in (7, 7, 6, 8)] == [True, False, False, True]
        assert not factors.spend(db, "uftunknown", 9)


def test_of_many_who_spend_a_step_at_once_one_does(parties: Parties) -> None:
    id = has(parties, "google_otp").id

    def spend(_: int) -> bool:
        with parties.okta.db() as db:
            return factors.spend(db, id, 7)

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(spend, range(6))) == [False] * 5 + [True]


def test_attempts_are_counted_each(parties: Parties) -> None:
    """Whoever tries many at once is counted for all of them; a right one forgives the person's others too."""
    one, other = has(parties, "google_otp"), has(parties, "okta_verify")

    def attempt(_: int) -> int:
        with parties.okta.db() as db:
            return factors.attempt(db, one.id)

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(attempt, range(6))) == [1, 2, 3, 4, 5, 6]
    with parties.okta.db() as db:
        factors.attempt(db, other.id)
        factors.forgive(db, one.user_id)
        assert [factor.failures for factor in factors.of_user(db, one.user_id)] == [0, 0]


def test_a_person_s_factors_are_their_own(parties: Parties) -> None:
    hers, his = has(parties, "google_otp"), has(parties, "okta_verify", ERIN)
    with parties.okta.db() as db:
        assert factors.of_user(db, hers.user_id) == [hers]
        assert factors.by_id(db, hers.user_id, his.id) is None
        factors.remove_of(db, hers.user_id)
        assert factors.of_user(db, hers.user_id) == []
        assert factors.of_user(db, his.user_id) == [his]


def test_what_the_first_proof_brings_is_kept(parties: Parties) -> None:
    factor = has(parties, "webauthn", OLIVIA)
    with parties.okta.db() as db:
        factors.attempt(db, factor.id)
        factors.activate(db, factor.id, parties.clock.now(), profile={"credentialId": "x"}, secret="y", counter=3)
        (kept,) = factors.of_user(db, factor.user_id)
    assert (kept.status, kept.profile, kept.secret, kept.counter) == (Status.ACTIVE, {"credentialId": "x"}, "y", 3)
    assert kept.failures == 0
