"""Identity providers: whom the org trusts to sign people in. Source: fact sheet 3.2."""

from typing import Any

from flask import Response
from werkzeug.exceptions import NotFound

from mocks.okta.admin._body import nested
from mocks.okta.admin._pages import Pages
from mocks.okta.admin._visit import Visit, address
from mocks.okta.api import idps
from mocks.okta.signin.identity_provider import CALLBACK_PATH

pages = Pages("identity_providers", "Identity providers", "/identity-providers", place=60)
_HERE = "identity-providers"
_KINDS = {"OIDC": "OpenID Connect", "MICROSOFT": "Microsoft"}
_MATCHES = (
    ("USERNAME", "Okta username"),
    ("EMAIL", "Email"),
    ("USERNAME_OR_EMAIL", "Okta username or email"),
)
_TEXTS = (
    "name",
    "protocol.credentials.client.client_id",
    "protocol.credentials.client.client_secret",
    "protocol.issuer.url",
    "protocol.endpoints.authorization.url",
    "protocol.endpoints.token.url",
    "protocol.endpoints.jwks.url",
    "protocol.endpoints.userInfo.url",
    "policy.subject.userNameTemplate.template",
    "policy.subject.filter",
    "policy.subject.matchType",
    "policy.accountLink.action",
    "policy.provisioning.action",
)


@pages.get()
def every(visit: Visit) -> Response:
    found, following = visit.api.page(idps.every, {"limit": 50, "after": visit.argument("after")})
    return visit.show("identity_providers.html", idps=found, following=following, kinds=_KINDS)


@pages.get("/new/<kind>")
def new(visit: Visit, kind: str) -> Response:
    """Show the form for one kind of provider."""
    if kind not in _KINDS:
        raise NotFound("There is no such kind of identity provider.")
    return visit.show(
        "identity_provider_new.html",
        kind=kind,
        label=_KINDS[kind],
        redirect_uri=_redirect_uri(visit),
        matches=_MATCHES,
        username="idpuser.userPrincipalName" if kind == "MICROSOFT" else "idpuser.email",
    )


@pages.post("/new/<kind>", back=new)
def add(visit: Visit, kind: str) -> Response:
    values: dict[str, Any] = {name: visit.field(name) for name in _TEXTS}
    values |= {
        "type": kind,
        "protocol.scopes": visit.field("protocol.scopes").split() or None,
        "policy.provisioning.profileMaster": visit.ticked_now("policy.provisioning.profileMaster"),
    }
    made = visit.api.call(idps.add, nested(values))
    return visit.to(_HERE, made["id"], done="added")


@pages.get("/<id>")
def one(visit: Visit, id: str) -> Response:
    idp = visit.api.call(idps.one, id=id)
    return visit.show(
        "identity_provider.html",
        idp=idp,
        kind=_KINDS.get(idp["type"], idp["type"]),
        redirect_uri=_redirect_uri(visit),
        matches=dict(_MATCHES),
        here=address(_HERE, id),
    )


@pages.post("/<id>/activate", back=one)
def activate(visit: Visit, id: str) -> Response:
    visit.api.call(idps.activate, id=id)
    return visit.to(_HERE, id, done="activated")


@pages.post("/<id>/deactivate", back=one)
def deactivate(visit: Visit, id: str) -> Response:
    visit.api.call(idps.deactivate, id=id)
    return visit.to(_HERE, id, done="deactivated")


def _redirect_uri(visit: Visit) -> str:
    return f"{visit.server.public_url}{CALLBACK_PATH}"
