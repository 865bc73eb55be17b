"""What the System Log tells of tokens: granted, refused, revoked, sent too often. Source: fact sheet 8.2 and 8.3."""

from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Client, Draft, Drafts, Grant
from mocks.okta.directory import system_log
from mocks.okta.directory.system_log import Party
from mocks.okta.errors import wording
from mocks.okta.issued_tokens import refresh_id
from mocks.okta.provisioning.jit import user_party
from mocks.okta.sign_in_events import person

_NAMES = {"access_token": "Access Token", "id_token": "ID Token", "refresh_token": "Refresh Token"}
_PATIENCE = (Reason.AUTHORIZATION_PENDING, Reason.SLOW_DOWN)
"""A device that asks again is no event."""
_TOLD_BEFORE = (*_PATIENCE, Reason.BAD_CREDENTIALS)
"""Wrong passwords are logged where they are checked, with whose they were."""


def granted(unit: Unit, event: str, grant: Grant, drafts: Drafts, refresh_token: str, server: Party) -> None:
    """Log each token of a response. event: `app.oauth2.token.grant`, or the custom servers' own."""
    about = [server]
    if grant.authentication and (user := person(unit, grant.authentication.user_id)):
        about.append(user_party(user))
    ids = {"access_token": _jti(drafts.access), "id_token": _jti(drafts.identity)}
    if refresh_token:
        ids["refresh_token"] = refresh_id(grant.family)
    system_log.record_each(
        unit,
        {f"{event}.{kind}": [Party(id, kind, None, _NAMES[kind]), *about] for kind, id in ids.items() if id},
        _client(grant.client),
        session=grant.sid,
        grantType=grant.grant_type,
        grantedScopes=" ".join(grant.scope),
    )


def refused(unit: Unit, event: str, client: Client | None, error: OAuthError) -> None:
    """Log that no token was given. event: `app.oauth2.token`, or the custom servers' own."""
    if error.reason in _TOLD_BEFORE:
        return
    actor = _client(client) if client else system_log.UNKNOWN
    name = "detect_reuse" if error.reason is Reason.REFRESH_TOKEN_REUSED else "grant"
    system_log.record(unit, f"{event}.{name}", actor, reason=wording(error).code)


def revoked(unit: Unit, event: str, client: Client, kind: str, id: str) -> None:
    """Log that a client gave a token back. kind: `access_token`, or `refresh_token` with its family as id."""
    shown = refresh_id(id) if kind == "refresh_token" else id
    system_log.record(unit, event, _client(client), [Party(shown, kind, None, _NAMES[kind])])


def _client(client: Client) -> Party:
    return Party(client.client_id, "PublicClientApp", client.client_id, client.name)


def _jti(draft: Draft | None) -> str:
    return str(draft.claims.get("jti", "")) if draft else ""
