"""What a running lab says: services that answer, one time for all, issuers that are what they were configured as."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import urllib3

from lab.cast import Cast, load_cast
from lab.client import ControlError, LabClient
from lab.doctor import Check, Finding
from lab.runners import LabError, Runner, running_here
from lab.topology import Lab, probed
from lab.trust import pool_options
from mocks.kit.seed import SeedError

_DISCOVERY = "/.well-known/openid-configuration"
_LIMIT = 3.0


def services(lab: Lab) -> Iterator[Finding]:
    runner = running_here(lab, os.environ)
    if runner is None:
        yield Finding("Lab", ok=True, found="is not running; more can be said when it does")
        return
    ill = [f"{each.name} {each.detail or each.state}" for each in runner.status(lab) if not each.healthy]
    remedy = "`python -m lab logs SERVICE` says why, `python -m lab restart SERVICE` starts one again."
    yield Finding("Services", not ill, "; ".join(ill) or f"all healthy ({runner.title})", remedy)
    yield from _clocks(lab, runner)
    yield from _issuers(lab)


CHECKS: tuple[Check, ...] = (services,)


def _clocks(lab: Lab, runner: Runner) -> Iterator[Finding]:
    """Clocks that differ make one party's tokens expired or not yet valid for another."""
    remedy = "`python -m lab clock --reset` puts them together."
    try:
        offsets = LabClient(lab, runner.token(lab), probed(runner.name)).offsets()
    except (ControlError, LabError) as error:
        yield Finding("Clocks", ok=False, found=str(error), remedy="See the services above.")
        return
    apart = len(set(offsets.values())) > 1
    found = ", ".join(f"{service} {offset}" for service, offset in offsets.items()) if apart else "at one time"
    if not apart and (offset := next(iter(offsets.values()))):
        found = f"at one time, {timedelta(seconds=round(offset.total_seconds()))} from the machine's"
    yield Finding("Clocks", not apart, found, remedy)


def _issuers(lab: Lab) -> Iterator[Finding]:
    try:
        cast = load_cast(lab)
    except SeedError as error:
        yield Finding("Seed", ok=False, found=str(error), remedy="Mend it; `make lab-up` says the same.")
        return
    for issuer in dict.fromkeys(_configured(cast)):
        published = _published(lab, issuer)
        remedy = "A client compares the two and refuses: configure it with exactly what is published."
        same = published == issuer
        yield Finding(f"Issuer {issuer}", same, "is what it publishes" if same else f"publishes {published}", remedy)


def _configured(cast: Cast) -> Iterator[str]:
    """Yield the issuers that relying parties of the lab are configured with: applications, and the broker itself."""
    yield cast.webapp.issuer
    yield cast.timesheets.issuer
    for provider in cast.okta.identity_providers:
        yield provider.protocol.issuer


def _published(lab: Lab, issuer: str) -> str:
    """Return what an issuer says it is called, or why that cannot be known."""
    parts = urlsplit(issuer)
    origin = f"{parts.scheme}://{parts.netloc}"
    name = next((name for name, url in lab.urls.items() if url == origin), None)
    if name is None:
        return "nothing that could be asked: it is none of the lab's"
    address = lab.reached_at(name)
    host = f"[{address}]" if ":" in address else address
    url = f"{lab.scheme}://{host}:{lab.ports[name]}{parts.path.rstrip('/')}{_DISCOVERY}"
    try:
        with urllib3.PoolManager(**pool_options(lab)) as pool:
            answer = pool.request("GET", url, headers={"Host": parts.netloc}, timeout=_LIMIT, retries=False)
        return str(json.loads(answer.data).get("issuer"))
    except (urllib3.exceptions.HTTPError, ValueError, AttributeError) as error:
        return f"nothing: {error}"
