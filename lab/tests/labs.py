"""Labs for tests: ports and a state folder of their own, driven as people drive them."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from lab.topology import SERVICES, Lab, from_environment

ROOT = Path(__file__).parents[2]


def free_ports(count: int) -> list[int]:
    """Return different ports of loopback on which nobody listens at the moment."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def new_lab(state: Path, **settings: str) -> Lab:
    """Describe a lab that is in nobody's way. settings: `LAB_…` variables."""
    ports = zip(SERVICES, free_ports(len(SERVICES)), strict=True)
    environ = {service.port_variable: str(port) for service, port in ports}
    return from_environment({**environ, "LAB_STATE": str(state), "LAB_SEED": str(ROOT / "lab.yaml"), **settings})


def environment(lab: Lab, **more: str) -> dict[str, str]:
    """Return the environment in which `python -m lab` means this lab, run as processes unless `more` says otherwise."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LAB_", "COMPOSE_"))}
    return {**inherited, **lab.environment, "ENGINE": "process", **more}


def say(lab: Lab, *verb: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Call a verb in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "lab", *verb],
        cwd=ROOT,
        env=environment(lab, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
