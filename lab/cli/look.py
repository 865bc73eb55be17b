"""status, logs, people: they look and change nothing."""

import os
from datetime import timedelta
from typing import Annotated

import typer

from lab.cli import _picture
from lab.cli._open import NOT_RUNNING, cast_of, service_named, settings
from lab.cli._say import say, table
from lab.runners import LabError, ServiceStatus, State, runner_named, runners, running_here
from lab.topology import SERVICES

COMMAND = typer.Typer()


@COMMAND.command()
def status() -> None:
    """Show every service: health, address, age.

    Then the ways to run it and the faults that there are. The exit code is 0 when all services are healthy.
    """
    lab = settings()
    runner = running_here(lab, os.environ)
    if runner is None:
        _show_registries()
        raise LabError(NOT_RUNNING)
    found = runner.status(lab)
    say(f"The lab runs as {runner.title}.\n")
    rows = [(each.name, _state(each), lab.url(each.name), _age(each.uptime), each.where) for each in found]
    table(("Service", "State", "Address", "For", "In"), rows)
    for each in found:
        if each.detail:
            say(f"{each.name}: {each.detail}")
    _show_registries()
    if not all(each.healthy for each in found):
        raise typer.Exit(1)


@COMMAND.command()
def logs(
    service: Annotated[str, typer.Argument(help="One service; all of them unless given.")] = "",
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on with what comes.")] = False,
) -> None:
    """Print what services have written."""
    lab = settings()
    names = [service_named(service)] if service else [each.name for each in SERVICES]
    # Files of processes are still there when the lab is down, and then they are wanted most.
    runner = running_here(lab, os.environ) or runner_named(os.environ.get("ENGINE") or "process")
    for line in runner.logs(lab, names, follow=follow):
        typer.echo(line)


@COMMAND.command()
def people() -> None:
    """Show who can sign in, and what happens then."""
    _picture.people(cast_of(settings()))


def _state(found: ServiceStatus) -> str:
    if found.healthy:
        return "healthy"
    return "not healthy" if found.state is State.RUNNING else str(found.state)


def _age(uptime: timedelta | None) -> str:
    if uptime is None:
        return ""
    seconds = int(uptime.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _show_registries() -> None:
    from lab.faults import all_faults

    say(f"\nWays to run: {', '.join(runners())}")
    say(f"Faults: {', '.join(all_faults())}")
