"""doctor: what is wrong here, and what to do."""

from itertools import chain

import typer

from lab.cli._open import settings
from lab.cli._say import say

COMMAND = typer.Typer()


@COMMAND.command()
def doctor() -> None:
    """Say what is wrong here, and what to do."""
    from lab.doctor import certificates, machine, whole

    lab, ill = settings(), 0
    checks = (*machine.CHECKS, *certificates.CHECKS, *whole.CHECKS)
    for finding in chain.from_iterable(check(lab) for check in checks):
        ill += not finding.ok
        say(f"{'ok    ' if finding.ok else 'NOT OK'}  {finding.about}: {finding.found}", None if finding.ok else "red")
        if not finding.ok and finding.remedy:
            say(f"        {finding.remedy}")
    say(f"\n{'Nothing is wrong.' if not ill else f'{ill} to mend.'}")
    if ill:
        raise typer.Exit(1)
