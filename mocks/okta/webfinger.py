"""WebFinger: which provider a person signs in with, told to anybody who asks. Source: fact sheet 2.1, RFC 7033."""

from typing import Any

from flask import Flask, Response, jsonify, request

from mocks.kit.web import unit
from mocks.oauth import parameters as params
from mocks.okta.api_errors import ApiError, invalid
from mocks.okta.authorization_server import ORG_SERVER, OktaServer
from mocks.okta.org_servers import OrgServers
from mocks.okta.policies import routing

_PREFIX = "okta:acct:"
_PROVIDER, _ISSUER = "okta:idp", "http://openid.net/specs/connect/1.0/issuer"
_LONGEST = 100


def mount(app: Flask, servers: OrgServers) -> None:
    app.add_url_rule(
        "/.well-known/webfinger", "webfinger", lambda: _answer(servers.by_key(unit(), ORG_SERVER)), methods=["GET"]
    )


def _answer(server: OktaServer) -> Response:
    resource, rel = request.args.get("resource", ""), request.args.getlist("rel")
    if not resource:
        raise ApiError("E0000028")
    identifier = resource.removeprefix(_PREFIX)
    if identifier == resource or not 1 <= len(identifier) <= _LONGEST or not params.usable(identifier):
        raise invalid("resource", f"resource: must be {_PREFIX} and a username")
    found = [link for link in _links(server, identifier) if not rel or link["rel"] in rel]
    response = jsonify({"subject": resource, "links": found})
    response.mimetype = "application/jrd+json"
    return response


def _links(server: OktaServer, identifier: str) -> list[dict[str, Any]]:
    """Return a link for each provider that the routing rules allow; who exists is not told."""
    decision = routing.decide(unit(), "", identifier)
    links = [_link(server, _PROVIDER, idp.type, idp.id, idp.name, idp.id) for idp in decision.providers]
    if decision.local:
        links.append(_link(server, _ISSUER, "OKTA", "OKTA", server.display_name, server.org.id))
    return links


def _link(server: OktaServer, rel: str, type: str, segment: str, title: str, id: str) -> dict[str, Any]:
    return {
        "rel": rel,
        "href": f"{server.public_url}/sso/idps/{segment}",
        "titles": {"und": title},
        "properties": {"okta:idp:type": type, "okta:idp:id": id},
    }
