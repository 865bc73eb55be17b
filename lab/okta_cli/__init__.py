"""`okta`: the commands of Okta's tutorial, offline, thin over the API calls that the real CLI makes.

Commands, prompts, files and errors follow the 0.10 line of the Okta CLI (fact sheet section 10). What it downloads,
this one does not: samples come from the folder that it is called in.
"""

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from lab.okta_cli import apps, login, logs, register, start
from lab.okta_cli.api import CannotDo, words
from lab.okta_cli.options import OPTIONS
from lab.org_api import OrgRefuses

_GROUPS = (register, login, apps, start, logs)
_BATCH = "--batch"


class _Okta(TyperGroup):
    """Takes `--batch` behind a command too, as the real CLI does; says in plain words that an org refuses."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        first = [_BATCH] if _BATCH in args else []
        return super().parse_args(ctx, [*first, *(argument for argument in args if argument != _BATCH)])

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except OrgRefuses as error:
            raise CannotDo(words(error)) from error


def app() -> typer.Typer:
    whole = typer.Typer(
        cls=_Okta,
        help="Manage an Okta org of the lab from the command line.",
        no_args_is_help=True,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    whole.callback()(_options)
    for group in _GROUPS:
        whole.add_typer(group.COMMAND)
    return whole


def _options(
    properties: Annotated[list[str] | None, typer.Option("-D", hidden=True, metavar="KEY=VALUE")] = None,
    batch: Annotated[bool, typer.Option(_BATCH, help="Ask nothing; take defaults.")] = False,
) -> None:
    OPTIONS.read(properties or [], batch=batch)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, 1 when it could not be done, 2 when it was called wrongly."""
    try:
        app()(arguments, prog_name="okta")
    except CannotDo as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0
