"""Which addresses an application may register (fact sheet section 3.3)."""

import re
from urllib.parse import urlsplit

from mocks.azure.directory.app_settings import Settings
from mocks.azure.graph_errors import bad_request

_MOST, _LONGEST = 256, 256
_UNUSABLE = re.compile(r"[\s\x00-\x1f\x7f!$'(),;*#]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_SCRIPTS = ("javascript", "data", "vbscript", "file", "blob", "about")


def check(settings: Settings, public_url: str) -> None:
    """Raise GraphError 400 for an address that no platform takes. public_url: of the service."""
    uris = settings.redirect_uris
    if len(uris) > _MOST:
        raise bad_request(f"An application has at most {_MOST} redirect URIs.")
    for uri in (*settings.web.redirect_uris, *settings.spa.redirect_uris):
        if not _is_plain(uri) or not _is_of_the_web(uri, public_url):
            raise _unusable(uri)
    for uri in settings.public_client.redirect_uris:
        if not _is_plain(uri) or not (_is_of_a_program(uri) or _is_of_the_web(uri, public_url)):
            raise _unusable(uri)


def _is_plain(uri: str) -> bool:
    return uri.isascii() and len(uri) <= _LONGEST and not _UNUSABLE.search(uri)


def _is_of_the_web(uri: str, public_url: str) -> bool:
    """https, or http where nobody listens in: on this machine, and among the hosts of a lab without https."""
    try:
        parts, own = urlsplit(uri), urlsplit(public_url)
        host = parts.hostname or ""
        known = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if not host or not known or "@" in parts.netloc or parts.scheme not in ("https", "http"):
        return False
    domain = (own.hostname or "").partition(".")[2]
    here = host in ("localhost", "127.0.0.1") or host.endswith(".localhost")
    return parts.scheme == "https" or here or (own.scheme == "http" and bool(domain) and host.endswith(f".{domain}"))


def _is_of_a_program(uri: str) -> bool:
    """A scheme of the program's own, such as `msal...://auth` or `urn:ietf:wg:oauth:2.0:oob`."""
    scheme, colon, rest = uri.partition(":")
    known = scheme.lower() in ("http", "https", *_SCRIPTS)
    return bool(colon and rest) and not known and _SCHEME.fullmatch(scheme) is not None


def _unusable(uri: str) -> Exception:
    return bad_request(f"Invalid value specified for property 'redirectUris' of resource: '{uri[:80]}'.")
