"""Where the stores of a test live: SQLite files always, PostgreSQL where there is one."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import MetaData

from mocks.kit.store import Store

_numbers = count(1)


@dataclass(frozen=True)
class Database:
    """A place for stores. folder: of SQLite files. url: of a PostgreSQL database, in which each store has a schema."""

    folder: Path
    url: str | None = None

    def store(self, name: str, metadata: MetaData, **options: str) -> Store:
        """Open the store of that name; the same name in the same database is the same data."""
        if self.url is None:
            return Store(f"sqlite:///{self.folder / name}.sqlite", metadata, **options)
        return Store(self.url, metadata, schema=f"{self.folder.name}_{name}".replace("-", "_"), **options)


def fresh(folder: Path, url: str | None) -> Database:
    """Return a database that no other test uses."""
    own = folder / f"db{os.getpid()}_{next(_numbers)}"
    own.mkdir()
    return Database(own, url)


def given_url() -> str | None:
    """Return the PostgreSQL database that the environment names for tests."""
    return os.environ.get("LAB_TEST_DATABASE_URL")


def server_programs() -> Path | None:
    """Return the folder of PostgreSQL's server programs, None when they are not installed."""
    on_path = shutil.which("initdb")
    places = [Path(on_path).parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


@contextmanager
def running_server(programs: Path) -> Iterator[str]:
    """Start a PostgreSQL server of our own, which listens on a socket file alone; yield its URL."""
    with tempfile.TemporaryDirectory(prefix="lab-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        as_user = _unprivileged(folder)
        data = str(folder / "data")
        _run([*as_user, str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "lab", "--no-sync", "-E", "UTF8"])
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
        control = [*as_user, str(programs / "pg_ctl"), "-D", data, "-w"]
        _run([*control, "-o", options, "-l", str(folder / "log"), "start"])
        try:
            yield f"postgresql+psycopg://lab@/postgres?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"])


def _unprivileged(folder: Path) -> Sequence[str]:
    """Return how to run a program as somebody else than root, as PostgreSQL demands; the folder becomes theirs."""
    if os.geteuid() != 0:
        return ()
    nobody = pwd.getpwnam("nobody")
    shutil.chown(folder, nobody.pw_uid)
    return ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")


def _run(command: Sequence[str]) -> None:
    # Output goes to a file: a server started here would keep a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdout=output, stderr=output, cwd="/", check=False)
        output.seek(0)
        assert done.returncode == 0, f"{command[0]}: {output.read().decode(errors='replace')}"
