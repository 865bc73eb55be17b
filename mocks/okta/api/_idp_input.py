"""What an identity provider that was sent to the management API means, and what is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import Connection

from mocks.okta.api._idp_wire import Endpoint, IdpInput, LinkFilter, PolicyInput, ProtocolInput, Signing
from mocks.okta.api_errors import invalid
from mocks.okta.directory import groups, idp_keys
from mocks.okta.directory.identity_providers import IdentityProvider, Policy, Protocol
from mocks.okta.idps import IdpType, types
from mocks.okta.provisioning.expressions import ExpressionError, compiled

_LONGEST_NAME = 100
_SHORTEST_HMAC_SECRET = 32


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an input means, once nothing is wrong with it."""

    type: IdpType
    protocol: Protocol
    policy: Policy


def accept(db: Connection, given: IdpInput, before: IdentityProvider | None) -> Accepted:
    """Translate an input; raises E0000001 with every cause.

    before: the provider that it replaces, whose secret stays where none is sent. Its issuer stays as well: the models
    of Okta's Python SDK have no place for it, and what they read could not be sent back.
    """
    type = types().get(given.type)
    if type is None:
        raise invalid("type", f"type: must be one of {', '.join(sorted(types()))}")
    if before and before.type != given.type:
        raise invalid("type", "type: cannot be changed")
    protocol = _protocol(type, given.protocol, before)
    policy = _policy(type, given.policy)
    causes = [*_name_causes(given.name), *_protocol_causes(protocol), *_policy_causes(db, policy)]
    causes += _signing_causes(db, protocol.signing_kid, before)
    if causes:
        raise invalid(causes[0].partition(":")[0], *causes)
    return Accepted(type, protocol, policy)


def _protocol(type: IdpType, given: ProtocolInput, before: IdentityProvider | None) -> Protocol:
    defaults, endpoints, client = type.default_protocol, given.endpoints, given.credentials.client
    secret = client.client_secret or (before.protocol.client_secret if before else "")
    issuer = before.protocol.issuer if before else defaults.get("issuer", "")

    def address(endpoint: Endpoint | None, name: str) -> str:
        return endpoint.url if endpoint else defaults.get(name, "")

    response, signing = given.algorithms.response, given.credentials.signing or Signing()
    by_key = client.token_endpoint_auth_method == "private_key_jwt"  # noqa: S105 (a name)
    kid = signing.kid or (before.protocol.signing_kid if before else "")
    return Protocol(
        issuer=given.issuer.url if given.issuer else issuer,
        authorization_url=address(endpoints.authorization, "authorization_url"),
        token_url=address(endpoints.token, "token_url"),
        jwks_url=address(endpoints.jwks, "jwks_url"),
        client_id=client.client_id,
        client_secret=secret,
        userinfo_url=address(endpoints.user_info, "userinfo_url") or None,
        end_session_url=address(endpoints.slo, "end_session_url") or None,
        scopes=given.scopes or defaults.get("scopes", ("openid", "email", "profile")),
        pkce_required=client.pkce_required,
        participate_slo=given.settings.participate_slo,
        id_token_algorithm=response.signature.algorithm if response else None,
        token_endpoint_auth_method="private_key_jwt" if by_key else None,
        signing_kid=kid if by_key else "",
        signing_algorithm=signing.algorithm,
    )


def _policy(type: IdpType, given: PolicyInput) -> Policy:
    provisioning, link, subject = given.provisioning, given.account_link, given.subject
    allowed = link.filter or LinkFilter()
    template = subject.user_name_template
    return Policy(
        provisioning=provisioning.action,
        profile_source=provisioning.profile_master,
        group_ids=provisioning.groups.assignments if provisioning.groups.action == "ASSIGN" else (),
        account_link=link.action,
        account_link_group_ids=allowed.groups.include,
        account_link_excluded_user_ids=allowed.users.exclude,
        match_type=subject.match_type,
        match_attribute=subject.match_attribute,
        username_template=template.template if template else type.default_template,
        username_filter=subject.filter or None,
        deprovisioned=provisioning.conditions.deprovisioned.action,
        suspended=provisioning.conditions.suspended.action,
        map_amr_claims=given.map_amr_claims,
        trust_claims=bool(given.trust_claims),
        max_clock_skew=given.max_clock_skew,
    )


def _name_causes(name: str) -> Iterator[str]:
    if not name.strip():
        yield "name: The field cannot be left blank"
    if len(name) > _LONGEST_NAME:
        yield f"name: must have at most {_LONGEST_NAME} characters"


def _protocol_causes(protocol: Protocol) -> Iterator[str]:
    needed: dict[str, str] = {
        "protocol.issuer.url": protocol.issuer,
        "protocol.endpoints.authorization.url": protocol.authorization_url,
        "protocol.endpoints.token.url": protocol.token_url,
        "protocol.endpoints.jwks.url": protocol.jwks_url,
        "protocol.credentials.client.client_id": protocol.client_id,
    }
    if protocol.token_endpoint_auth_method is None:
        needed["protocol.credentials.client.client_secret"] = protocol.client_secret
    yield from (f"{where}: The field cannot be left blank" for where, value in needed.items() if not value)
    addresses = {where: value for where, value in needed.items() if where.endswith(".url") and value}
    addresses |= {"protocol.endpoints.userInfo.url": protocol.userinfo_url or ""} if protocol.userinfo_url else {}
    yield from (f"{where}: must be a URL" for where, value in addresses.items() if not _is_address(value))
    if "openid" not in protocol.scopes:
        yield "protocol.scopes: must contain openid"
    by_secret = (protocol.id_token_algorithm or "").startswith("HS")
    if by_secret and len(protocol.client_secret.encode()) < _SHORTEST_HMAC_SECRET:
        yield f"protocol.credentials.client.client_secret: must have {_SHORTEST_HMAC_SECRET} bytes to sign with"


def _signing_causes(db: Connection, kid: str, before: IdentityProvider | None) -> Iterator[str]:
    if kid and (before is None or idp_keys.signing_key(db, before.id, kid) is None):
        yield f"protocol.credentials.signing.kid: the provider has no key {kid[:60]!r}"


def _policy_causes(db: Connection, policy: Policy) -> Iterator[str]:
    try:
        re.compile(policy.username_filter or "")
    except re.error as error:
        yield f"policy.subject.filter: is not valid: {error}"
    try:
        compiled(policy.username_template)
    except ExpressionError as error:
        yield f"policy.subject.userNameTemplate.template: {error}"
    attribute = policy.match_attribute or ""
    if policy.match_type == "CUSTOM_ATTRIBUTE" and not attribute.isidentifier():
        yield "policy.subject.matchAttribute: The field cannot be left blank"
    if policy.max_clock_skew < 0:
        yield "policy.maxClockSkew: must not be negative"
    for id in (*policy.group_ids, *policy.account_link_group_ids):
        if not groups.exists(db, id):
            yield f"policy: there is no group {id[:40]!r}"


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
