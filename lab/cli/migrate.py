"""migrate: the road from Azure AD to Okta, and the way back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli._open import cast_of, client_of, org_of, running, settings
from lab.cli._say import say
from lab.migration import kept
from lab.runners import LabError

if TYPE_CHECKING:
    from lab.migration.people import Person
    from lab.migration.road import Road

COMMAND = typer.Typer()
_MIGRATE = typer.Typer(no_args_is_help=True, help="The migration: who stands where, its steps, the way back.")
COMMAND.add_typer(_MIGRATE, name="migrate")


@_MIGRATE.command()
def status() -> None:
    """Say how many people are at each stage, and which steps were taken."""
    from lab.migration import report

    with _migration() as (road, people):
        for stage, count in report.counts(people()).items():
            say(f"{count:6}  {stage}")
        say(f"Steps taken: {', '.join(road.steps()) or 'none'}.")


@_MIGRATE.command()
def delegate() -> None:
    """Let people type their Azure AD password at Okta, which keeps it from then on."""
    with _migration() as (road, people):
        found = people()
        road.delegate()
        say(f"Okta asks for the password now, tries it at Azure AD and keeps it: {len(found)} people.")


@_MIGRATE.command()
def invite() -> None:
    """Send a link to choose a password to everybody who still needs Azure AD."""
    with _migration() as (road, people):
        say(f"{road.invite(people())} people were sent a link; the console shows the mails.")


@_MIGRATE.command()
def verify(
    sample: Annotated[int, typer.Option(min=1, help="How many to try at most.")] = 50,
) -> None:
    """Sign in at the application as everybody whose password the seed has, by the way they are sent now."""
    from lab.actors.signin import sign_in

    lab = settings()
    running(lab)
    known = {user.user_principal_name: user.password for it in cast_of(lab).azure_ad.tenants for user in it.users}
    tried = [(name, password) for name, password in sorted(known.items()) if password][:sample]
    arrivals = {name: sign_in(lab, name, password) for name, password in tried}
    for name, arrival in arrivals.items():
        say(f"{name}: {'in, by ' + arrival.route if not arrival.trouble else 'not in: ' + arrival.trouble}")
    say(f"{sum(not arrival.trouble for arrival in arrivals.values())} of {len(arrivals)} got in.")


@_MIGRATE.command()
def cutover(
    leave: Annotated[list[str] | None, typer.Option(help="Somebody who may be locked out.")] = None,
) -> None:
    """Ask Azure AD for nothing any more; refuses while somebody would be locked out."""
    with _migration() as (road, people):
        road.cutover(people(), leave or ())
        say("Okta asks Azure AD for nothing any more. `python -m lab stop azure-ad` shows it.")


@_MIGRATE.command()
def rollback() -> None:
    """Take the last step back."""
    with _migration() as (road, _):
        say(f"Taken back: {road.rollback()}.")


@_MIGRATE.command()
def report(
    csv: Annotated[bool, typer.Option("--csv", help="For programs instead of people.")] = False,
    out: Annotated[Path | None, typer.Option(help="The file to write to.")] = None,
) -> None:
    """Write down who stands where."""
    from lab.migration import report as written

    with _migration() as (road, people), client_of(settings()) as client:
        moment = f"{client.now():%Y-%m-%d %H:%M} UTC"
        found = people()
        text = written.comma_separated(found) if csv else written.markdown(found, road.steps(), moment)
        if out:
            out.write_text(text)
        else:
            typer.echo(text, nl=False)


@contextmanager
def _migration() -> Iterator[tuple["Road", Callable[[], "list[Person]"]]]:
    """Hand out the road and what tells who is where on it; what is in the way becomes one sentence."""
    from lab.migration.people import stages
    from lab.migration.road import CannotGo, Road
    from lab.migration.tenant import Tenant, TenantRefuses

    lab = settings()
    with org_of(lab) as (org, cast):
        source_id, issuer = cast.ad_agent.source_id, f"{lab.url('azure-ad')}/{cast.ad_agent.tenant_id}/v2.0"
        try:
            road = Road(org, source_id, issuer, kept.file(lab))
            yield road, lambda: stages(Tenant(lab, cast).members(), org, source_id)
        except (CannotGo, TenantRefuses) as error:
            raise LabError(str(error)) from error
