"""okta apps: list, create, show, delete (fact sheet 10.2)."""

import os
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from lab.okta_cli.api import CannotDo, configured
from lab.okta_cli.config import private
from lab.okta_cli.creation import Created, Wanted, create
from lab.okta_cli.prompts import agrees, ask, choose

COMMAND = typer.Typer()
_APPS = typer.Typer(invoke_without_command=True, help="Manage applications.")
COMMAND.add_typer(_APPS, name="apps")
_KINDS = {"web": "Web", "spa": "Single Page App", "native": "Native App (mobile)", "service": "Service"}
_APPLICATION_TYPES = {"spa": "browser"}
_REDIRECTS = {
    "web": "http://localhost:8080/login/oauth2/code/okta",
    "spa": "http://localhost:8080/callback",
    "native": "com.example.app:/callback",
}
_ENV = Path(".okta.env")


@_APPS.callback()
def every(context: typer.Context) -> None:
    """List the active applications."""
    if context.invoked_subcommand:
        return
    for app in configured().get("/apps", filter='status eq "ACTIVE"'):
        typer.echo(f"{app['id']}\t{app['label']}")


@_APPS.command("create")
def create_app(
    kind: Annotated[str, typer.Argument(help=", ".join(_KINDS))] = "",
    name: Annotated[str, typer.Option("--app-name", help="The application's name.")] = "",
    redirect_uri: Annotated[list[str] | None, typer.Option("--redirect-uri")] = None,
    server_id: Annotated[str, typer.Option("--authorization-server-id")] = "",
    config_file: Annotated[Path, typer.Option("--config-file", help="Where the values are written to.")] = _ENV,
) -> None:
    """Create an application and write its three values to a file."""
    if kind and kind not in _KINDS:
        raise typer.BadParameter(f"{kind!r} is none of {', '.join(_KINDS)}")
    api = configured()
    label = name or ask("Application name", Path.cwd().name)
    kind = kind or choose("Type of Application", _KINDS)
    redirects = redirect_uri or ([ask("Redirect URI", _REDIRECTS[kind])] if kind in _REDIRECTS else [])
    out = [ask("Post Logout Redirect URI", _home(redirects[0]))] if kind in ("web", "spa") else []
    origins = [_home(redirects[0]).rstrip("/")] if kind == "spa" else []
    typer.echo("Configuring a new OIDC Application, almost done:")
    wanted = Wanted(label, _APPLICATION_TYPES.get(kind, kind), redirects, out, origins, server_id)
    _tell(create(api, wanted), config_file)


@_APPS.command()
def config(app: Annotated[str, typer.Option("--app", help="The application's id.")]) -> None:
    """Show an application's values."""
    api = configured()
    found = api.get(f"/apps/{app}")
    credentials = api.get(f"/internal/apps/{app}/settings/clientcreds")
    typer.echo(f"Name:          {found['label']}")
    typer.echo(f"Client Id:     {credentials['client_id']}")
    if secret := credentials.get("client_secret"):
        typer.echo(f"Client Secret: {secret}")
    typer.echo(f"Issuer:        {api.url}/oauth2/default")


@_APPS.command()
def delete(id: Annotated[str, typer.Argument(help="The application's id.")]) -> None:
    """Deactivate and delete an application."""
    api = configured()
    label = api.get(f"/apps/{id}")["label"]
    if not agrees(f"Delete the application {label} ({id})?", default=False):
        raise CannotDo("Nothing was changed.")
    api.post(f"/apps/{id}/lifecycle/deactivate", {})
    api.delete(f"/apps/{id}")
    typer.echo(f"Application {label} ({id}) has been deleted")


def _home(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}/"


def _tell(made: Created, file: Path) -> None:
    typer.echo(f"Created OIDC application, client-id: {made.client_id}")
    if not made.client_secret:
        typer.echo(f"Okta application configuration: issuer {made.issuer}, client id {made.client_id}")
        return
    values = {"ISSUER": made.issuer, "CLIENT_ID": made.client_id, "CLIENT_SECRET": made.client_secret}
    with private(file, os.O_APPEND) as opened:
        opened.writelines(f'export OKTA_OAUTH2_{name}="{value}"\n' for name, value in values.items())
    typer.echo(f"Okta application configuration has been written to: {file.resolve()}")
