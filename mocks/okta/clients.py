"""An application of the directory as the protocol core knows a client."""

from datetime import timedelta

from mocks.oauth.model import Client
from mocks.okta.directory.applications import Application, Settings
from mocks.okta.redirect_uris import WILDCARD


def registration(application: Application) -> Client:
    settings = application.settings
    return Client(
        client_id=application.id,
        name=application.label,
        redirect_uris=_redirect_uris(settings),
        post_logout_redirect_uris=settings.post_logout_redirect_uris,
        auth_methods=frozenset(settings.token_endpoint_auth_methods),
        secrets=settings.secrets,
        pkce_required=settings.pkce_required,
        grant_types=frozenset(settings.grant_types),
        response_types=frozenset(settings.response_types),
        rotation=settings.rotation,
        leeway=timedelta(seconds=settings.leeway),
        jwks=settings.jwks,
        shared_secret=settings.shared_secret,
    )


def _redirect_uris(settings: Settings) -> tuple[str, ...]:
    """Return those in force: one with a wildcard means nothing where wildcards are switched off."""
    if settings.wildcard_redirect == "SUBDOMAIN":
        return settings.redirect_uris
    return tuple(uri for uri in settings.redirect_uris if WILDCARD not in uri)
