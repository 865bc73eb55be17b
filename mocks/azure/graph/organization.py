"""The tenant itself, and its domains (fact sheet section 7.8)."""

from typing import Any

from mocks.azure.directory import tenants
from mocks.azure.graph._call import Call
from mocks.azure.graph._permission import READ_DOMAINS, READ_ORGANIZATION, READ_WHOLE_ORGANIZATION
from mocks.azure.graph._route import Api
from mocks.azure.graph._shape import moment
from mocks.azure.graph_errors import bad_request, not_found

bp = Api("organization")
_INITIAL = ".onmicrosoft.com"
_LIMITED = ("id", "displayName", "verifiedDomains")
"""What everybody's `User.Read` shows of it."""
_SERVICES = ["Email", "OfficeCommunicationsOnline"]
_EMPTY = (
    *("assignedPlans", "businessPhones", "marketingNotificationEmails", "provisionedPlans"),
    *("securityComplianceNotificationMails", "securityComplianceNotificationPhones", "technicalNotificationMails"),
)
_NULL = (
    *("deletedDateTime", "city", "country", "countryLetterCode", "defaultUsageLocation", "onPremisesLastSyncDateTime"),
    *("onPremisesSyncEnabled", "partnerTenantType", "postalCode", "preferredLanguage", "privacyProfile", "state"),
    "street",
)


@bp.get("/organization", READ_ORGANIZATION)
def every(call: Call) -> dict[str, Any]:
    return {"@odata.context": call.context("organization", call.options.names("select")), "value": [_shown(call)]}


@bp.get("/organization/<id>", READ_ORGANIZATION)
def one(call: Call, id: str) -> dict[str, Any]:
    if id.lower() != call.tenant_id:
        raise not_found(id)
    select = call.options.names("select")
    return {"@odata.context": call.context("organization", select, "/$entity"), **_shown(call)}


@bp.get("/domains", READ_DOMAINS)
def domains(call: Call) -> dict[str, Any]:
    names = tenants.domains_of(call.db, call.tenant_id)
    return {"@odata.context": call.context("domains"), "value": [_domain(name, names) for name in names]}


@bp.get("/domains/<name>", READ_DOMAINS)
def domain(call: Call, name: str) -> dict[str, Any]:
    names = tenants.domains_of(call.db, call.tenant_id)
    if name.lower() not in names:
        raise not_found(name)
    return {"@odata.context": call.context("domains", (), "/$entity"), **_domain(name.lower(), names)}


def _shown(call: Call) -> dict[str, Any]:
    whole = _whole(call)
    if not call.caller.may(call.unit, READ_WHOLE_ORGANIZATION):
        whole = {name: value if name in _LIMITED else None for name, value in whole.items()}
    known = {name.lower(): name for name in whole}
    select = call.options.names("select")
    for name in select:
        if name.lower() not in known:
            raise bad_request(f"Could not find a property named '{name[:80]}' on type 'microsoft.graph.organization'.")
    return {known[name.lower()]: whole[known[name.lower()]] for name in select} or whole


def _whole(call: Call) -> dict[str, Any]:
    tenant, names = tenants.by_segment(call.db, call.tenant_id), tenants.domains_of(call.db, call.tenant_id)
    if tenant is None:
        raise not_found(call.tenant_id)
    return {
        "id": tenant.id,
        **dict.fromkeys(_NULL),
        "createdDateTime": moment(tenant.created_at),
        "displayName": tenant.name,
        "tenantType": "AAD",
        **{name: [] for name in _EMPTY},
        "verifiedDomains": [
            {
                "capabilities": ", ".join(_SERVICES),
                "isDefault": shown["isDefault"],
                "isInitial": shown["isInitial"],
                "name": shown["id"],
                "type": shown["authenticationType"],
            }
            for shown in (_domain(name, names) for name in names)
        ],
    }


def _domain(name: str, names: list[str]) -> dict[str, Any]:
    """Return a domain. names: of the tenant, the default one first; one of Microsoft's was there before all others."""
    initial = next((one for one in names if one.endswith(_INITIAL)), names[0])
    return {
        "authenticationType": "Managed",
        "availabilityStatus": None,
        "id": name,
        "isAdminManaged": True,
        "isDefault": name == names[0],
        "isInitial": name == initial,
        "isRoot": not any(name.endswith(f".{other}") for other in names),
        "isVerified": True,
        "manufacturer": None,
        "model": None,
        "passwordNotificationWindowInDays": None,
        "passwordValidityPeriodInDays": None,
        "state": None,
        "supportedServices": _SERVICES,
    }
