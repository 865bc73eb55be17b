"""seed: more people than a cast names, to see how large directories behave."""

from typing import Annotated

import typer

from lab.cli._open import client_of, settings
from lab.cli._say import say

COMMAND = typer.Typer()
_AT_ONCE = 5000


@COMMAND.command()
def seed(
    users: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many; the same ones at every run.")] = 1000,
) -> None:
    """Make many people in Azure AD, until the next reset."""
    made = 0
    with client_of(settings()) as client:
        for first in range(0, users, _AT_ONCE):
            made += client.make_people("azure-ad", first, min(_AT_ONCE, users - first))
            say(f"{min(first + _AT_ONCE, users):,} of {users:,}")
    say(f"Made {made:,} people, in teams of fifty; the others were there. Each has the password Everybody-in-Azure-1.")
