"""Tokens of people that are in force, as administrators see and end them. Source: fact sheet 5.4, 1.10.

A refresh token is named by its authorization, so that it keeps its name when it rotates; with it end the access
tokens that it earned.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mocks.kit.artifacts import Artifact, Handle, Kind
from mocks.kit.web import Unit
from mocks.oauth.device_secrets import DEVICE_SECRET
from mocks.oauth.model import RefreshToken
from mocks.oauth.tokens import ACCESS_TOKEN, REFRESH_TOKEN, holder_of


@dataclass(frozen=True, slots=True)
class Issued:
    """A refresh token. id: `oar…`; family: of the tokens of the same authorization; expires_at: if it is not used."""

    id: str
    token: RefreshToken
    family: str
    expires_at: float


def refresh_id(family: str) -> str:
    """Return what names a refresh token, here and in the System Log; nothing could be guessed from it."""
    return f"oar{hashlib.sha256(family.encode()).hexdigest()[:17]}"


def of_user(unit: Unit, user_id: str, client_id: str | None = None) -> list[Issued]:
    """Return a person's refresh tokens, at one client or at all."""
    found = _issued(unit.artifacts.owned(REFRESH_TOKEN, user_id))
    return [one for one in found if client_id in (None, one.token.client_id)]


def of_client(unit: Unit, server_id: str, client_id: str) -> list[Issued]:
    """Return the refresh tokens of a client at one authorization server."""
    return _issued(unit.artifacts.held(REFRESH_TOKEN, holder_of(server_id, client_id)))


def clients_of(unit: Unit, server_id: str) -> list[str]:
    """Return the ids of the clients that have refresh tokens of a server."""
    prefix = holder_of(server_id, "")
    return [holder.removeprefix(prefix) for holder in unit.artifacts.holders(prefix)]


def end(unit: Unit, issued: Iterable[Issued]) -> None:
    """End refresh tokens, and the access tokens that came with them."""
    for one in issued:
        unit.artifacts.drop_family(one.family)


def end_of_user(unit: Unit, user_id: str) -> None:
    """End every token about a person."""
    kinds: tuple[Kind[Any], ...] = (ACCESS_TOKEN, REFRESH_TOKEN, DEVICE_SECRET)
    for kind in kinds:
        for handle, _ in unit.artifacts.owned(kind, user_id):
            unit.artifacts.drop(kind, handle)


def end_consented(unit: Unit, user_id: str, client_id: str, server_id: str, scope: str) -> None:
    """End what a client earned at a server by a consent that is taken back: the tokens with that scope."""
    access, refresh = unit.artifacts.owned(ACCESS_TOKEN, user_id), unit.artifacts.owned(REFRESH_TOKEN, user_id)
    found = [artifact for _, artifact in access] + [artifact for _, artifact in refresh]
    for artifact in found:
        token = artifact.payload
        if (token.client_id, token.server) == (client_id, server_id) and scope in token.scope:
            unit.artifacts.drop_family(artifact.family)


def _issued(found: Iterable[tuple[Handle, Artifact[RefreshToken]]]) -> list[Issued]:
    by_id = {}
    for _, artifact in found:
        id = refresh_id(artifact.family)
        by_id[id] = Issued(id, artifact.payload, artifact.family, artifact.expires_at)
    return sorted(by_id.values(), key=lambda one: one.id)
