"""Settings: read from the environment, checked, and written back."""

from pathlib import Path

import pytest

from lab.topology import SERVICES, Lab, SettingsError, from_environment, probed


def lab(**settings: str) -> Lab:
    return from_environment(settings)


def test_without_settings_everything_is_on_loopback_at_known_ports() -> None:
    assert lab().urls == {service.name: f"http://localhost:{service.port}" for service in SERVICES}
    assert not lab().is_exposed


def test_a_domain_gives_every_service_a_name_of_its_own() -> None:
    urls = lab(LAB_DOMAIN="lab.example", LAB_OKTA_PORT="9081").urls
    assert urls["okta"] == "http://okta.lab.example:9081"
    assert len(set(urls.values())) == len(SERVICES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LAB_OKTA_PORT", "0"),
        ("LAB_OKTA_PORT", "65536"),
        ("LAB_OKTA_PORT", "http"),
        ("LAB_OKTA_PORT", "٣"),
        ("LAB_WORKERS", "65"),
        ("LAB_PEER_TIMEOUT", "0"),
        ("LAB_PEER_TIMEOUT", "nan"),
        ("LAB_PEER_TIMEOUT", "soon"),
        ("LAB_LISTEN", "everywhere"),
        ("LAB_PUBLISH", "300.1.1.1"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_value(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}={value}: "):
        lab(**{name: value})


def test_two_services_cannot_share_a_port() -> None:
    with pytest.raises(SettingsError, match="LAB_OKTA_PORT=8082: that is the port of azure-ad already"):
        lab(LAB_OKTA_PORT="8082")


def test_an_empty_setting_is_no_setting() -> None:
    empty = {service.port_variable: "" for service in SERVICES}
    others = dict.fromkeys(
        ("LAB_STATE", "LAB_SEED", "LAB_LISTEN", "LAB_PUBLISH", "LAB_WORKERS", "LAB_PEER_TIMEOUT"), ""
    )
    assert lab(**empty, **others) == lab()


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"LAB_LISTEN": "::1", "LAB_DOMAIN": "localhost", "LAB_WORKERS": "3"},
        {"LAB_PEER_TIMEOUT": "0.5", "LAB_DATABASE_URL": "postgresql+psycopg://lab@localhost/lab"},
    ],
)
def test_a_lab_can_be_handed_on_as_environment(settings: dict[str, str]) -> None:
    """What a program of ours starts for a lab reads the same lab."""
    assert from_environment(lab(**settings).environment) == lab(**settings)


@pytest.mark.parametrize(
    ("listen", "reached", "exposed"),
    [
        ("127.0.0.1", "127.0.0.1", False),
        ("localhost", "127.0.0.1", False),
        ("::1", "::1", False),
        ("[::1]", "::1", False),
        ("127.0.0.2", "127.0.0.2", False),
        ("0.0.0.0", "127.0.0.1", True),
        ("::", "::1", True),
        ("192.0.2.7", "192.0.2.7", True),
    ],
)
def test_where_services_are_reached_and_by_whom(listen: str, reached: str, exposed: bool) -> None:
    here = lab(LAB_LISTEN=listen)
    assert (here.reached_at("okta"), here.is_exposed) == (reached, exposed)


def test_what_lets_anybody_in_stays_on_loopback() -> None:
    here = lab(LAB_LISTEN="0.0.0.0")
    assert {name for name in here.urls if here.address_of(name) == "127.0.0.1"} == {
        "partner-idp",
        "ad-agent",
        "console",
    }


def test_in_a_container_the_published_address_tells_who_reaches_it() -> None:
    assert lab(LAB_PUBLISH="0.0.0.0").is_exposed
    assert not lab(LAB_LISTEN="127.0.0.1", LAB_PUBLISH="0.0.0.0").is_exposed


def test_containers_run_the_applications_as_their_owners_do() -> None:
    assert set(probed("process")) - set(probed("compose")) == {"webapp", "timesheets"}


def test_paths_do_not_depend_on_where_a_program_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert lab().state == tmp_path / ".lab"
    assert lab().seed == tmp_path / "lab.yaml"
