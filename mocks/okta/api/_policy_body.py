"""The bodies of policies and rules as they are sent: taken apart, held against their type. Source: fact sheet 6.1."""

from typing import Any

import msgspec

from mocks.okta.api._call import unfit
from mocks.okta.api_errors import invalid
from mocks.okta.directory.policies import Policy


def with_conditions_of(before: Policy, body: str) -> str:
    """Return a system policy's new body: for whom it is, stays."""
    kept = {name: value for name, value in msgspec.json.decode(before.body).items() if name == "conditions"}
    return msgspec.json.encode(msgspec.json.decode(body) | kept).decode()


def complain(complaints: list[str]) -> None:
    """Raise E0000001 with everything that is wrong, if anything is."""
    if complaints:
        raise invalid(complaints[0].partition(":")[0], *complaints)


def converted(struct: type[msgspec.Struct], sent: dict[str, Any]) -> msgspec.Struct:
    """Return what was sent as the struct of its type; raises E0000001. A null anywhere is as good as nothing."""
    try:
        return msgspec.convert(_without_nulls(sent), struct)
    except msgspec.ValidationError as error:
        raise unfit(error) from error


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [_without_nulls(inner) for inner in value] if isinstance(value, list) else value
