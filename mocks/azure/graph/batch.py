"""Several requests in one (fact sheet section 7.12): each is served as if it had come alone, in its own transaction."""

import base64
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from flask import current_app
from msgspec import UNSET
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from mocks.azure.graph import _batch_input
from mocks.azure.graph._batch_input import Part
from mocks.azure.graph._call import Call
from mocks.azure.graph._permission import ANYBODY
from mocks.azure.graph._route import Api

bp = Api("batch")

_TOLD = ("Content-Type", "Location", "Retry-After", "Preference-Applied", "Cache-Control", "request-id")
_OWN = ("authorization", "content-length", "host", "transfer-encoding")
"""Headers of the batch itself, whatever its requests say."""
_SAFE = "!$%&'()*+,/:;=?@~"


@bp.post("/$batch", ANYBODY)
def serve(call: Call) -> dict[str, Any]:
    parts = _batch_input.read(call.body())
    # Each request opens a transaction: this one's must not be in its way.
    call.unit.commit()
    statuses: dict[str, int] = {}
    answers = []
    for part in parts:
        failed = any(statuses[other.lower()] >= 400 for other in part.depends_on)
        answer = _failed_dependency(part) if failed else _answer(call, part)
        statuses[part.id.lower()] = answer["status"]
        answers.append(answer)
    return {"responses": answers}


def _failed_dependency(part: Part) -> dict[str, Any]:
    error = {"code": "FailedDependency", "message": "A request that this one depends on failed."}
    return {"id": part.id, "status": 424, "headers": {"Content-Type": "application/json"}, "body": {"error": error}}


def _answer(call: Call, part: Part) -> dict[str, Any]:
    if unquote(part.url).strip("/").lower().startswith("$batch"):
        error = {"code": "BadRequest", "message": "A batch has no batch in it."}
        return {"id": part.id, "status": 400, "headers": {"Content-Type": "application/json"}, "body": {"error": error}}
    response = Response.from_app(current_app.wsgi_app, _environ(call, part), buffered=True)
    answer: dict[str, Any] = {
        "id": part.id,
        "status": response.status_code,
        "headers": {name: response.headers[name] for name in _TOLD if name in response.headers},
    }
    data = response.get_data()
    if response.mimetype == "application/json":
        answer["headers"]["Content-Type"] = "application/json"
        answer["body"] = msgspec.Raw(data)
    elif data:
        answer["body"] = base64.b64encode(data).decode()
    return answer


def _environ(call: Call, part: Part) -> dict[str, Any]:
    path, _, query = part.url.partition("?")
    headers = {name: value for name, value in part.headers.items() if name.lower() not in _OWN}
    headers["Authorization"] = call.request.headers["Authorization"]
    return EnvironBuilder(
        path=f"/v1.0/{unquote(path).lstrip('/')}",
        base_url=call.public_url,
        query_string=quote(query, safe=_SAFE),
        method=part.method,
        headers=Headers(headers),
        data=_data(part),
        environ_base={"REMOTE_ADDR": call.request.remote_addr or ""},
    ).get_environ()


def _data(part: Part) -> bytes:
    if part.body is UNSET:
        return b""
    return msgspec.json.encode(part.body)
