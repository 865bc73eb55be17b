"""snapshot, restore: copies of the whole lab's state."""

from typing import Annotated

import typer

from lab.cli._open import client_of, settings
from lab.cli._say import say
from lab.migration import kept

COMMAND = typer.Typer()
Name = Annotated[str, typer.Argument(help="Lower-case letters, digits and _.")]


@COMMAND.command()
def snapshot(name: Name) -> None:
    """Keep a copy of what all services stored."""
    lab = settings()
    with client_of(lab) as client:
        client.snapshot(name)
    kept.take(lab, name)
    say(f"Kept as {name}; `python -m lab restore {name}` goes back to it.")


@COMMAND.command()
def restore(name: Name) -> None:
    """Go back to a copy; `seed` is the first day."""
    lab = settings()
    with client_of(lab) as client:
        client.restore(name)
    kept.restore(lab, name)
    say(f"Every service is back at {name}.")
