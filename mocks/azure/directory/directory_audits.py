"""The audit log of the directory: who changed what (Microsoft Graph resource `directoryAudit`, fact sheet 7.9)."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Float, ForeignKey, Index, String, Table, Text

from mocks.azure.directory import METADATA
from mocks.azure.directory._columns import CASELESS
from mocks.kit.prepared import Prepared

DIRECTORY_AUDITS = Table(
    "directory_audits",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("activity_date_time", Float, nullable=False),
    Column("activity_display_name", CASELESS, nullable=False),
    Column("category", CASELESS, nullable=False),
    Column("operation_type", CASELESS, nullable=False),
    Column("correlation_id", CASELESS, nullable=False),
    Column("initiated_by", Text, nullable=False),
    Column("target_resources", Text, nullable=False),
)
Index("directory_audits_newest", DIRECTORY_AUDITS.c.tenant_id, DIRECTORY_AUDITS.c.activity_date_time)

OBJECTS = ("initiated_by", "target_resources")
"""Structured properties, as JSON."""
_INSERT = Prepared(DIRECTORY_AUDITS.insert())


def add(db: Connection, entry: Mapping[str, Any], who: Mapping[str, Any], targets: Sequence[Mapping[str, Any]]) -> None:
    """Write down that somebody changed something. entry: the plain columns."""
    structured = {"initiated_by": _json(who), "target_resources": _json(targets)}
    _INSERT.run(db, {**entry, **structured})


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
