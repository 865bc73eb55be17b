"""okta login: the configuration for an org that is there (fact sheet 10.2). No call is made."""

from urllib.parse import urlsplit

import typer

from lab.okta_cli import config
from lab.okta_cli.api import CannotDo
from lab.okta_cli.config import Config
from lab.okta_cli.options import OPTIONS
from lab.okta_cli.prompts import ask, may_overwrite
from lab.topology import from_environment

COMMAND = typer.Typer()


@COMMAND.command()
def login() -> None:
    """Store an org's address and an API token for it."""
    if not may_overwrite():
        raise CannotDo("Nothing was changed.")
    url = ask("Okta Org URL", from_environment().url("okta")).rstrip("/")
    _check(url)
    typer.echo(f"Enter your Okta API token; an administrator makes one at {url}, in the seed it is okta.api_tokens.")
    config.write(Config(url, ask("Okta API token", hidden=True)))
    typer.echo(f"Okta configuration written to {config.path()}")


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise CannotDo(f"{url!r} is no address of an org, such as https://dev-123456.okta.com.")
    if parts.scheme == "http" and OPTIONS.https_only:
        raise CannotDo(
            f"{url} is not https. For an org of the lab say so: `okta -D okta.testing.disableHttpsCheck=true login`, "
            "or set OKTA_TESTING_DISABLEHTTPSCHECK=true; LAB_TLS=1 gives the lab https."
        )
