"""What one indexed row costs by ORM, Core and driver: the reason for `mocks/kit/prepared.py`.

Run: `python -m bench.statements`.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Column, MetaData, String, Table, bindparam, create_engine, select
from sqlalchemy.orm import Session, registry

from mocks.kit.prepared import Prepared

_TABLE = Table("people", MetaData(), Column("id", String, primary_key=True), Column("name", String))


class _Person:
    """Mapped to the same table, for the ORM's turn."""


def _time(act: Callable[[], object], times: int = 2000) -> float:
    act()
    rounds = []
    for _ in range(5):
        before = time.process_time()
        for _ in range(times):
            act()
        rounds.append((time.process_time() - before) / times * 1e6)
    return statistics.median(rounds)


def main() -> None:
    registry().map_imperatively(_Person, _TABLE)
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        _TABLE.metadata.create_all(engine)
        with engine.connect() as db:
            db.execute(_TABLE.insert(), [{"id": str(number), "name": "n"} for number in range(1000)])
            core = select(_TABLE).where(_TABLE.c.id == bindparam("wanted"))
            prepared, session = Prepared(core), Session(db)

            def orm() -> object:
                session.expunge_all()
                return session.get(_Person, "500")

            print("| way | us a row |\n| --- | --- |")
            print(f"| ORM | {_time(orm):.0f} |")
            print(f"| Core | {_time(lambda: db.execute(core, {'wanted': '500'}).first()):.0f} |")
            print(f"| prepared | {_time(lambda: prepared.first(db, {'wanted': '500'})):.0f} |")


if __name__ == "__main__":
    main()
