"""Local processes under one supervisor, their state and logs in the lab's folder."""

import itertools
import os
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lab.health import trouble
from lab.runners import _channel, _claim, _logs, _ports
from lab.runners._base import LabError, Runner, ServiceStatus, State
from lab.runners._channel import NobodyThere
from lab.runners._logs import log_of
from lab.runners._state import forget
from lab.secrets import control_token
from lab.topology import SERVICES, Lab

if TYPE_CHECKING:
    from lab.cast import Cast

_LIMIT = 30.0
_TURN = 0.01
_PATIENCE = 5.0
_BUSY = "Another `up` or `down` is at work on this lab; `make lab-status` shows how far it is."


class Processes(Runner):
    """Runs the lab without any engine."""

    name = "process"
    title = "local processes"

    def is_running(self, lab: Lab) -> bool:
        try:
            _ask(lab, "status")
        except NobodyThere:
            return False
        return True

    def up(self, lab: Lab, cast: "Cast") -> None:
        claim = _claim.take(lab.state)
        if claim is None:
            raise LabError(_BUSY)
        try:
            _channel.forget_address(lab.state)
            _ports.check(lab)
            _launch(lab, cast, claim)
        finally:
            os.close(claim)
        try:
            _wait(lab, [service.name for service in SERVICES])
        except BaseException:
            self.down(lab)
            raise

    def differences(self, lab: Lab, cast: "Cast") -> Sequence[str]:
        from lab.planted import digest

        there = _channel.read_address(lab.state)
        settings = [
            f"{name} is {there.environment.get(name) or 'not set'} there and {wanted or 'not set'} here"
            for name, wanted in lab.environment.items()
            if there.environment.get(name) != wanted
        ]
        return settings or ([] if there.seed == digest(cast) else [f"{lab.seed} has changed since"])

    def down(self, lab: Lab) -> bool:
        try:
            _ask(lab, "down")
        except NobodyThere:
            if _claim.wait_until_free(lab.state, 0.0):
                return False
            _end_silent_supervisor(lab)
        if not _claim.wait_until_free(lab.state, _PATIENCE):
            raise LabError(_BUSY)
        _channel.forget_address(lab.state)
        return True

    def forget(self, lab: Lab) -> None:
        forget(lab)

    def status(self, lab: Lab) -> list[ServiceStatus]:
        try:
            found = {each["name"]: each for each in _ask(lab, "status")["services"]}
        except NobodyThere:
            found = {}
        return [_status(lab, service.name, found.get(service.name)) for service in SERVICES]

    def start(self, lab: Lab, service: str) -> None:
        _ask_running(lab, "start", service)
        _wait(lab, [service])

    def stop(self, lab: Lab, service: str) -> None:
        _ask_running(lab, "stop", service)

    def restart(self, lab: Lab, service: str) -> None:
        self.stop(lab, service)
        self.start(lab, service)

    def logs(self, lab: Lab, services: Sequence[str], *, follow: bool) -> Iterator[str]:
        return _logs.read({service: log_of(lab, service) for service in services}, follow=follow)

    def fetch_authority(self, lab: Lab) -> None:
        from lab import certificates

        certificates.ensure(lab)

    def token(self, lab: Lab) -> str:
        return control_token(lab)


RUNNER = Processes()


def _launch(lab: Lab, cast: "Cast", claim: int) -> None:
    from lab.runners._launch import launch

    if wrong := launch(lab, cast, claim):
        raise LabError(f"The supervisor did not start: {wrong}. {log_of(lab, 'supervisor')} says more.")


def _ask(lab: Lab, verb: str, service: str = "") -> Any:
    return _channel.ask(_channel.read_address(lab.state), verb, service)


def _ask_running(lab: Lab, verb: str, service: str) -> None:
    try:
        _ask(lab, verb, service)
    except NobodyThere as error:
        raise LabError("The lab is not running; `make lab-up` starts it.") from error


def _wait(lab: Lab, services: Sequence[str]) -> None:
    """Wait until services are healthy; raises LabError as soon as one of them has died."""
    token, end = control_token(lab), time.monotonic() + _LIMIT
    pending = dict.fromkeys(services, "")
    for turn in itertools.count():
        pending = {service: why for service in pending if (why := trouble(lab, service, token, 1.0))}
        if not pending:
            return
        if turn % 5 == 0:
            _check_alive(lab, pending)
        if time.monotonic() > end:
            words = "; ".join(f"{service} {why}" for service, why in pending.items())
            raise LabError(f"Not healthy after {_LIMIT:g} seconds: {words}. {log_of(lab, '')} says more.")
        time.sleep(_TURN)


def _check_alive(lab: Lab, services: Iterable[str]) -> None:
    try:
        found = {each["name"]: each for each in _ask(lab, "status")["services"]}
    except NobodyThere as error:
        raise LabError(f"The supervisor has ended; {log_of(lab, 'supervisor')} says more.") from error
    for service in services:
        if found[service]["code"] is not None:
            raise LabError(f"{service} did not start: {_death(lab, found[service])}")


def _status(lab: Lab, service: str, found: dict[str, Any] | None) -> ServiceStatus:
    if found is None or (found["code"] is not None and found["told"]):
        return ServiceStatus(service, State.STOPPED, healthy=False)
    if found["code"] is not None:
        return ServiceStatus(service, State.DIED, healthy=False, detail=_death(lab, found))
    why = trouble(lab, service, control_token(lab), 2.0)
    uptime, where = timedelta(seconds=found["seconds"]), f"process {found['pid']}"
    return ServiceStatus(service, State.RUNNING, not why, where, uptime, why)


def _death(lab: Lab, found: dict[str, Any]) -> str:
    """Say how a service ended: in its own words, else its exit code and the last line of its log."""
    if found["why"]:
        return str(found["why"])
    code = found["code"]
    ended = f"ended by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    last = _logs.last_line(log_of(lab, found["name"]))
    return f"{ended}; the last line of its log: {last}" if last else ended


def _end_silent_supervisor(lab: Lab) -> None:
    """End the supervisor that holds the lab but does not answer; its services end with it."""
    try:
        # Whoever takes the claim first removes the address of the one before: this one is the holder's.
        pid = _channel.read_address(lab.state).pid
        os.kill(pid, signal.SIGTERM)
        if not _claim.wait_until_free(lab.state, _PATIENCE):
            os.kill(pid, signal.SIGKILL)
    except (NobodyThere, ProcessLookupError):
        return
