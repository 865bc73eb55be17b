"""The sign-in log: who tried to sign in to what, and what the AADSTS number of a refusal means."""

import re
from typing import Any

from flask import Response, request

from mocks.azure import errors
from mocks.azure.portal._lists import next_page
from mocks.azure.portal._section import Section
from mocks.azure.portal._visit import Visit

SECTION = Section("Sign-in logs", "/sign-in-logs")
_ON_A_PAGE = "50"
_CODE = re.compile(r"(?:AADSTS)?([0-9]{1,9})", re.IGNORECASE)


@SECTION.page(SECTION.path)
def every(visit: Visit) -> Response:
    """Show the newest attempts: of everybody, of a name, or with a number."""
    text = request.args.get("search", "").strip()
    given = {"filter": _filter(text) if text else "", "skiptoken": request.args.get("after", "")}
    options = {name: value for name, value in given.items() if value}
    answer = visit.graph.get("/auditLogs/signIns", top=_ON_A_PAGE, **options)
    return visit.render("sign_in_logs", search=text, found=answer["value"], next=next_page(answer, text))


@SECTION.page(f"{SECTION.path}/<uuid:id>")
def one(visit: Visit, id: str) -> Response:
    entry: dict[str, Any] = visit.graph.get(f"/auditLogs/signIns/{id}")
    return visit.render("sign_in_log", entry=entry, meaning=errors.explained(entry["status"]["errorCode"]))


def _filter(text: str) -> str:
    code = _CODE.fullmatch(text)
    literal = text.lower().replace("'", "''")
    return f"status/errorCode eq {code[1]}" if code else f"startswith(userPrincipalName,'{literal}')"
