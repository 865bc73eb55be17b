"""What `up`, `status` and `people` show of a lab."""

from itertools import groupby
from typing import TYPE_CHECKING

from lab.cli._say import say, table
from lab.topology import SERVICES, Lab

if TYPE_CHECKING:
    from lab.cast import Cast

_FIRST = ("webapp", "console")
_ASKED_BY = {"Azure AD": "Azure AD asks for the password", "Okta": "Okta asks for the password"}


def addresses(lab: Lab) -> None:
    """Show where everything is; what people open first comes first."""
    order = sorted(SERVICES, key=lambda service: _FIRST.index(service.name) if service.name in _FIRST else len(_FIRST))
    table(("Open", "at"), [(service.title, lab.url(service.name)) for service in order])


def people(cast: "Cast") -> None:
    """Show who can sign in, with which password, and what happens then."""
    from lab.cast import people as everybody

    for where, group in groupby(everybody(cast), key=lambda person: person.where):
        rows = [(person.username, person.password, person.note) for person in group]
        table(("Username", "Password", "What happens"), rows, _ASKED_BY.get(where, "The partner asks for nothing"))
        say()


def next_steps(lab: Lab, cast: "Cast") -> None:
    from lab.cast import people as everybody

    first = next(everybody(cast), None)
    say("What to do next", style="bold")
    say(f"  1. Open {lab.url('webapp')} in a private window")
    if first:
        say(f"  2. Sign in as {first.username}")
    say(f"  3. See at {lab.url('console')} who said what to whom")
    say("  4. make lab-down stops it, make lab-status looks, make lab-reset begins anew")


def exposure(lab: Lab) -> None:
    """Say what other machines can reach, where they can reach anything."""
    if not lab.is_exposed:
        return
    closed = " and ".join(service.name for service in SERVICES if service.is_open)
    say(
        f"Other machines reach the lab at {lab.listen}: the passwords above were made for this lab and are kept in "
        f"{lab.passwords_file}. {closed} ask for no password and stay on this machine.\n"
    )
