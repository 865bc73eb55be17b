"""Ways to run the lab: one file each, exporting `RUNNER`; one of them is chosen for a person or a test."""

from lab.runners._base import CannotRunHere, LabError, Runner, ServiceStatus, State
from lab.runners._choose import Choice, choose, runner_named, runners, running_here
from lab.runners._ports import port_trouble
from lab.runners._running import running

__all__ = [
    "CannotRunHere",
    "Choice",
    "LabError",
    "Runner",
    "ServiceStatus",
    "State",
    "choose",
    "port_trouble",
    "runner_named",
    "runners",
    "running",
    "running_here",
]
