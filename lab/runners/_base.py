"""The seam between the verbs and a way to run the lab: a few verbs, typed answers, one kind of failure."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lab.topology import Lab

if TYPE_CHECKING:
    # Most verbs have no use for a cast, and its types take a quarter of a second to import.
    from lab.cast import Cast


class LabError(Exception):
    """The lab cannot do what was asked. The text is for people: the cause, and what to do."""


class CannotRunHere(LabError):
    """This way to run the lab lacks something on this machine; another way may do."""


class State(StrEnum):
    """What a service's process or container is at."""

    RUNNING = "running"
    STOPPED = "stopped"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """where: its process or container. detail: what is wrong, "" when nothing is."""

    name: str
    state: State
    healthy: bool
    where: str = ""
    uptime: timedelta | None = None
    detail: str = ""


class Runner(ABC):
    """A way to run the lab. Every verb raises LabError when it cannot be done.

    name: as in `ENGINE`. title: what people call it.
    """

    name: str
    title: str

    def missing(self) -> str:
        """Return why this way is out of question on this machine, "" when it is not."""
        return ""

    def lacks(self) -> str:
        """Return what this way still needs on this machine and how to get it, "" when that is nothing."""
        return ""

    @abstractmethod
    def is_running(self, lab: Lab) -> bool:
        """Tell whether this way runs the lab at the moment, even in part."""

    @abstractmethod
    def up(self, lab: Lab, cast: "Cast") -> None:
        """Start every service and return when all are healthy; on failure nothing is left running."""

    @abstractmethod
    def differences(self, lab: Lab, cast: "Cast") -> Sequence[str]:
        """Return in which settings the running lab differs from the one asked for, in words."""

    @abstractmethod
    def down(self, lab: Lab) -> bool:
        """Stop every service and remove what runs it; the state stays. False: there was nothing to stop."""

    @abstractmethod
    def forget(self, lab: Lab) -> None:
        """Remove the stored state of a lab that is down; the next start begins with the seed."""

    @abstractmethod
    def status(self, lab: Lab) -> list[ServiceStatus]:
        """Return every service in the order of the topology."""

    @abstractmethod
    def start(self, lab: Lab, service: str) -> None:
        """Start a service that is stopped or has died, and wait until it is healthy."""

    @abstractmethod
    def stop(self, lab: Lab, service: str) -> None:
        """Stop a service; nothing happens when it is stopped already."""

    @abstractmethod
    def restart(self, lab: Lab, service: str) -> None:
        """Stop and start a service; its state stays."""

    @abstractmethod
    def logs(self, lab: Lab, services: Sequence[str], *, follow: bool) -> Iterator[str]:
        """Yield log lines, those of several services led by their names; follow: until interrupted."""

    @abstractmethod
    def fetch_authority(self, lab: Lab) -> None:
        """Put the certificate to trust under LAB_TLS where `Lab.ca_file` says; made where there is none."""

    @abstractmethod
    def token(self, lab: Lab) -> str:
        """Return the bearer token of the running lab's control API."""
