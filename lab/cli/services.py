"""start, stop, restart, serve: one service."""

import os
from collections.abc import Mapping
from typing import Annotated

import typer

from lab.cli._open import cast_of, running, service_named, settings
from lab.cli._say import say
from lab.runners import LabError
from lab.topology import from_environment

COMMAND = typer.Typer()
Service = Annotated[str, typer.Argument(help="Its name, as `status` shows it.", callback=service_named)]


@COMMAND.command()
def start(service: Service) -> None:
    """Start a service that is stopped or has died."""
    lab = settings()
    running(lab).start(lab, service)
    say(f"{service} runs at {lab.url(service)}.")


@COMMAND.command()
def stop(service: Service) -> None:
    """Stop a service, to see the others without it."""
    lab = settings()
    running(lab).stop(lab, service)
    say(f"{service} is stopped; `python -m lab start {service}` starts it again.")


@COMMAND.command()
def restart(service: Service) -> None:
    """Stop and start a service. What it stored stays."""
    lab = settings()
    running(lab).restart(lab, service)
    say(f"{service} runs again at {lab.url(service)}.")


@COMMAND.command()
def serve(
    service: Service,
    bind: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve one service in the foreground."""
    given: Mapping[str, str] = os.environ
    if not (given.get("LAB_PUBLISH") or given.get("LAB_LISTEN")):
        # A container is told where its port is published; elsewhere the address itself says who can reach it.
        given = {**given, "LAB_LISTEN": bind}
    lab = from_environment(given)
    cast = cast_of(lab)
    from lab import host
    from lab.planted import StateOfAnotherSeed
    from mocks.kit.store import StateOfAnotherVersion

    try:
        host.serve(host.Host(service, lab, cast), bind)
    except (StateOfAnotherSeed, StateOfAnotherVersion, OSError) as error:
        raise LabError(f"{service} does not start: {error}") from error
