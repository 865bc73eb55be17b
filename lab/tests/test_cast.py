"""The cast, and what becomes of its passwords where other machines reach the lab."""

import re
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from lab.cast import Cast, exposed, load_cast, people
from lab.tests.labs import new_lab
from mocks.kit.seed import SeedError


@pytest.fixture
def known(tmp_path: Path) -> Cast:
    """Hold the cast as the seed has it, with passwords that everybody can read there."""
    return load_cast(new_lab(tmp_path))


def secrets_of(cast: Cast) -> Iterator[str]:
    for tenant in cast.azure_ad.tenants:
        yield from (user.password for user in tenant.users if user.password)
        yield from (app.client_secret for app in tenant.app_registrations if app.client_secret)
    yield from (user.password for user in cast.okta.users if user.password)
    yield from (app.client_secret for app in cast.okta.applications if app.client_secret)
    yield from (idp.protocol.client_secret for idp in cast.okta.identity_providers)
    yield from (token.token for token in cast.okta.api_tokens)
    yield from (cast.webapp.client_secret, cast.timesheets.client_secret)


def test_on_loopback_the_passwords_are_those_of_the_seed(known: Cast) -> None:
    assert {person.username: person.password for person in people(known)}["alice@contoso.example"] == "Alice-in-Azure-1"


def test_an_exposed_lab_uses_no_secret_of_the_seed(tmp_path: Path, known: Cast) -> None:
    lab = new_lab(tmp_path, LAB_LISTEN="0.0.0.0")
    used = load_cast(lab)
    assert set(secrets_of(known)).isdisjoint(secrets_of(used))
    assert used.private
    assert all(len(secret) >= 24 for secret in secrets_of(used))


def test_what_two_parties_share_they_share_afterwards(tmp_path: Path, known: Cast) -> None:
    """Okta's client secret at Azure AD is the one that Azure AD knows, the application's the one that Okta knows."""
    used = exposed(known, tmp_path / "passwords.yaml")
    assert used.okta.identity_providers[0].protocol.client_secret == (
        used.azure_ad.tenants[0].app_registrations[0].client_secret
    )
    assert used.webapp.client_secret == used.okta.applications[0].client_secret
    assert used.timesheets.client_secret == used.okta.applications[1].client_secret


def test_nothing_but_secrets_is_changed(tmp_path: Path, known: Cast) -> None:
    used = msgspec.json.encode(exposed(known, tmp_path / "passwords.yaml")).decode()
    made = dict(zip(secrets_of(exposed(known, tmp_path / "passwords.yaml")), secrets_of(known), strict=True))
    for new, old in made.items():
        used = used.replace(f'"{new}"', f'"{old}"')
    assert msgspec.json.decode(used, type=Cast) == msgspec.structs.replace(known, private=True)


def test_they_are_made_once_and_kept_for_their_owner(tmp_path: Path, known: Cast) -> None:
    file = tmp_path / "state" / "passwords.yaml"
    assert exposed(known, file) == exposed(known, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "Alice-in-Azure-1: " in file.read_text()


def test_services_that_start_at_the_same_time_agree(tmp_path: Path, known: Cast) -> None:
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda _: exposed(known, tmp_path / "passwords.yaml"), range(16)))
    assert all(result == results[0] for result in results)


def test_a_seed_with_secrets_of_its_own_is_used_as_it_is(tmp_path: Path, known: Cast) -> None:
    lab = new_lab(tmp_path, LAB_LISTEN="0.0.0.0", LAB_SEED=str(tmp_path / "own.yaml"))
    lab.seed.write_text("private: true\n" + Path(new_lab(tmp_path).seed).read_text())
    assert set(secrets_of(load_cast(lab))) == set(secrets_of(known))


def test_a_seed_that_does_not_fit_together_is_refused_with_the_place(tmp_path: Path) -> None:
    lab = new_lab(tmp_path, LAB_SEED=str(tmp_path / "bad.yaml"))
    lab.seed.write_text(new_lab(tmp_path).seed.read_text().replace("groups: [Partners]", "groups: [Partner]"))
    with pytest.raises(SeedError, match=r"bad\.yaml: at okta\.identity_providers\[2\]\.groups: 'Partner'"):
        load_cast(lab)


def test_no_identity_provider_may_vouch_for_people_of_another_domain(known: Cast) -> None:
    """A foreign directory's word about somebody else's address is worth nothing (docs/explanation/who-may-vouch.md)."""
    tested = ("admin@other.example", "alice@contoso.example.evil.example", "a@evil.example@other.example")
    for idp in known.okta.identity_providers:
        allowed = idp.policy.username_filter
        assert allowed, f"{idp.name} may vouch for anybody"
        assert not any(re.fullmatch(allowed, name, re.IGNORECASE) for name in tested), idp.name
        assert idp.policy.match_type == "USERNAME", idp.name
    (partner,) = [idp for idp in known.okta.identity_providers if idp.name == "Fabrikam"]
    assert partner.policy.account_link == "DISABLED"


def test_the_blank_seed_connects_nothing(tmp_path: Path) -> None:
    """`lab up --blank`: people on both sides, an administrator of each, and the tutorial still to be done."""
    cast = load_cast(new_lab(tmp_path, LAB_SEED="lab/seeds/blank.yaml"))
    (tenant,) = cast.azure_ad.tenants
    assert not tenant.app_registrations
    assert [*cast.okta.identity_providers, *cast.okta.applications, *cast.okta.routing_rules] == []
    assert cast.webapp.client_id == cast.ad_agent.source_id == ""
    assert [person.where for person in people(cast)] == ["Azure AD", "Azure AD", "Azure AD", "Okta"]
