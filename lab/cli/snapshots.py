"""snapshot, restore: copies of the whole lab's state."""

from typing import Annotated

import typer

from lab.cli._open import client_of, settings
from lab.cli._say import say

COMMAND = typer.Typer()
Name = Annotated[str, typer.Argument(help="Lower-case letters, digits and _.")]


@COMMAND.command()
def snapshot(name: Name) -> None:
    """Keep a copy of what all services stored."""
    with client_of(settings()) as client:
        client.snapshot(name)
    say(f"Kept as {name}; `python -m lab restore {name}` goes back to it.")


@COMMAND.command()
def restore(name: Name) -> None:
    """Go back to a copy; `seed` is the first day."""
    with client_of(settings()) as client:
        client.restore(name)
    say(f"Every service is back at {name}.")
