"""Questions, asked unless the command is to ask nothing."""

import typer

from lab.okta_cli import config
from lab.okta_cli.api import CannotDo
from lab.okta_cli.options import OPTIONS


def ask(question: str, default: str | None = None, *, hidden: bool = False) -> str:
    """Return an answer that is not empty; raises CannotDo where nobody may be asked and there is no default."""
    if OPTIONS.batch:
        if default is None:
            raise CannotDo(f"{question} is needed, and with --batch nobody is asked.")
        return default
    answer: str = typer.prompt(question, default=default, hide_input=hidden)
    return answer.strip()


def agrees(question: str, *, default: bool) -> bool:
    return default if OPTIONS.batch else typer.confirm(question, default=default)


def choose(question: str, choices: dict[str, str]) -> str:
    """Have one of several picked by its number; choices: what is returned to what is shown."""
    keys = list(choices)
    if len(keys) == 1 or OPTIONS.batch:
        return keys[0]
    typer.echo(question)
    for number, shown in enumerate(choices.values(), 1):
        typer.echo(f"> {number}: {shown}")
    while True:
        answer = ask("Enter your choice", "1")
        if answer.isdigit() and 1 <= int(answer) <= len(keys):
            return keys[int(answer) - 1]
        typer.echo(f"A number from 1 to {len(keys)} is needed.")


def may_overwrite() -> bool:
    """Ask before a configuration is replaced; tell whether it may be."""
    found = config.read()
    if found is None:
        return True
    typer.echo(f"An existing Okta organization ({found.org_url}) was found in {config.path()}")
    return agrees("Overwrite configuration file?", default=True)
