"""What a vendor fills in so that the core can be its authorization server.

One object per issuer. The core asks; it never decides what is Okta's or Entra's to decide.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from flask import Response

from mocks.kit.web import Unit
from mocks.oauth.device import DevicePolicy
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.events import Events
from mocks.oauth.keys import KeyRing, SigningKey
from mocks.oauth.model import (
    AccessToken,
    Authentication,
    AuthorizationRequest,
    Client,
    Drafts,
    Grant,
    Lifetimes,
    RefreshTimes,
    Session,
    SessionTimes,
    SignIn,
)
from mocks.oauth.response_modes import respond

if TYPE_CHECKING:
    from mocks.oauth.exchange import Exchange
    from mocks.oauth.signin import Attempt, Step


PERSONAL_SCOPES = frozenset({"openid", "profile", "email", "address", "phone", "offline_access"})
"""OpenID Connect Core sections 5.4 and 11."""


class AuthorizationServer(Events, ABC):
    """An issuer: its addresses, clients, claims, sign-in steps, lifetimes and wording of errors."""

    key: str
    """Names the server in the database."""
    display_name: str
    """What pages call the organisation."""
    public_url: str
    """Of the service, without a trailing slash."""
    issuer: str
    """As in `iss`; never derived from a Host header (RFC 8414 section 2)."""
    paths: Mapping[str, str]
    """Endpoint name -> absolute URL, for those endpoints this server has."""
    lifetimes: Lifetimes
    keys: KeyRing
    steps: ClassVar[tuple["Step", ...]] = ()
    """The sign-in steps in their order."""

    session_cookie: ClassVar[str]
    browser_cookie: ClassVar[str]
    """Binds sign-in transactions to one browser."""
    form_field: ClassVar[str]
    """Name of the hidden field that carries the sign-in transaction."""
    extra_parameters: ClassVar[tuple[str, ...]] = ()
    """Authorization parameters of the vendor's own that the sign-in needs later."""
    vendor_checks: ClassVar[Sequence[Any]] = ()
    """Checks of an authorization request beyond the core's, in order."""
    ignore_unknown_scopes: ClassVar[bool] = False
    response_types: ClassVar[frozenset[str]] = frozenset(
        {"code", "id_token", "token", "code id_token", "code token", "id_token token", "code id_token token"}
    )
    """The combinations served at all, their words in alphabetical order."""
    response_modes: ClassVar[frozenset[str]] = frozenset({"query", "fragment", "form_post"})
    request_uri_prefix: ClassVar[str] = ""
    """Of pushed requests' addresses; "" where requests are neither pushed nor signed."""
    plain_pkce: ClassVar[bool] = False
    """Whether `code_challenge_method=plain` is accepted."""
    at_hash: ClassVar[bool] = True
    """Whether ID tokens of the token endpoint carry `at_hash`."""
    lenient_logout: ClassVar[bool] = False
    """Whether an unregistered post_logout_redirect_uri is passed over in silence rather than refused."""

    assertion_algorithms: ClassVar[frozenset[str]] = frozenset(
        f"{family}{size}" for family in ("HS", "RS", "ES") for size in (256, 384, 512)
    )
    """By which clients may sign their statements (RFC 7523 section 3)."""
    longest_assertion: ClassVar[timedelta] = timedelta(hours=1)
    """How far ahead a client's statement may end."""
    single_use_assertions: ClassVar[bool] = True
    device_policy: DevicePolicy
    devices_authenticate: ClassVar[bool] = True
    """Whether a client proves itself already where it asks for a device code, or only where it redeems it."""
    grant_names: ClassVar[Mapping[str, str]] = {}
    """Other spellings of grant types that this vendor takes."""

    @property
    def secure(self) -> bool:
        """Whether cookies are for https alone."""
        return self.issuer.startswith("https:")

    @abstractmethod
    def client(self, unit: Unit, client_id: str) -> Client | None:
        """Return a registration that is in force here."""

    @abstractmethod
    def scopes(self, unit: Unit, client: Client) -> frozenset[str]:
        """Return every scope that a client may ask for."""

    def scopes_among(self, unit: Unit, client: Client, wanted: tuple[str, ...]) -> frozenset[str]:  # noqa: ARG002
        """Return those scopes that a request may have, where there are too many to list; raises OAuthError."""
        return self.scopes(unit, client)

    def default_scopes(self, unit: Unit, client: Client) -> tuple[str, ...]:  # noqa: ARG002
        """Return what a client gets that asks for no scope (RFC 6749 section 3.3); none means that it must ask."""
        return ()

    def grant_to_client(self, unit: Unit, client: Client, wanted: tuple[str, ...]) -> Grant:
        """Decide what a client gets that acts for itself; wanted: scope. Raises OAuthError(invalid_scope).

        Scopes that are about a person, and `offline_access`, mean nothing here (RFC 6749 section 4.4.3).
        """
        beyond = set(wanted) - (self.scopes(unit, client) - PERSONAL_SCOPES)
        if not wanted or beyond:
            raise OAuthError("invalid_scope", Reason.SCOPE, " ".join(sorted(beyond)))
        return Grant(client, wanted, None, family="")

    def grant_for_assertion(self, unit: Unit, client: Client, assertion: str, form: Mapping[str, str]) -> Grant:  # noqa: ARG002
        """Decide what a client gets for a signed statement about somebody (RFC 7523 section 2.1); raises OAuthError."""
        raise OAuthError("unsupported_grant_type", Reason.GRANT_TYPE_UNKNOWN, form["grant_type"])

    def exchange(self, unit: Unit) -> "Exchange | None":  # noqa: ARG002
        """Return what token exchange goes by here; None where no tokens are exchanged."""
        return None

    def assertion_audiences(self) -> frozenset[str]:
        """Return whom a client's statement may be meant for, whichever endpoint it is sent to."""
        return frozenset({self.paths["token"]})

    def access_token_lifetime(self, unit: Unit, grant: Grant) -> timedelta:  # noqa: ARG002
        """Return how long an access token for this grant lives."""
        return self.lifetimes.access_token

    def refresh_times(self, unit: Unit, grant: Grant) -> RefreshTimes:  # noqa: ARG002
        """Return how long a refresh token for this grant lives."""
        return RefreshTimes(self.lifetimes.refresh_token)

    def permit(self, unit: Unit, grant: Grant) -> None:
        """Decide at the token endpoint whether a redeemed grant is honoured; raises OAuthError if not."""

    def redirect_uri_matches(self, client: Client, redirect_uri: str) -> bool:
        """Tell whether a redirect URI is registered: the same string (RFC 9700 section 4.1.3)."""
        return redirect_uri in client.redirect_uris

    def default_response_mode(self, response_type: str) -> str:
        """OAuth 2.0 Multiple Response Types, section 5."""
        return "query" if response_type == "code" else "fragment"

    def respond(self, redirect_uri: str, mode: str, parameters: Mapping[str, str]) -> Response:
        """Send an authorization response, success or error, to a trusted redirect URI."""
        return respond(redirect_uri, mode, parameters)

    def logout_uri_matches(self, client: Client | None, uri: str) -> bool:
        """Tell whether a browser may be sent to `uri` after sign-out."""
        return client is not None and uri in client.post_logout_redirect_uris

    def session_fits(self, unit: Unit, signin: SignIn, session: Session) -> bool:  # noqa: ARG002
        """Tell whether a session may answer this request, as far as the vendor is concerned."""
        return True

    def session_times(
        self,
        unit: Unit,  # noqa: ARG002
        authentication: Authentication,  # noqa: ARG002
        client_id: str,  # noqa: ARG002
        remember: bool,
    ) -> SessionTimes:
        """Return how long a session lives that begins now. remember: whether the person wants to stay signed in."""
        times = self.lifetimes
        return SessionTimes(times.session_persistent if remember else times.session_idle, None, remember)

    def narrowed(self, attempt: "Attempt") -> "AuthorizationServer":  # noqa: ARG002
        """Return the server that goes on with an attempt: one that stands for many hands over to one of them."""
        return self

    def presented(self, unit: Unit, wanted: AuthorizationRequest) -> Authentication | None:  # noqa: ARG002
        """Return who was authenticated elsewhere at this server, when the request carries a proof of it."""
        return None

    @abstractmethod
    def admit(self, attempt: "Attempt") -> None:
        """Decide, after the last step, whether this person may use this client; raises OAuthError if not."""

    def silent_refusal(self, attempt: "Attempt", step: "Step") -> OAuthError:  # noqa: ARG002
        """Return the error when `prompt=none` forbids a step's page (OpenID Connect Core section 3.1.2.6)."""
        if attempt.signin.authentication is None:
            return OAuthError("login_required", Reason.LOGIN_REQUIRED)
        return OAuthError("interaction_required", Reason.INTERACTION_REQUIRED)

    @abstractmethod
    def still_valid(self, unit: Unit, user_id: str) -> bool:
        """Tell whether a session or grant of this user is still good (the account exists and is enabled)."""

    @abstractmethod
    def check_password(self, unit: Unit, client: Client, username: str, password: str) -> Authentication:
        """Return who has this name and password; raises OAuthError(invalid_grant) that tells neither apart."""

    def may_continue(self, unit: Unit, client: Client, user_id: str) -> bool:  # noqa: ARG002
        """Tell whether a grant of this user may be refreshed for this client."""
        return self.still_valid(unit, user_id)

    @abstractmethod
    def id_token_claims(self, unit: Unit, grant: Grant) -> dict[str, Any]:
        """Return the claims of an ID token beyond those the core sets itself (`iss aud iat exp nonce at_hash`)."""

    @abstractmethod
    def access_token_claims(self, unit: Unit, grant: Grant) -> dict[str, Any]:
        """Return all claims of an access token; the core signs them."""

    def last_look(self, unit: Unit, grant: Grant, drafts: Drafts) -> Drafts:  # noqa: ARG002
        """Have a last look at what tokens are to say before they are signed; raises OAuthError if they must not be."""
        return drafts

    def accepts_at_userinfo(self, token: AccessToken) -> bool:
        """Tell whether an access token was issued for this server's userinfo."""
        return token.server == self.key

    @abstractmethod
    def userinfo_claims(self, unit: Unit, grant: Grant) -> dict[str, Any]:
        """Return the userinfo response for an access token's person and scope."""

    def introspection_claims(self, unit: Unit, grant: Grant) -> dict[str, Any]:  # noqa: ARG002
        """Return what introspection says about a grant beyond the members of RFC 7662 that the core knows."""
        return {}

    def issuer_of(self, key: str) -> str:
        """Return the issuer of the service's authorization server with a key."""
        return self.issuer if key == self.key else ""

    def jws_header(self, kid: str) -> dict[str, str]:
        return {"kid": kid, "alg": "RS256"}

    def id_token_times(self, now: int) -> dict[str, int]:
        """Return `iat` and `exp` (and more) of an ID token issued now."""
        return {"iat": now, "exp": now + int(self.lifetimes.id_token.total_seconds())}

    def published_keys(self, unit: Unit) -> list[SigningKey]:
        """Return the keys that relying parties may meet."""
        return self.keys.published(unit.db, self.key)

    @abstractmethod
    def jwk(self, kid: str, public: Mapping[str, Any]) -> dict[str, Any]:
        """Return a signing key as this vendor publishes it."""

    @abstractmethod
    def discovery(self, unit: Unit) -> dict[str, Any]:
        """Return the metadata document (OpenID Connect Discovery section 3)."""

    def token_response(self, unit: Unit, grant: Grant, response: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Have a last look at a token response before it is sent."""
        return response

    @abstractmethod
    def error_page(self, error: OAuthError) -> Response:
        """Render an error that must not be redirected."""

    @abstractmethod
    def error_parameters(self, error: OAuthError) -> dict[str, str]:
        """Return the parameters of an error response at the redirect URI (RFC 6749 section 4.1.2.1)."""

    @abstractmethod
    def error_json(self, error: OAuthError) -> Response:
        """Render an error of an endpoint that machines call (RFC 6749 section 5.2)."""

    def stays_here(self, error: OAuthError) -> bool:
        """Tell whether an error is shown here although the redirect URI is trusted.

        An attempt that was finished before has had its answer: a second one with its state would confuse the client.
        """
        return error.reason is Reason.TRANSACTION_GONE

    def authorization_response(self, session: Session, wanted: AuthorizationRequest) -> dict[str, str]:  # noqa: ARG002
        """Return what this vendor adds to an authorization response."""
        return {}

    def device_response(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Have a last look at a device authorization response before it is sent (RFC 8628 section 3.2)."""
        return answer

    @abstractmethod
    def device_done(self) -> Response:
        """Tell the person that the decision about a device was taken."""

    def confirm_sign_out(self, unit: Unit, session: Session, fields: Mapping[str, str]) -> Response | None:  # noqa: ARG002
        """Ask a person about a sign-out that no ID token of theirs asks for; None where the vendor does not.

        fields: what the page's form sends to the endpoint. Source: OpenID Connect RP-Initiated Logout 1.0 section 2.
        """
        return None

    @abstractmethod
    def signed_out(self, unit: Unit, session: Session | None, next_url: str | None, *, initiator: str = "") -> Response:
        """Render the end of a sign-out; session: the one that was ended, next_url: a checked place to go on to.

        initiator: id of the client that asked for it, "" where the person did so here.
        """
