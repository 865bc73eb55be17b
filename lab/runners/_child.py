"""One service as a child of the supervisor: forked from what is imported already, watched, ended by its id."""

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_LONGEST_REPORT = 4096


@dataclass(slots=True)
class Child:
    """A service's process.

    report: a pipe on which it says why it cannot start. since: when it was forked, monotonic. told: it was asked to
    end. code: how it ended, None while it runs. why: what it said.
    """

    service: str
    pid: int
    report: int
    since: float
    told: bool = False
    code: int | None = None
    why: str = ""

    def poll(self) -> bool:
        """Notice whether the process has ended; end what it may have left in its process group. True: it has."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
                self._kill_group()
                self.why = os.read(self.report, _LONGEST_REPORT).decode(errors="replace")
                os.close(self.report)
        return self.code is not None

    def terminate(self) -> None:
        """Ask the process to end; its workers end with it."""
        if self.code is None:
            self.told = True
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        if self.code is None:
            self._kill_group()

    def _kill_group(self) -> None:
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # Nobody is left; macOS says "not permitted" of a group whose members have all ended.
            return


def fork(service: str, run: Callable[[], None], log: Path, release: Callable[[], None]) -> Child:
    """Run a service in a new process. release: closes there what only the supervisor may hold."""
    rotate(log)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        _become(run, log, release, writer)
    os.close(writer)
    return Child(service, pid, reader, time.monotonic())


def rotate(log: Path) -> None:
    """Begin a new log and keep the one before."""
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))
    log.touch(mode=0o600)


def detach(log: Path) -> None:
    """Leave the terminal behind, with whatever else this program was handed open; write to a log from now on."""
    os.setsid()
    null, output = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND)
    for source, target in ((null, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.close(null)
    os.close(output)


def close_inherited() -> None:
    """Close the files that came with the start of this program, a pipe of `make` say: ours are not inheritable."""
    for number in [int(file.name) for file in Path("/dev/fd").iterdir()]:
        try:
            if number > 2 and os.get_inheritable(number):
                os.close(number)
        except OSError:
            # The one that listing them took.
            continue


def end_with(lifeline: int, how: signal.Signals) -> None:
    """Send this process a signal once another one has ended, in whatever way.

    lifeline: a pipe whose other end that one alone holds.
    """

    def watch() -> None:
        os.read(lifeline, 1)
        os.kill(os.getpid(), how)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()


def _become(run: Callable[[], None], log: Path, release: Callable[[], None], report: int) -> None:
    """Be the service; never returns."""
    code = 1
    try:
        release()
        detach(log)
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        run()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException as error:
        traceback.print_exc()
        os.write(report, _words(error).encode()[:_LONGEST_REPORT])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Not sys.exit: what the process inherited is not its to clean up.
        os._exit(code)


def _words(error: BaseException) -> str:
    """Return what an error says, in a line; one that is not of this project says less, so its name goes before it."""
    ours = type(error).__module__.partition(".")[0] in ("lab", "mocks", "webapp")
    first = next(iter(str(error).splitlines()), "")
    return first if ours else f"{type(error).__name__}: {first}"
