"""Attributes that another system is the source of: the management API does not change them. Source: fact sheet 4.4."""

from collections.abc import Mapping
from typing import Any

from mocks.okta.api._call import Call
from mocks.okta.api_errors import ApiError
from mocks.okta.directory import identity_providers, links
from mocks.okta.provisioning.imports import sourcing


def sourced_attributes(call: Call, user_id: str) -> set[str]:
    """Return the attributes that imports write, or each sign-in through a linked identity provider."""
    linked = (identity_providers.active(call.db, id) for id in links.providers_of(call.db, user_id))
    sources = [idp for idp in linked if idp and idp.policy.profile_source]
    federated = {name for idp in sources for name in idp.mapping if name not in idp.create_only}
    return federated | sourcing.owned(call.db, user_id)


def check_not_sourced(call: Call, user_id: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Raise E0000077 when a change touches an attribute that the next sign-in would overwrite."""
    for name in sorted(sourced_attributes(call, user_id)):
        if before.get(name) != after.get(name):
            raise ApiError("E0000077", name)
