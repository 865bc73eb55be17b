"""up, down, reset."""

import gc
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli import _picture
from lab.cli._open import cast_of, client_of, settings
from lab.cli._say import say
from lab.migration import kept
from lab.runners import CannotRunHere, Choice, LabError, Runner, choose, runner_named, runners, running_here
from lab.topology import Lab

if TYPE_CHECKING:
    from lab.cast import Cast

COMMAND = typer.Typer()
_BLANK = Path(__file__).resolve().parents[1] / "seeds" / "blank.yaml"
"""A tenant with people, an org with an administrator, and nothing between them."""


@COMMAND.command()
def up(
    blank: Annotated[bool, typer.Option("--blank", help="Nothing is connected yet: for the tutorial.")] = False,
) -> None:
    """Start the lab and wait until it is healthy."""
    # Imports make hardly any garbage, and looking for it all the while takes a tenth of the start.
    gc.disable()
    begun = time.monotonic()
    lab = replace(settings(), seed=_BLANK) if blank else settings()
    there = running_here(lab, os.environ)
    cast = cast_of(lab)
    if there:
        _check_running(there, lab, cast)
    else:
        runner = _start(choose(os.environ), lab, cast)
        say(f"The lab runs: {runner.title}, healthy after {time.monotonic() - begun:.1f} seconds.\n")
    _picture.addresses(lab)
    say()
    _picture.people(cast)
    _picture.exposure(lab)
    _picture.next_steps(lab, cast)


@COMMAND.command()
def down(state: Annotated[bool, typer.Option("--state", help="Forget what the services stored, too.")] = False) -> None:
    """Stop the lab. What it stored stays.

    Ends processes, removes containers and their network.
    """
    lab = settings()
    stopped = [runner.title for runner in _possible() if runner.down(lab)]
    say(f"The lab is down ({', '.join(stopped)})." if stopped else "The lab is not running.")
    if state:
        _forget(lab)


@COMMAND.command()
def reset() -> None:
    """Go back to the seed, without faults, at real time.

    A lab that is down forgets what it stored: its next start begins with the seed.
    """
    lab = settings()
    if running_here(lab, os.environ) is None:
        _forget(lab)
        return
    with client_of(lab) as client:
        begun = time.monotonic()
        client.reset()
        kept.restore(lab, "seed")
        say(f"{len(client.services)} services are back at their seed after {(time.monotonic() - begun) * 1000:.0f} ms.")


def _check_running(there: Runner, lab: Lab, cast: "Cast") -> None:
    """Say that the lab runs already; raises LabError when that is not the lab that was asked for, or not healthy."""
    if differences := there.differences(lab, cast):
        raise LabError(
            f"The lab is running already ({there.title}), with other settings: {'; '.join(differences)}. "
            "`make lab-down` stops it, `make lab-up` starts it with these."
        )
    if ill := [f"{each.name} {each.detail or each.state}" for each in there.status(lab) if not each.healthy]:
        raise LabError(
            f"The lab is running already ({there.title}), but not whole: {'; '.join(ill)}. "
            "`python -m lab start SERVICE` starts one again."
        )
    say(f"The lab is running already ({there.title}); nothing was changed.\n")


def _start(choice: Choice, lab: Lab, cast: "Cast") -> Runner:
    """Start the lab as chosen; where that cannot be done here and nobody insisted, as processes."""
    say(f"Starting the lab as {choice.runner.title}: {choice.why}.")
    try:
        choice.runner.up(lab, cast)
    except CannotRunHere as error:
        if choice.is_asked_for:
            raise
        instead = runner_named("process")
        say(f"{error}\nGoing on with {instead.title}.")
        instead.up(lab, cast)
        return instead
    return choice.runner


def _possible() -> list[Runner]:
    """Return the ways in which the lab may run: the one in ENGINE, else all that can be taken here."""
    if name := os.environ.get("ENGINE"):
        return [runner_named(name)]
    return [runner for runner in runners().values() if not runner.missing()]


def _forget(lab: Lab) -> None:
    for runner in _possible():
        runner.forget(lab)
    kept.restore(lab, "seed")
    say("What the services stored is forgotten; the next start begins with the seed.")
