"""What is said about ports that are not free."""

import socket
from pathlib import Path

import pytest

from lab.runners import LabError, port_trouble
from lab.runners import _ports as ports
from lab.tests.labs import new_lab
from lab.topology import SERVICES

OKTA = next(service for service in SERVICES if service.name == "okta")


def test_free_ports_are_no_trouble(tmp_path: Path) -> None:
    lab = new_lab(tmp_path)
    assert [port_trouble(lab, service) for service in SERVICES] == [""] * len(SERVICES)


def test_a_port_that_was_just_left_is_free(tmp_path: Path) -> None:
    """A connection that ended a moment ago keeps no server from starting."""
    lab = new_lab(tmp_path)
    with socket.create_server(("127.0.0.1", lab.ports["okta"])) as server:
        visitor = socket.create_connection(server.getsockname())
        server.accept()[0].close()
        visitor.close()
    assert port_trouble(lab, OKTA) == ""


def test_the_remedy_names_another_port(tmp_path: Path) -> None:
    lab = new_lab(tmp_path)
    with socket.create_server(("127.0.0.1", lab.ports["okta"])), pytest.raises(LabError, match="LAB_OKTA_PORT="):
        ports.check(lab)


def test_a_port_that_is_bound_and_silent_is_taken(tmp_path: Path) -> None:
    lab = new_lab(tmp_path)
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", lab.ports["okta"]))
        assert f"Port {lab.ports['okta']}, wanted for okta, is taken" in port_trouble(lab, OKTA)


def test_the_holder_is_named_where_it_can_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = new_lab(tmp_path)
    lsof = tmp_path / "lsof"
    lsof.write_text("#!/bin/sh\nprintf 'p4711\\ncnginx\\nf6\\n'\n")
    lsof.chmod(0o755)
    with socket.create_server(("127.0.0.1", lab.ports["okta"])):
        monkeypatch.setenv("PATH", str(tmp_path))
        assert "is taken by nginx (process 4711). Stop that program" in port_trouble(lab, OKTA)
        lsof.unlink()
        assert "is taken. Stop that program" in port_trouble(lab, OKTA)


def test_an_address_of_another_machine_is_told_apart_from_a_taken_port(tmp_path: Path) -> None:
    lab = new_lab(tmp_path, LAB_LISTEN="192.0.2.1")
    words = port_trouble(lab, OKTA)
    assert words.startswith(f"okta cannot listen on 192.0.2.1 port {lab.ports['okta']}: ")
    assert "LAB_LISTEN names an address of this machine" in words


def test_the_port_that_is_proposed_can_be_one() -> None:
    assert [ports._other(port) for port in (8081, 65000)] == [9081, 64000]
