"""The channel of a hook as the API takes and shows it. Source: fact sheet 9.4.

A service on this machine may be called over plain http, anything else over https alone; a real org knows https only.
"""

import ipaddress
import re
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from mocks.okta.api_errors import ApiError, invalid
from mocks.okta.directory._hook_channel import Channel, Header

VERSION = "1.0.0"
_LONGEST_URI = 1024
_LONGEST_HEADER = 4096
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
_RESERVED = frozenset(
    {
        *("accept", "connection", "content-length", "content-type", "expect", "host", "te", "trailer"),
        *("transfer-encoding", "upgrade", "user-agent", "x-okta-verification-challenge"),
    }
)


class HeaderInput(msgspec.Struct):
    key: str
    value: str


class AuthSchemeInput(msgspec.Struct):
    """value: left out, the secret that is there stays, as long as the address does."""

    key: str
    type: str = "HEADER"
    value: str | None = None


class ConfigInput(msgspec.Struct, rename="camel"):
    uri: str
    headers: list[HeaderInput] | None = None
    auth_scheme: AuthSchemeInput | None = None
    method: str | None = None


class ChannelInput(msgspec.Struct):
    config: ConfigInput
    type: Literal["HTTP"] = "HTTP"
    version: str = VERSION


def checked(given: ChannelInput, before: Channel | None) -> Channel:
    """Return the channel that is wanted; raises E0000001. before: the hook's present one."""
    config = given.config
    if given.version != VERSION:
        raise invalid("channel.version", f"channel.version: must be '{VERSION}'")
    if config.method not in (None, "POST"):
        raise invalid("channel.config.method", "channel.config.method: must be 'POST'")
    if not _may_be_called(config.uri):
        text = "must be an https address, or http on this machine, of at most 1024 characters"
        raise invalid("channel.config.uri", f"channel.config.uri: {text}")
    headers = tuple(_header(header.key, header.value) for header in config.headers or ())
    auth = _auth(config.auth_scheme, before if before and before.uri == config.uri else None)
    names = [header.key.lower() for header in (*headers, *([auth] if auth else []))]
    if len(set(names)) < len(names):
        raise invalid("channel.config.headers", "channel.config.headers: a header stands there twice")
    return Channel(config.uri, headers, auth)


def shown(channel: Channel) -> dict[str, Any]:
    """Return the channel without its secret."""
    auth = {"type": "HEADER", "key": channel.auth.key} if channel.auth else None
    return {
        "type": "HTTP",
        "version": VERSION,
        "config": {
            "uri": channel.uri,
            "headers": [{"key": header.key, "value": header.value} for header in channel.headers],
            "method": "POST",
            "authScheme": auth,
        },
    }


def _auth(given: AuthSchemeInput | None, before: Channel | None) -> Header | None:
    if given is None:
        return None
    if given.type.upper() != "HEADER":
        raise invalid("channel.config.authScheme.type", "channel.config.authScheme.type: must be 'HEADER'")
    known = before.auth.value if before and before.auth and before.auth.key.lower() == given.key.lower() else ""
    return _header(given.key, known if given.value is None else given.value)


def _header(key: str, value: str) -> Header:
    if not _NAME.fullmatch(key) or key.lower() in _RESERVED:
        raise _bad_header(f"'{key[:100]}' cannot be the name of a header here")
    if len(value) > _LONGEST_HEADER or not _VALUE.fullmatch(value):
        raise _bad_header(f"'{key}' has no value that a header can have")
    return Header(key, value)


def _bad_header(text: str) -> ApiError:
    return invalid("channel.config.headers", f"channel.config.headers: {text}")


def _may_be_called(uri: str) -> bool:
    if len(uri) > _LONGEST_URI or not uri.isascii() or not uri.isprintable() or " " in uri:
        return False
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or port == 0 or "@" in parts.netloc or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
