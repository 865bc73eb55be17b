"""What doctor says about a machine."""

import socket
from pathlib import Path

import pytest

from lab.doctor import Finding, machine
from lab.runners import runner_named
from lab.tests.labs import new_lab


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever engine this machine has, it is not asked."""
    compose = type(runner_named("compose"))
    monkeypatch.setattr(compose, "missing", lambda _: "no Docker Engine answers")
    monkeypatch.setattr(compose, "is_running", lambda *_: False)


def resolve(monkeypatch: pytest.MonkeyPatch, **known: str) -> None:
    def getaddrinfo(host: str, port: object) -> list[tuple[object, ...]]:
        if host not in known:
            raise OSError("not known")
        return [(socket.AF_INET, 1, 6, "", (known[host], 0))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_this_python_will_do(tmp_path: Path) -> None:
    (found,) = machine.python(new_lab(tmp_path))
    assert found.ok


def test_free_ports_are_fine_and_a_taken_one_is_not(tmp_path: Path) -> None:
    lab = new_lab(tmp_path)
    (fine,) = machine.ports(lab)
    assert fine.ok
    with socket.create_server(("127.0.0.1", lab.ports["okta"])):
        (taken,) = machine.ports(lab)
    assert not taken.ok
    assert taken.found.startswith(f"Port {lab.ports['okta']}, wanted for okta, is taken")
    assert "LAB_OKTA_PORT=" in taken.remedy


def test_localhost_must_lead_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = new_lab(tmp_path)
    resolve(monkeypatch, localhost="127.0.0.1")
    assert [finding.ok for finding in machine.names(lab)] == [True, True]
    resolve(monkeypatch, localhost="192.0.2.1")
    assert next(machine.names(lab)) == Finding(
        "Name localhost", ok=False, found="is 192.0.2.1", remedy="Add to /etc/hosts: 127.0.0.1 localhost"
    )


def test_names_under_localhost_are_known_to_browsers_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 6761 section 6.3 asks it of resolvers too; many do not."""
    resolve(monkeypatch, localhost="127.0.0.1")
    findings = list(machine.names(new_lab(tmp_path, LAB_DOMAIN="localhost")))
    assert all(finding.ok for finding in findings)
    assert findings[0].found == "is known to browsers and the lab alone"


def test_names_of_another_domain_must_be_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, **{"okta.lab.example": "127.0.0.1"})
    findings = {finding.about: finding for finding in machine.names(new_lab(tmp_path, LAB_DOMAIN="lab.example"))}
    assert findings["Name okta.lab.example"].ok
    assert findings["Name app.lab.example"].remedy == "Add to /etc/hosts: 127.0.0.1 app.lab.example"


def test_no_engine_is_no_fault_and_a_missing_plugin_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = machine.engine(new_lab(tmp_path))
    assert found.ok
    compose = type(runner_named("compose"))
    monkeypatch.setattr(compose, "missing", lambda _: "")
    monkeypatch.setattr(compose, "lacks", lambda _: "install it")
    assert [(finding.ok, finding.remedy) for finding in machine.engine(new_lab(tmp_path))] == [
        (True, ""), (False, "install it"),
    ]  # fmt: skip


def test_a_browser_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.doctor.machine._ON_MACOS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    (none,) = machine.browser(new_lab(tmp_path))
    assert (none.ok, none.found) == (False, "none found")
    chromium = tmp_path / "chromium"
    chromium.touch(mode=0o755)
    (one,) = machine.browser(new_lab(tmp_path))
    assert (one.ok, one.found) == (True, str(chromium))
