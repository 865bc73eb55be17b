"""How Microsoft Graph says that something is wrong (fact sheet section 7.3). The words are the lab's own."""

from dataclasses import dataclass
from typing import Any

import msgspec
from flask import Response

from mocks.azure import graph_resource
from mocks.azure.responses import trace

JSON = "application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8"
BAD_REQUEST = "Request_BadRequest"


@dataclass(frozen=True, slots=True)
class Detail:
    """What `details` says more exactly. target: the property that is meant."""

    code: str
    target: str


class GraphError(Exception):
    """An error as Graph tells it. headers: such as when to try again, or where to begin anew."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        detail: Detail | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.detail = status, code, message, detail
        self.headers = headers or {}


def bad_request(message: str, code: str = BAD_REQUEST) -> GraphError:
    return GraphError(400, code, message)


def not_found(id: str) -> GraphError:
    text = f"Resource '{id[:120]}' does not exist, or something that it refers to does not."
    return GraphError(404, "Request_ResourceNotFound", text)


def unsupported(what: str) -> GraphError:
    text = f"{what} is an advanced query: send the header ConsistencyLevel: eventual, and $count=true."
    return GraphError(400, "Request_UnsupportedQuery", text)


def taken(name: str) -> GraphError:
    text = f"Another object with the same value for property {name} already exists."
    return GraphError(400, BAD_REQUEST, text, detail=Detail("ObjectConflict", name))


def denied() -> GraphError:
    return GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def render(error: GraphError, public_url: str) -> Response:
    here = trace()
    body: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.detail:
        body["details"] = [{"code": error.detail.code, "message": error.message, "target": error.detail.target}]
    body["innerError"] = {
        "date": f"{here.now:%Y-%m-%dT%H:%M:%S}",
        "request-id": here.request_id,
        "client-request-id": here.correlation_id,
    }
    response = Response(msgspec.json.encode({"error": body}), error.status, content_type=JSON)
    response.headers.update(error.headers)
    if error.status == 401:
        address = f"{public_url}/common/oauth2/authorize"
        challenge = f'Bearer realm="", authorization_uri="{address}", client_id="{graph_resource.APP_ID}"'
        response.headers["WWW-Authenticate"] = challenge
    return response
