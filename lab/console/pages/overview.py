"""What runs, who can sign in, what to try first."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Blueprint, render_template

from lab.cast import people
from lab.console.desk import desk, states
from lab.topology import Lab

TITLE = "Overview"
bp = Blueprint("overview", __name__)

_LATEST = 3


@bp.get("/")
def index() -> str:
    here = desk()
    with ThreadPoolExecutor(1) as aside:
        # At the same time, so that a service that hangs is waited for once.
        reading = aside.submit(here.flows.read)
        shown = states()
        flows, _ = reading.result()
    return render_template(
        "overview.html",
        states=shown,
        people=list(people(here.cast)),
        flows=flows[:_LATEST],
        application=here.lab.url("webapp"),
        settings=_settings(here.lab),
    )


def _settings(lab: Lab) -> dict[str, str]:
    """Return what the lab was started with, in words."""
    return {
        # The one thing that docker-compose.lab.yml does and nobody else: state on a volume mounted at the root.
        "Engine": "containers" if lab.state == Path("/state") else "processes on this machine",
        "Cast": str(lab.seed),
        "State": lab.database_url.partition("://")[0] if lab.database_url else str(lab.state),
        "Workers for each service": str(lab.workers),
        "Listens on": lab.listen,
        "A service waits for another": f"{lab.peer_timeout:g} seconds",
    }
