"""Who may run a lab from a state folder: one at a time, however they began and however they ended.

The right is a lock on an open file, inherited by the supervisor. The kernel gives it back when the last holder ends,
so no process id has to be believed after a crash or a restart of the machine.
"""

import fcntl
import os
import time
from pathlib import Path

_FILE = "lock"


def take(state: Path) -> int | None:
    """Return a file descriptor that holds the right, None when somebody else has it."""
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    claim = os.open(state / _FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(claim)
        return None
    return claim


def wait_until_free(state: Path, limit: float) -> bool:
    """Wait until nobody holds the right; False when somebody still does after `limit` seconds."""
    end = time.monotonic() + limit
    while (claim := take(state)) is None:
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    os.close(claim)
    return True
