"""What the tests share: a clock that stands still, an issuer, the application, and a browser of sorts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from webapp.app import create_app
from webapp.settings import Settings
from webapp.tests.tiny_issuer import CLIENT_ID, CLIENT_SECRET, TinyIssuer, running_issuer


@dataclass
class Clock:
    """Time that moves only when told to."""

    at: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Browser:
    """A person's browser: the application's cookies, and the way through the issuer."""

    client: FlaskClient
    issuer: TinyIssuer

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def to_callback(self, wanted: str = "/") -> str:
        """Open a page that leads to the issuer; return the callback address that it sends back to."""
        location = wanted
        while location.startswith("/"):
            response = self.get(location)
            assert response.status_code == 302, response.text
            location = response.location
        assert location.startswith(f"{self.issuer.url}/authorize?")
        return self.issuer.authorize(location)

    def sign_in(self, wanted: str = "/") -> TestResponse:
        """Sign in; return the callback's answer."""
        return self.get(self.to_callback(wanted))


@pytest.fixture(scope="session")
def keys() -> list[RSAKey]:
    return [RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}) for kid in ("key-1", "key-2")]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def issuer(clock: Clock, keys: list[RSAKey]) -> Iterator[TinyIssuer]:
    with running_issuer(lambda: clock().timestamp(), list(keys)) as issuer:
        yield issuer


@pytest.fixture
def settings(issuer: TinyIssuer) -> Settings:
    return Settings(issuer.url, CLIENT_ID, CLIENT_SECRET)


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Flask:
    return create_app(settings, now=clock)


@pytest.fixture
def browser(app: Flask, issuer: TinyIssuer) -> Browser:
    return Browser(app.test_client(), issuer)
