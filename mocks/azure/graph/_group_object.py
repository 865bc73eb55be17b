"""A group as Graph shows one (fact sheet section 7.7)."""

from mocks.azure.directory import groups, objects
from mocks.azure.directory.groups import GROUP
from mocks.azure.directory.objects import Record
from mocks.azure.graph._call import Call
from mocks.azure.graph._shape import Computed, Shape
from mocks.azure.graph._user_object import security_identifier
from mocks.azure.graph_errors import not_found

SHAPE = Shape(
    kind=GROUP,
    collection="groups",
    defaults=(
        *("id", "deletedDateTime", "classification", "createdDateTime", "creationOptions", "description"),
        *("displayName", "expirationDateTime", "groupTypes", "isAssignableToRole", "mail", "mailEnabled"),
        *("mailNickname", "membershipRule", "membershipRuleProcessingState", "onPremisesDomainName"),
        *("onPremisesLastSyncDateTime", "onPremisesNetBiosName", "onPremisesSamAccountName"),
        *("onPremisesSecurityIdentifier", "onPremisesSyncEnabled", "preferredDataLocation", "preferredLanguage"),
        *("proxyAddresses", "renewedDateTime", "resourceBehaviorOptions", "resourceProvisioningOptions"),
        *("securityEnabled", "securityIdentifier", "theme", "visibility"),
    ),
    lists=groups.LISTS,
    computed={"securityIdentifier": Computed(security_identifier)},
)


def find(call: Call, id: str) -> Record:
    """Return the group of an id; raises GraphError 404."""
    record = objects.by_id(call.db, GROUP, call.tenant_id, id)
    if record is None:
        raise not_found(id)
    return record
