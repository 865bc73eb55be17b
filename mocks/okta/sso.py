"""Sign-ins that begin at the org itself: `/sso/idps/{id}`, on to the home page or where `fromURI` says.

Source: fact sheet 3.3 and 3.7.
"""

from urllib.parse import urlencode

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

from mocks.kit.artifacts import ArtifactGone, Kind
from mocks.kit.web import unit
from mocks.oauth import parameters as params
from mocks.okta import home_client, responses
from mocks.okta.authorization_server import ORG_SERVER, OktaServer
from mocks.okta.org_servers import OrgServers

_HOME = "/"


class Destination(msgspec.Struct, frozen=True):
    """Where a sign-in ends: a path of this org."""

    path: str


DESTINATION = Kind("sso_destination", Destination)


def mount(app: Flask, servers: OrgServers) -> None:
    def org_server() -> OktaServer:
        return servers.by_key(unit(), ORG_SERVER)

    app.add_url_rule("/sso/idps/<id>", "sso", lambda id: _from_address(org_server(), id))
    app.add_url_rule(home_client.CALLBACK_PATH, "sso_callback", _finish)


def _from_address(server: OktaServer, idp_id: str) -> Response:
    """Send the browser into a sign-in with one provider; `OKTA` is the org itself."""
    wanted = request.args.get("fromURI") or request.args.get("RelayState") or _HOME
    path = wanted.removeprefix(server.public_url) or _HOME
    if not _is_path(path):
        raise BadRequest("The 'fromURI' parameter must lead to a page of this org.")
    hint = request.args.get("login_hint")
    return start(server, path, idp=idp_id, **({"login_hint": hint} if hint else {}))


def start(server: OktaServer, path: str, **more: str) -> Response:
    """Send the browser into a sign-in that ends at a page of this org; more: parameters of its request."""
    state = unit().artifacts.put(DESTINATION, Destination(path), server.lifetimes.sign_in)
    asked = {
        "client_id": home_client.CLIENT_ID,
        "redirect_uri": f"{server.public_url}{home_client.CALLBACK_PATH}",
        "response_type": "code",
        "scope": "openid",
        "state": state,
        **more,
    }
    return Response(status=302, headers={"Location": f"{server.paths['authorize']}?{urlencode(asked)}"})


def _is_path(value: str) -> bool:
    """Tell whether a browser that follows a value stays at this org (it reads a backslash as a slash)."""
    return value.startswith("/") and not value.startswith("//") and "\\" not in value and params.usable(value)


def _finish() -> Response:
    """Go on when the session has begun; say why where it has not."""
    if "error" in request.args:
        return responses.page(403, request.args.get("error_description", "The sign-in failed."), None)
    try:
        path = unit().artifacts.consume(DESTINATION, request.args.get("state", "")).payload.path
    except ArtifactGone:
        path = _HOME
    return Response(status=302, headers={"Location": path})
