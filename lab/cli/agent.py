"""agent: what the directory agent does, and how it is."""

import time
from typing import Annotated, Any

import typer

from lab.cli._open import cast_of, running, settings
from lab.cli._say import say
from lab.runners import LabError

COMMAND = typer.Typer()
_AGENT = typer.Typer(no_args_is_help=True, help="The directory agent: Azure AD's people mirrored into Okta.")
COMMAND.add_typer(_AGENT, name="agent")
_PAUSE = 0.1


@_AGENT.command("import")
def run_import(
    full: Annotated[bool, typer.Option(help="Read everything, not only what has changed.")] = False,
    ignore_safeguard: Annotated[bool, typer.Option(help="Go on although many people would be removed.")] = False,
) -> None:
    """Have the agent import, and wait for it."""
    org, source = _org()
    wanted = {"mode": "FULL" if full else "INCREMENTAL", "ignoreSafeguard": ignore_safeguard}
    asked = org.post(f"/identity-sources/{source}/imports", wanted)
    done = _wait(org, f"/identity-sources/{source}/imports/{asked['id']}")
    if error := done["result"].get("error"):
        raise LabError(f"The import did not succeed. {error}")
    sent = ", ".join(f"{count} {what}" for what, count in done["result"]["sent"].items())
    say(f"The agent told the org of: {sent or 'nothing, nothing has changed'}.")
    _say_results(org, source)


@_AGENT.command()
def status() -> None:
    """Say how the agent is, and whom the org has from it."""
    org, source = _org()
    for pool in org.get("/agentPools"):
        names = ", ".join(f"{agent['name']} {agent['operationalStatus'].lower()}" for agent in pool["agents"])
        say(f"{pool['name']}: {pool['operationalStatus'].lower()} ({names or 'no agent has called yet'})")
    _say_results(org, source)


def _org() -> tuple[Any, str]:
    from lab.org_api import OrgApi, OrgRefuses

    lab = settings()
    running(lab)
    cast = cast_of(lab)
    org = OrgApi(lab, cast)
    try:
        org.get(f"/identity-sources/{cast.ad_agent.source_id}")
    except OrgRefuses as error:
        raise LabError(f"The org does not answer as it should. {error}") from error
    return org, cast.ad_agent.source_id


def _wait(org: Any, path: str) -> dict[str, Any]:
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


def _say_results(org: Any, source: str) -> None:
    results = org.get(f"/identity-sources/{source}")["_embedded"]["results"]
    confirmed = sum(results.get("CONFIRMED", {}).values())
    waiting = sum(results.get("PENDING", {}).values())
    say(f"Users of the org from there: {confirmed}. Waiting for a decision: {waiting}.")
