"""The sign-in log and the directory's audit log, newest first (fact sheet section 7.9)."""

from typing import Any

from sqlalchemy import select

from mocks.azure.directory.directory_audits import DIRECTORY_AUDITS
from mocks.azure.directory.signin_log import SIGNIN_LOG
from mocks.azure.graph import _records
from mocks.azure.graph._call import Call
from mocks.azure.graph._log_objects import AUDITS, SIGN_INS
from mocks.azure.graph._permission import READ_DIRECTORY, READ_LOGS
from mocks.azure.graph._route import Api
from mocks.azure.graph._shape import Shape
from mocks.azure.graph_errors import bad_request, not_found

bp = Api("audit_logs")
_MOST = 1000


@bp.get("/auditLogs/signIns", READ_LOGS)
def sign_ins(call: Call) -> dict[str, Any]:
    call.need(READ_DIRECTORY)
    _check_order(call, "createdDateTime")
    return _records.listing(call, SIGN_INS, newest=SIGNIN_LOG.c.created_at, most=_MOST)


@bp.get("/auditLogs/signIns/<id>", READ_LOGS)
def sign_in(call: Call, id: str) -> dict[str, Any]:
    call.need(READ_DIRECTORY)
    return _one(call, SIGN_INS, id)


@bp.get("/auditLogs/directoryAudits", READ_LOGS)
def audits(call: Call) -> dict[str, Any]:
    call.need(READ_DIRECTORY)
    _check_order(call, "activityDateTime")
    return _records.listing(call, AUDITS, newest=DIRECTORY_AUDITS.c.activity_date_time, most=_MOST)


@bp.get("/auditLogs/directoryAudits/<id>", READ_LOGS)
def audit(call: Call, id: str) -> dict[str, Any]:
    call.need(READ_DIRECTORY)
    return _one(call, AUDITS, id)


def _check_order(call: Call, moment: str) -> None:
    """Take the order that the logs have; raises GraphError 400 for another one."""
    words = call.options["orderby"].split()
    if words and [word.lower() for word in words] != [moment.lower(), "desc"]:
        raise bad_request(f"The log is told by '{moment} desc' alone.")


def _one(call: Call, shape: Shape, id: str) -> dict[str, Any]:
    table = shape.kind.table
    wanted = select(table).where(table.c.tenant_id == call.tenant_id, table.c.id == id.lower())
    row = call.db.execute(wanted).mappings().first()
    if row is None:
        raise not_found(id)
    return call.entity(shape, dict(row))
