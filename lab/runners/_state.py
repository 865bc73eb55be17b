"""What the services of a lab have stored on this machine, and how it is forgotten.

Only what the lab itself makes is removed: a state folder may be anybody's folder.
"""

import shutil

from lab.topology import SERVICES, Lab

_PARTS = ("state", "probe")


def forget(lab: Lab) -> None:
    """Remove what the services have stored; passwords that were made for this lab and its control token stay."""
    for service in SERVICES:
        folder = lab.state_of(service.name)
        if folder.exists():
            shutil.rmtree(folder)
    if lab.database_url:
        _drop_schemas(lab, lab.database_url)


def _drop_schemas(lab: Lab, url: str) -> None:
    from sqlalchemy import create_engine, text
    from sqlalchemy.schema import DropSchema

    ours = tuple(lab.schema_of(service.name, part) for service in SERVICES for part in _PARTS)
    engine = create_engine(url)
    with engine.begin() as db:
        there = db.execute(text("SELECT schema_name FROM information_schema.schemata")).scalars().all()
        for name in there:
            # Snapshots, and an org's own schema, are named after the service's.
            if name in ours or name.startswith(tuple(f"{own}_" for own in ours)):
                db.execute(DropSchema(name, cascade=True))
    engine.dispose()
