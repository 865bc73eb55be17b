"""How an identity source is named in the System Log."""

from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.directory.system_log import Party


def source_party(source: IdentitySource) -> Party:
    return Party(source.id, "AppInstance", source.name, source.name)
