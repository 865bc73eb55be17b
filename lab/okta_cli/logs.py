"""okta logs: the org's System Log (fact sheet 10.2)."""

import time
from typing import Annotated, Any

import typer

from lab.okta_cli.api import configured

COMMAND = typer.Typer()
_PAUSE = 1.0


@COMMAND.command()
def logs(
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on until it is stopped.")] = False,
) -> None:
    """Show what happened at the org."""
    api, since = configured(), ""
    seen: set[str] = set()
    while True:
        query = {"since": since} if since else {}
        for event in api.get("/logs", limit="1000", **query):
            if event["uuid"] not in seen:
                typer.echo(_line(event))
                seen.add(event["uuid"])
                since = event["published"]
        if not follow:
            return
        time.sleep(_PAUSE)


def _line(event: dict[str, Any]) -> str:
    outcome = event["outcome"]
    result = " ".join(part for part in (outcome["result"], outcome.get("reason") or "") if part)
    return f"{event['published']}  {event['eventType']}  {event['actor']['alternateId']}  {result}"
