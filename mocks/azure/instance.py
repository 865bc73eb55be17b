"""Addresses beside the protocol that Microsoft's clients ask before it: which cloud, whose domain, does a name exist.

Source: fact sheet sections 1.2, 1.4, 2.3 and 11.1.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, request

from mocks.azure import responses
from mocks.azure.directory import tenants, users
from mocks.azure.errors import UNKNOWN_INSTANCE
from mocks.kit.web import page, unit
from mocks.oauth.errors import OAuthError, Reason

_PUBLIC = ("login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net")
_LONGEST_NAME = 320


def mount(app: Flask, public_url: str) -> None:
    """Serve what stands under `common` and belongs to no tenant."""

    def instance() -> Response:
        return _instance(public_url)

    for tenant in ("common", "organizations"):
        app.add_url_rule(f"/{tenant}/discovery/instance", f"instance.{tenant}", instance)
        for spelled in ("userrealm", "UserRealm"):
            app.add_url_rule(
                f"/{tenant}/{spelled}/", f"realm_of.{tenant}.{spelled}", _user_realm, defaults={"name": ""}
            )
            app.add_url_rule(f"/{tenant}/{spelled}/<path:name>", f"realm.{tenant}.{spelled}", _user_realm)
        app.add_url_rule(f"/{tenant}/oauth2/nativeclient", f"nativeclient.{tenant}", _native_client)
    app.add_url_rule("/<tenant>/GetCredentialType", "credential_type", _credential_type, methods=["POST"])


def _instance(public_url: str) -> Response:
    """Tell whether an authority is one of this cloud's; whether its tenant exists is asked elsewhere."""
    own = urlsplit(public_url)
    asked = urlsplit(request.args.get("authorization_endpoint", ""))
    # MSAL Python leaves the port out.
    if asked.hostname not in (own.hostname, *_PUBLIC):
        text = UNKNOWN_INSTANCE.text.format(asked.hostname or "")
        refusal = OAuthError("invalid_instance", Reason.UNSUPPORTED, description=text, code=str(UNKNOWN_INSTANCE.code))
        return responses.error_json(refusal, public_url)
    version = "1.1" if request.args.get("api-version") == "1.1" else "1.0"
    tenant = asked.path.strip("/").partition("/")[0] or "common"
    answer: dict[str, Any] = {
        "tenant_discovery_endpoint": f"{public_url}/{tenant}/v2.0/.well-known/openid-configuration",
        "api-version": version,
    }
    if version == "1.1":
        names = sorted({own.netloc, own.hostname or ""})
        answer["metadata"] = [{"preferred_network": own.netloc, "preferred_cache": own.netloc, "aliases": names}]
    return _readable(jsonify(answer))


def _user_realm(name: str) -> Response:
    """Tell whether this cloud checks a person's password itself: every domain of the lab does."""
    domain = (name or request.args.get("user", "")).rpartition("@")[2].lower()
    known = _tenant_of(domain) is not None
    answer = {
        "ver": request.args.get("api-version", "1.0")[:8],
        "account_type": "Managed" if known else "Unknown",
        "domain_name": domain[:253],
        "cloud_instance_name": "microsoftonline.com",
        "cloud_audience_urn": "urn:federation:MicrosoftOnline",
    }
    return _readable(jsonify(answer))


def _credential_type(tenant: str) -> Response:  # noqa: ARG001 (a name's domain says whose it is, whatever was asked)
    asked = request.get_json(silent=True)
    typed = asked.get("username") if isinstance(asked, dict) else None
    name = typed[:_LONGEST_NAME] if isinstance(typed, str) else ""
    home = _tenant_of(name.rpartition("@")[2].lower())
    user = users.by_sign_in_name(unit().db, home, name) if home else None
    answer = {
        "Username": name,
        "Display": name,
        "IfExistsResult": 0 if user else 1,
        "ThrottleStatus": 0,
        "Credentials": {"PrefCredential": 1, "HasPassword": user is None or user.password_hash is not None},
        "EstsProperties": {"DomainType": 3 if home else 1},
    }
    return jsonify(answer)


def _tenant_of(domain: str) -> str | None:
    found = tenants.by_domain(unit().db, domain) if domain.isprintable() else None
    return found.id if found else None


def _native_client() -> Response:
    """Serve the blank page where applications without a server of their own pick up the answer."""
    return page("nativeclient.html", tenant_name="Azure AD")


def _readable(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
