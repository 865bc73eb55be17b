"""fault list, on, clear: wanted deviations."""

import os
from typing import Annotated

import typer

from lab.cli._open import client_of, service_named, settings
from lab.cli._say import say, table
from lab.runners import running_here

COMMAND = typer.Typer()
_FAULT = typer.Typer(help="Let a service do something wrong.", no_args_is_help=True)
COMMAND.add_typer(_FAULT, name="fault")


def parameter(text: str) -> tuple[str, float]:
    """Read `name=number`."""
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a name with a number, as in seconds=5") from error


@_FAULT.command("list")
def list_faults() -> None:
    """Show the faults that there are, and those that are on."""
    from lab.faults import all_faults

    there = all_faults().values()
    table(("Fault", "What happens"), [(each.name, f"{each.summary} ({', '.join(each.services)})") for each in there])
    lab = settings()
    if running_here(lab, os.environ) is None:
        return
    with client_of(lab) as client:
        active = client.faults()
    say("\nOn now:" if active else "\nNone is on.")
    for each in active:
        left = "until cleared" if each.remaining is None else f"{each.remaining} more"
        values = "".join(f", {name} {value:g}" for name, value in each.parameters.items())
        say(f"  {each.name} at {each.service}, path {each.path}, {left}{values}")


@_FAULT.command("on")
def switch_on(
    name: Annotated[str, typer.Argument(help="As `fault list` shows it.")],
    service: Annotated[str, typer.Option("--service", callback=service_named, help="Where it happens.")],
    path: Annotated[str, typer.Option(help="Which requests: a pattern of paths.")] = "*",
    count: Annotated[int | None, typer.Option(min=1, help="How many times; until cleared unless given.")] = None,
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=NUMBER", help="How much of it, as in seconds=5.")
    ] = None,
) -> None:
    """Switch a fault on at one service."""
    parameters = dict(map(parameter, values or []))
    with client_of(settings()) as client:
        client.switch_on(service, name, path=path, count=count, **parameters)
    say(f"{name} is on at {service}; `python -m lab fault clear` switches all off.")


@_FAULT.command("clear")
def clear() -> None:
    """Switch every fault off."""
    with client_of(settings()) as client:
        client.clear_faults()
    say("No fault is on.")
