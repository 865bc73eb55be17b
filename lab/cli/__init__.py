"""The verbs of `python -m lab`: parse, call, print. One file for each group of verbs.

A verb imports what it needs when it is called: `--help` and the quick verbs do not wait for what others use.
"""

import sys
from collections.abc import Sequence

import typer

from lab.cli import agent, ca, clock, doctor, faults, keys, lifecycle, look, migrate, seed, services, snapshots
from lab.runners import LabError
from lab.topology import SettingsError

_GROUPS = (lifecycle, look, services, clock, faults, snapshots, seed, agent, migrate, keys, doctor, ca)
"""In the order in which `--help` shows them."""


def app() -> typer.Typer:
    whole = typer.Typer(
        help="The Coexistence Lab: Azure AD and Okta side by side, offline, on this machine.",
        epilog="ENGINE=process|compose says how to run it; LAB_* variables change addresses, state and seed.",
        no_args_is_help=True,
        rich_markup_mode=None,  # its help takes a tenth of a second to draw
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for group in _GROUPS:
        whole.add_typer(group.COMMAND)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb; return 0, 1 when it could not be done, 2 when it was called wrongly."""
    try:
        app()(arguments, prog_name="python -m lab")
    except (LabError, SettingsError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0
