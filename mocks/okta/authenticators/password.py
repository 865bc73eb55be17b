"""The password: always on, kept with the user, asked for by a step of its own (`signin/password.py`)."""

from typing import ClassVar

from mocks.okta.authenticators import Authenticator


class Password(Authenticator):
    name: ClassVar[str] = "okta_password"
    type: ClassVar[str] = "password"
    title: ClassVar[str] = "Password"
    method: ClassVar[str] = "password"


AUTHENTICATOR = Password()
