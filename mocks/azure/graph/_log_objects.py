"""Entries of the sign-in log and of the directory's audit log as Graph shows them (fact sheet section 7.9)."""

import re
from typing import Any

from mocks.azure import graph_resource
from mocks.azure.directory import directory_audits
from mocks.azure.directory.directory_audits import DIRECTORY_AUDITS
from mocks.azure.directory.objects import Kind, Record
from mocks.azure.directory.signin_log import SIGNIN_LOG
from mocks.azure.graph._shape import NOTHING, NULL, Computed, Shape, moment

_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "Ios"), ("Mac OS", "MacOs"), ("Linux", "Linux"))


def _constant(value: Any) -> Computed:
    return Computed(lambda _: value)


def _status(record: Record) -> dict[str, Any]:
    reason = record["failure_reason"] or "Other."
    return {"errorCode": record["error_code"], "failureReason": reason, "additionalDetails": None}


def _device(record: Record) -> dict[str, Any]:
    agent = record["user_agent"]
    system = next((name for part, name in _SYSTEMS if part in agent), "")
    known = {"deviceId": "", "displayName": "", "operatingSystem": system, "browser": _browser(agent)}
    return known | {"isCompliant": False, "isManaged": False, "trustType": ""}


def _browser(agent: str) -> str:
    for part, name in _BROWSERS:
        if match := re.search(rf"{part}\w*/(\d+)", agent):
            return f"{name} {match[1]}"
    return ""


SIGN_INS = Shape(
    kind=Kind("signIn", SIGNIN_LOG),
    collection="auditLogs/signIns",
    defaults=(
        *("id", "createdDateTime", "userDisplayName", "userPrincipalName", "userId", "appId", "appDisplayName"),
        *("ipAddress", "clientAppUsed", "correlationId", "conditionalAccessStatus", "isInteractive", "riskDetail"),
        *("riskLevelAggregated", "riskLevelDuringSignIn", "riskState", "riskEventTypes", "riskEventTypes_v2"),
        *("resourceDisplayName", "resourceId", "status", "deviceDetail", "location"),
        "appliedConditionalAccessPolicies",
    ),
    hidden=frozenset({"created_at", "error_code", "failure_reason", "user_agent"}),
    computed={
        **{
            name: _constant("none")
            for name in ("riskDetail", "riskLevelAggregated", "riskLevelDuringSignIn", "riskState")
        },
        **dict.fromkeys(("riskEventTypes", "riskEventTypes_v2", "appliedConditionalAccessPolicies"), NOTHING),
        "createdDateTime": Computed(lambda record: moment(record["created_at"])),
        "resourceDisplayName": _constant(graph_resource.NAME),
        "resourceId": _constant(graph_resource.APP_ID),
        "status": Computed(_status),
        "deviceDetail": Computed(_device),
        "location": _constant({"city": "", "state": "", "countryOrRegion": "", "geoCoordinates": {}}),
    },
    paths={
        "createdDateTime": "created_at",
        "status/errorCode": "error_code",
        "status/failureReason": "failure_reason",
    },
)

AUDITS = Shape(
    kind=Kind("directoryAudit", DIRECTORY_AUDITS),
    collection="auditLogs/directoryAudits",
    defaults=(
        *("id", "category", "correlationId", "result", "resultReason", "activityDisplayName", "activityDateTime"),
        *("loggedByService", "operationType", "initiatedBy", "targetResources", "additionalDetails"),
    ),
    objects=directory_audits.OBJECTS,
    computed={
        "result": _constant("success"),
        "resultReason": _constant(""),
        "loggedByService": _constant("Core Directory"),
        "additionalDetails": NOTHING,
        "userAgent": NULL,
    },
)
