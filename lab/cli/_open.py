"""What verbs begin with: the settings, the cast, the running lab and its client. Failures become LabError here."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lab.runners import LabError, Runner, running_here
from lab.topology import SERVICES, Lab, from_environment, probed

if TYPE_CHECKING:
    from lab.cast import Cast
    from lab.client import LabClient
    from lab.org_api import OrgApi

NOT_RUNNING = "The lab is not running; `make lab-up` starts it."


def settings() -> Lab:
    return from_environment(os.environ)


def cast_of(lab: Lab) -> "Cast":
    """Read the seed; what is wrong with it is for people."""
    from lab.cast import load_cast
    from mocks.kit.seed import SeedError

    try:
        return load_cast(lab)
    except SeedError as error:
        raise LabError(f"The seed cannot be used. {error}") from error


def running(lab: Lab) -> Runner:
    """Return what runs the lab."""
    if runner := running_here(lab, os.environ):
        return runner
    raise LabError(NOT_RUNNING)


@contextmanager
def client_of(lab: Lab) -> Iterator["LabClient"]:
    """Hand out the running lab's client."""
    from lab.client import ControlError, ControlRefused, LabClient

    runner = running(lab)
    try:
        yield LabClient(lab, runner.token(lab), probed(runner.name))
    except ControlRefused as error:
        raise LabError(f"{error}.") from error
    except ControlError as error:
        raise LabError(f"{error}; `make lab-status` shows more.") from error


@contextmanager
def org_of(lab: Lab) -> Iterator[tuple["OrgApi", "Cast"]]:
    """Hand out the running org's API, as an administrator of the seed calls it, and the cast."""
    from lab.org_api import OrgApi, OrgRefuses
    from lab.trust import http_client

    running(lab)
    cast = cast_of(lab)
    if not cast.okta.api_tokens:
        raise LabError("The seed has no API token of the org; `okta.api_tokens` is where one stands.")
    try:
        yield OrgApi(lab.url("okta"), cast.okta.api_tokens[0].token, http_client(lab)), cast
    except OrgRefuses as error:
        more = "" if error.status else " `python -m lab status` says why."
        raise LabError(f"The org does not do it. {error}{more}") from error


def service_named(name: str) -> str:
    """Check the name of a service as it was typed."""
    from typer import BadParameter

    names = [service.name for service in SERVICES]
    if name not in names:
        raise BadParameter(f"{name!r} is none of the services: {', '.join(names)}")
    return name
