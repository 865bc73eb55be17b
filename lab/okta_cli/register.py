"""okta register: a new org, and the configuration for it (fact sheet 10.2)."""

import os
import time
from typing import Any

import typer

from lab.okta_cli import config
from lab.okta_cli.api import CannotDo, http
from lab.okta_cli.config import Config
from lab.okta_cli.options import OPTIONS
from lab.okta_cli.prompts import ask, may_overwrite
from lab.org_api import call
from lab.topology import from_environment
from mocks.kit.http import HttpClient

COMMAND = typer.Typer()
_FORM = "reg405abrRAkn0TRf5d6"
_ATTEMPTS, _PAUSE = 30, 4.0


@COMMAND.command()
def register() -> None:
    """Sign up for a new org."""
    if not may_overwrite():
        raise CannotDo("Nothing was changed.")
    new_org()


def new_org() -> Config:
    """Found an org, write the configuration for it; what was there before is kept beside it."""
    profile = {
        "firstName": ask("First name"),
        "lastName": ask("Last name"),
        "email": ask("Email address"),
        "country": ask("Country", "United States"),
        "okta_oie": True,
    }
    base, form = _where()
    typer.echo("Creating new Okta organization, this may take a minute:")
    url = f"{base}/api/v1/registration/{form}/register"
    client = http()
    asked, _ = call(base, lambda: client.post_json(url, {"userProfile": profile}))
    found = _redeemed(client, base, asked["developerOrgCliToken"])
    if config.path().exists():
        typer.echo(f"The configuration before is kept in {config.back_up()}")
    made = Config(found["orgUrl"], found["apiToken"])
    config.write(made)
    typer.echo("An account activation email has been sent: the lab's console shows it under Mail.")
    typer.echo("New Okta Account created!")
    typer.echo(f"Your Okta Domain: {made.org_url}")
    return made


def _redeemed(client: HttpClient, base: str, token: str) -> dict[str, Any]:
    url = f"{base}/api/internal/v1/developer/redeem/{token}"
    for _ in range(_ATTEMPTS):
        found: dict[str, Any] = call(base, lambda: client.get(url))[0]
        if found["status"] == "ACTIVE":
            return found
        time.sleep(_PAUSE)
    raise CannotDo("The org is not ready after two minutes. Try again.")


def _where() -> tuple[str, str]:
    """Return where orgs are made and by which form: of the lab unless the environment or `-D` says otherwise."""
    given = OPTIONS.properties
    base = given.get("okta.cli.registrationUrl") or os.environ.get("OKTA_CLI_REGISTRATION_URL")
    form = given.get("okta.cli.registrationId") or os.environ.get("OKTA_CLI_REGISTRATION_ID")
    return (base or from_environment().url("okta")).rstrip("/"), form or _FORM
