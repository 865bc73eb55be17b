"""What the core tells a vendor once it has happened, for the vendor's logs: nothing is asked, nothing decided."""

from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError
from mocks.oauth.model import AuthorizationRequest, Client, Drafts, Grant, Session, SignIn


class Events:
    """Told of what happens at an authorization server; takes no note unless a vendor does."""

    def on_tokens_issued(self, unit: Unit, grant: Grant, drafts: Drafts, refresh_token: str) -> None:
        """Take note of the tokens of a response; refresh_token: a new one, "" without."""

    def on_grant_refused(self, unit: Unit, client: Client | None, error: OAuthError) -> None:
        """Take note that the token endpoint refused a request; client: None when it is not known who asked."""

    def on_token_revoked(self, unit: Unit, client: Client, kind: str, id: str) -> None:
        """Take note that a client gave a token back; kind: `access_token` or `refresh_token`, id: what names it."""

    def on_code_issued(self, unit: Unit, signin: SignIn, session: Session) -> None:
        """Take note that a code was issued."""

    def on_refused(self, unit: Unit, request: AuthorizationRequest, error: OAuthError, signin: SignIn | None) -> None:
        """Take note that an authorization request was refused."""

    def on_session_started(self, unit: Unit, signin: SignIn, session: Session) -> None:
        """Take note that a person signed in."""
