"""An application of the directory as the protocol core knows a client."""

from datetime import timedelta

from mocks.oauth.model import Client, LogoutUri
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
        jwks_uri=settings.jwks_uri,
        request_object_alg=settings.request_object_alg,
        shared_secret=settings.shared_secret,
        front_channel_logout=_front_channel(settings),
        back_channel_logout=_back_channel(settings),
    )


def _redirect_uris(settings: Settings) -> tuple[str, ...]:
    """Return those in force: one with a wildcard means nothing where wildcards are switched off."""
    if settings.wildcard_redirect == "SUBDOMAIN":
        return settings.redirect_uris
    return tuple(uri for uri in settings.redirect_uris if WILDCARD not in uri)


def _front_channel(settings: Settings) -> LogoutUri | None:
    uri = settings.frontchannel_logout_uri if settings.participate_slo else None
    return LogoutUri(uri, settings.frontchannel_logout_session_required) if uri else None


def _back_channel(settings: Settings) -> LogoutUri | None:
    uri = settings.backchannel_logout_uri
    return LogoutUri(uri, settings.backchannel_logout_session_required) if uri else None
