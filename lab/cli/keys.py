"""rotate-keys: a change of signing keys, as it happens to every relying party some day."""

from typing import Annotated

import typer

from lab.cli._open import client_of, settings
from lab.cli._say import say

COMMAND = typer.Typer()


@COMMAND.command("rotate-keys")
def rotate_keys(service: Annotated[str, typer.Argument(help="Whose keys.")] = "azure-ad") -> None:
    """Have a service sign with its next keys."""
    with client_of(settings()) as client:
        client.rotate_keys(service)
    say(f"{service} signs with its next keys; the old ones stay in its key set.")
