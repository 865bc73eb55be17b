"""The services' log files, read once or as they grow."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from lab.topology import Lab

_TAIL = 8192
_TURN = 0.2


def log_of(lab: Lab, name: str) -> Path:
    """Return where a service, or the supervisor, writes."""
    return lab.state / "logs" / f"{name}.log"


def read(files: Mapping[str, Path], *, follow: bool) -> Iterator[str]:
    """Yield the lines of each file, led by its name when there are several; follow: go on for ever."""
    readers = {name: _Reader(path) for name, path in files.items()}
    width = max(map(len, files), default=0)
    while True:
        for name, reader in readers.items():
            for line in reader.lines(whole_ones=follow):
                yield f"{name:<{width}}  {line}" if len(files) > 1 else line
        if not follow:
            return
        time.sleep(_TURN)


def last_line(path: Path) -> str:
    """Return the last line that is not empty, "" when there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _TAIL, 0))
        lines = file.read().decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


class _Reader:
    """Reads a file as far as it has grown, and begins anew when another one has its name."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._place = (0, 0)

    def lines(self, *, whole_ones: bool) -> list[str]:
        """Return what is new; whole_ones: leave a line that has no end yet for later."""
        if not self._path.exists():
            return []
        number, offset = self._place
        with self._path.open("rb") as file:
            found = self._path.stat().st_ino
            file.seek(offset if found == number else 0)
            text, end, rest = file.read().rpartition(b"\n")
            self._place = (found, file.tell() - len(rest))
        return (text + end + (b"" if whole_ones else rest)).decode(errors="replace").splitlines()
