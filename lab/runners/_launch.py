"""Forks the supervisor, so that it outlives the verb that started it."""

import gc
import os
import sys
import traceback

from lab.cast import Cast
from lab.runners import _channel, _child
from lab.runners._logs import log_of
from lab.topology import Lab


def launch(lab: Lab, cast: Cast, claim: int) -> str:
    """Fork a supervisor that outlives this process; return when it can be asked, "" or what went wrong."""
    reader, writer = os.pipe()
    starter = os.fork()
    if starter == 0:
        # Twice, so that nobody has to wait for the supervisor: it is handed to the system's first process.
        if os.fork() == 0:
            _be_supervisor(lab, cast, claim, writer)
        os._exit(0)
    os.close(writer)
    os.waitpid(starter, 0)
    with os.fdopen(reader) as report:
        return report.read()


def _be_supervisor(lab: Lab, cast: Cast, claim: int, report: int) -> None:
    """Be the supervisor; never returns."""
    try:
        log = log_of(lab, "supervisor")
        _child.rotate(log)
        _child.detach(log)
        _child.close_inherited()
        # Imports make hardly any garbage, and looking for it all the while takes a tenth of their time.
        gc.disable()
        from lab.runners._supervisor import Supervisor

        supervisor = Supervisor(lab, cast, claim)
        os.close(report)
        supervisor.start_all()
        gc.enable()
        supervisor.watch()
        _channel.forget_address(lab.state)
    except BaseException as error:
        traceback.print_exc()
        _tell(report, f"{type(error).__name__}: {error}")
    finally:
        sys.stderr.flush()
        os._exit(0)


def _tell(report: int, words: str) -> None:
    """Tell whoever waits for the start; once it has succeeded nobody does."""
    try:
        os.write(report, words.encode())
    except OSError:
        return
