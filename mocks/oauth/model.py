"""The words of the protocol as types: client, authorization request, sign-in, session, grants' records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import msgspec


class Rotation(StrEnum):
    """What redeeming a refresh token does to it.

    STATIC: it stays and is told again. ROTATE: it is used up, another takes its place (RFC 9700 section 4.14.2).
    ADD: another one is issued, and the old one stays good as well.
    """

    STATIC = "STATIC"
    ROTATE = "ROTATE"
    ADD = "ADD"


@dataclass(frozen=True, slots=True)
class LogoutUri:
    """Where a client wants to be told of sign-outs; session_required: with the session's `sid`, so that tokens have it.

    Source: OpenID Connect Front-Channel Logout 1.0 section 2, Back-Channel Logout 1.0 section 2.2.
    """

    uri: str
    session_required: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """A relying party's registration, as the core needs it.

    secrets: stored forms (`kit.passwords.hash_secret`); any of them may be presented.
    expired_secrets: that were good once; they are refused with a reason of their own.
    response_types: words of which one may be made up. auth_methods: of RFC 8414 section 2, `none` for a public
    client. leeway: how long a rotated refresh token may be sent once more, for clients that lost the answer.
    authenticated_by: the method by which the client proved itself in this request, "" where it did not have to.
    jwks: public keys of `private_key_jwt`; jwks_uri: where the client publishes them instead. shared_secret: the key of
    `client_secret_jwt`, which cannot be kept as a hash. request_object_alg: by which its request objects must be
    signed, "" for any way that the server takes.
    """

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    response_types: frozenset[str] = frozenset({"code"})
    grant_types: frozenset[str] = frozenset({"authorization_code"})
    auth_methods: frozenset[str] = frozenset({"client_secret_basic", "client_secret_post"})
    secrets: tuple[str, ...] = ()
    expired_secrets: tuple[str, ...] = ()
    pkce_required: bool = False
    rotation: Rotation = Rotation.STATIC
    leeway: timedelta = timedelta(0)
    authenticated_by: str = ""
    jwks: tuple[Mapping[str, str], ...] = ()
    shared_secret: str = ""
    jwks_uri: str = ""
    request_object_alg: str = ""
    front_channel_logout: LogoutUri | None = None
    back_channel_logout: LogoutUri | None = None

    @property
    def knows_sessions(self) -> bool:
        """Whether ID tokens tell this client the session's `sid`."""
        return any(one and one.session_required for one in (self.front_channel_logout, self.back_channel_logout))


class AuthorizationRequest(msgspec.Struct, frozen=True):
    """A checked authorization request (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1).

    extra: vendor parameters that the sign-in needs later, such as Okta's `idp` or Entra's `domain_hint`.
    """

    client_id: str
    redirect_uri: str
    response_type: str
    response_mode: str
    scope: tuple[str, ...] = ()
    state: str | None = None
    nonce: str | None = None
    prompt: tuple[str, ...] = ()
    max_age: int | None = None
    login_hint: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None
    extra: dict[str, str] = msgspec.field(default_factory=dict)


class Authentication(msgspec.Struct, frozen=True):
    """Who was authenticated, how and when.

    amr: RFC 8176 values. auth_time: seconds since the epoch. idp: id of the identity provider that vouched,
    "" when the server itself did.
    """

    user_id: str
    amr: tuple[str, ...]
    auth_time: int
    idp: str = ""


class Participant(msgspec.Struct, frozen=True, array_like=True):
    """A client that a session signed in. server: key of the authorization server that issued its tokens."""

    client_id: str
    server: str


class Session(msgspec.Struct, frozen=True):
    """The browser's lasting sign-in at this server.

    sid: public id, for `sid` claims and logs; the cookie holds another, secret one. persistent: outlives the browser.
    upstream_id_token: of the identity provider, for signing out there too. idle: seconds that it may go unused;
    ends_at: when it ends however much it is used, seconds since the epoch, None for never.
    """

    sid: str
    authentication: Authentication
    persistent: bool
    seen_at: float
    clients: tuple[Participant, ...] = ()
    upstream_id_token: str = ""
    idle: float = 0
    ends_at: float | None = None


