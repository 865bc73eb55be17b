"""clock: the lab's time, for all services at once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from lab.cli._open import client_of, settings
from lab.cli._say import say

COMMAND = typer.Typer()

_LENGTH = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def length(text: str) -> timedelta:
    """Read a length of time such as `1d2h` or `90m`."""
    match = _LENGTH.fullmatch(text.strip())
    if not text.strip() or match is None:
        raise typer.BadParameter(f"{text!r} is no length of time; write days, hours, minutes, seconds as in 1d2h30m5s")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def moment(text: str) -> datetime:
    """Read a moment as ISO 8601 writes it; UTC unless it says otherwise."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no moment; write it as in 2026-03-01T09:00") from error
    return read if read.tzinfo else read.replace(tzinfo=UTC)


@COMMAND.command()
def clock(
    advance: Annotated[timedelta | None, typer.Option(parser=length, metavar="1d2h", help="Go forward.")] = None,
    at: Annotated[datetime | None, typer.Option(parser=moment, metavar="ISO", help="Go to a moment.")] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Go back to the machine's time.")] = False,
) -> None:
    """Show the lab's time, or move it.

    Tokens, sessions and lockouts of all services follow at once.
    """
    if (advance is not None) + (at is not None) + reset > 1:
        raise typer.BadParameter("one of --advance, --at and --reset at a time")
    with client_of(settings()) as client:
        if advance is not None:
            client.advance(advance)
        elif at is not None:
            client.go_to(at)
        elif reset:
            client.set_offset(timedelta())
        offsets = client.offsets()
        say(f"The lab's time is {client.now():%Y-%m-%d %H:%M:%S} UTC, {_distance(max(offsets.values()))}.")
        if len(set(offsets.values())) > 1:
            apart = ", ".join(f"{service} {_distance(offset)}" for service, offset in offsets.items())
            say(f"The services are not at one time: {apart}. `python -m lab clock --reset` puts them together.")


def _distance(offset: timedelta) -> str:
    if not offset:
        return "the same as the machine's"
    length = timedelta(seconds=round(abs(offset).total_seconds()))
    return f"{length} {'ahead of' if offset > timedelta() else 'behind'} the machine's"
