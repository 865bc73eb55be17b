"""The application's settings, read once at start from the environment or from a `.env` file.

Addresses are settings: nothing here or elsewhere trusts the Host header of a request.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

_BASE_URL = "http://localhost:8080"
_APP_NAME = "Contoso Home"
_SESSION_COOKIE = "webapp_session"  # cookies ignore ports: a second copy on this host needs another name
_PLACEHOLDER = "${"  # what `okta start` puts a value for; until then there is none


@dataclass(frozen=True, slots=True)
class Settings:
    """What the application must know. An empty issuer, client id or secret means: not configured yet."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    base_url: str = _BASE_URL
    secret_key: str = field(default="", repr=False)
    app_name: str = _APP_NAME
    session_cookie: str = _SESSION_COOKIE

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))
        if self.issuer:
            _check_url("ISSUER", self.issuer, "https://dev-123456.okta.com/oauth2/default")
        _check_url("BASE_URL", self.base_url, _BASE_URL)
        if urlsplit(self.base_url).path:
            raise ValueError(f"BASE_URL is {self.base_url!r}; it must not have a path.")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], env_file: Path | None = None) -> "Settings":
        """Read the settings; a value of the environment wins over the same one in `env_file`.

        Raises ValueError, naming the setting, for an address that is none.
        """
        file = _read_env_file(env_file) if env_file and env_file.is_file() else {}

        def value(name: str) -> str:
            return _set_value(environ.get(name)) or _set_value(file.get(name))

        return cls(
            issuer=value("ISSUER"),
            client_id=value("CLIENT_ID"),
            client_secret=value("CLIENT_SECRET"),
            base_url=value("BASE_URL") or _BASE_URL,
            secret_key=value("SECRET_KEY"),
            app_name=value("APP_NAME") or _APP_NAME,
            session_cookie=value("SESSION_COOKIE") or _SESSION_COOKIE,
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the names of the required settings that have no value."""
        required = {"ISSUER": self.issuer, "CLIENT_ID": self.client_id, "CLIENT_SECRET": self.client_secret}
        return tuple(name for name, value in required.items() if not value)

    @property
    def redirect_uri(self) -> str:
        return f"{self.base_url}/login/oauth2/code/okta"

    @property
    def post_logout_redirect_uri(self) -> str:
        return f"{self.base_url}/"

    @property
    def session_key(self) -> bytes:
        """Return the key that signs session cookies: the same after a restart and in every worker.

        Issuer and client are part of it, so a session never outlives a move to another issuer.
        """
        purpose = f"webapp_session v1\n{self.issuer}\n{self.client_id}"
        return hmac.digest((self.secret_key or self.client_secret).encode(), purpose.encode(), "sha256")


def _set_value(raw: str | None) -> str:
    value = (raw or "").strip()
    return "" if value.startswith(_PLACEHOLDER) else value


def _read_env_file(path: Path) -> dict[str, str]:
    """Read `NAME=value` lines; blank lines and those starting with # are passed over."""
    values = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.strip().removeprefix("export ").partition("=")
        if separator and not name.startswith("#"):
            values[name.strip()] = value.strip().strip("\"'")
    return values


def _check_url(name: str, value: str, example: str) -> None:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{name} is {value!r}; it must be an address such as {example}.")