class SignIn(msgspec.Struct):
    """A sign-in transaction: one attempt, from authorize to code.

    server: key of the authorization server. browser: digest of the cookie that binds it to one browser.
    authentication: set by the step that authenticated the person. fresh: the person was authenticated in this
    attempt, not taken from a session. remember: the answer to "keep me signed in", None when not asked. data: what
    the vendor's steps keep until they are done.
    user_code: of the device that waits for this sign-in, "" when it is for the browser itself.
    strengthened: the person of the session gave a further proof in this attempt; `authentication` has it.
    """

    server: str
    request: AuthorizationRequest
    browser: str
    identifier: str = ""
    authentication: Authentication | None = None
    fresh: bool = False
    remember: bool | None = None
    passed: tuple[str, ...] = ()
    idp: str = ""
    upstream_id_token: str = ""
    data: dict[str, str] = msgspec.field(default_factory=dict)
    user_code: str = ""
    strengthened: bool = False


class AuthorizationCode(msgspec.Struct, frozen=True):
    """What a code stands for until it is redeemed. auth_time_wanted: the request had a `max_age`."""

    server: str
    client_id: str
    redirect_uri: str
    scope: tuple[str, ...]
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    authentication: Authentication
    sid: str
    auth_time_wanted: bool = False


class AccessToken(msgspec.Struct, frozen=True):
    """What an access token stands for at userinfo and introspection."""

    server: str
    client_id: str
    scope: tuple[str, ...]
    authentication: Authentication | None
    issued_at: int
    jti: str
    audience: str = ""


class RefreshToken(msgspec.Struct, frozen=True):
    """What a refresh token stands for. sid: of the session in which it was earned.

    grant_type: by which it was earned. ends_at: when it ends however much it is used, and every token that takes its
    place with it; seconds since the epoch, None for never. issued_at: seconds since the epoch.
    """

    server: str
    client_id: str
    scope: tuple[str, ...]
    authentication: Authentication
    sid: str
    grant_type: str = "authorization_code"
    ends_at: float | None = None
    issued_at: int = 0


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token request earned: the tokens to issue.

    family: ties the tokens of one authorization together; "" when nothing ties them. refresh_token: one that goes
    on being good and is told again; refresh_scope: what a new one is for, when that is more than `scope`.
    authentication: None when the client acts for itself. audience: the resource that the request named, "" where
    the server has but one. grant_type: by which it was earned, for a refreshed one at first; refresh_ends_at: of the
    refresh token that was redeemed. alone: no access token comes with the ID token, so that it has to say everything.
    request: the authorization request, where its endpoint itself issues the tokens.
    issued_token_type: what the response says of itself where a token was exchanged (RFC 8693 section 2.2.1).
    """

    client: Client
    scope: tuple[str, ...]
    authentication: Authentication | None
    family: str
    nonce: str | None = None
    sid: str = ""
    auth_time_wanted: bool = False
    refresh_token: str = ""
    refresh_scope: tuple[str, ...] = ()
    audience: str = ""
    grant_type: str = "authorization_code"
    refresh_ends_at: float | None = None
    alone: bool = False
    request: AuthorizationRequest | None = None
    issued_token_type: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a token is to say, before it is signed. lifetime: how long it is good."""

    claims: dict[str, Any]
    lifetime: timedelta


@dataclass(frozen=True, slots=True)
class Drafts:
    """The tokens that one response brings; None for one that it does not."""

    access: Draft | None = None
    identity: Draft | None = None


@dataclass(frozen=True, slots=True)
class RefreshTimes:
    """How long refresh tokens live: unused, and in all (None: without an end)."""

    idle: timedelta
    total: timedelta | None = None


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """How long a session lives: unused, and in all (None: without an end); whether it outlives the browser."""

    idle: timedelta
    total: timedelta | None = None
    persistent: bool = False


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long an authorization server's artifacts live."""

    code: timedelta
    id_token: timedelta
    access_token: timedelta
    refresh_token: timedelta
    sign_in: timedelta = timedelta(minutes=60)
    session_idle: timedelta = timedelta(hours=2)
    pushed_request: timedelta = timedelta(hours=1)
    session_persistent: timedelta = timedelta(days=30)
