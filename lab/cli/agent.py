"""agent: what the directory agent does, and how it is."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lab.cli._open import org_of, settings
from lab.cli._say import say
from lab.runners import LabError

if TYPE_CHECKING:
    from lab.org_api import OrgApi

COMMAND = typer.Typer()
_AGENT = typer.Typer(no_args_is_help=True, help="The directory agent: Azure AD's people mirrored into Okta.")
COMMAND.add_typer(_AGENT, name="agent")
_PAUSE, _ATTEMPTS = 0.1, 50


@_AGENT.command("import")
def run_import(
    full: Annotated[bool, typer.Option(help="Read everything, not only what has changed.")] = False,
    ignore_safeguard: Annotated[bool, typer.Option(help="Go on although many people would be removed.")] = False,
) -> None:
    """Have the agent import, and wait for it."""
    with _org() as (org, source):
        imports = f"/identity-sources/{source}/imports"
        wanted = {"mode": "FULL" if full else "INCREMENTAL", "ignoreSafeguard": ignore_safeguard}
        _await_agent(org)
        done = _wait(org, f"{imports}/{org.post(imports, wanted)['id']}")
        if error := done["result"].get("error"):
            raise LabError(f"The import did not succeed. {error}")
        sent = ", ".join(f"{count} {what}" for what, count in done["result"]["sent"].items())
        say(f"The agent told the org of: {sent or 'nothing, nothing has changed'}.")
        _say_results(org, source)


@_AGENT.command()
def status() -> None:
    """Say how the agent is, and whom the org has from it."""
    with _org() as (org, source):
        for pool in org.get("/agentPools"):
            names = ", ".join(f"{agent['name']} {agent['operationalStatus'].lower()}" for agent in pool["agents"])
            say(f"{pool['name']}: {pool['operationalStatus'].lower()} ({names or 'no agent has called yet'})")
        _say_results(org, source)


@contextmanager
def _org() -> Iterator[tuple["OrgApi", str]]:
    """Hand out the org's API and the id of the agent's identity source."""
    with org_of(settings()) as (org, cast):
        yield org, cast.ad_agent.source_id


def _await_agent(org: "OrgApi") -> None:
    """Give an agent the moment that it needs after a start or a reset."""
    for _ in range(_ATTEMPTS):
        if any(pool["operationalStatus"] in ("OPERATIONAL", "DEGRADED") for pool in org.get("/agentPools")):
            return
        time.sleep(_PAUSE)


def _wait(org: "OrgApi", path: str) -> dict[str, Any]:
    """Wait for the end of an import, saying how far it is."""
    said = ""
    while True:
        found: dict[str, Any] = org.get(path)
        if found["state"] == "DONE":
            return found
        now = ", ".join(f"{count} {what}" for what, count in found["progress"].items())
        if now != said:
            say(f"  {now} …")
        said = now
        time.sleep(_PAUSE)


def _say_results(org: "OrgApi", source: str) -> None:
    results = org.get(f"/identity-sources/{source}")["_embedded"]["results"]
    confirmed = sum(results.get("CONFIRMED", {}).values())
    waiting = sum(results.get("PENDING", {}).values())
    say(f"Users of the org from there: {confirmed}. Waiting for a decision: {waiting}.")
