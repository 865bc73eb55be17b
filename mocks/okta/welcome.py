"""The pages behind activation and reset links: a person sets a password, and may sign in from then on.

Source: fact sheet 2.1 and 4.4.
"""

from collections.abc import Callable

from flask import Flask, Response, request

from mocks.kit.artifacts import ArtifactGone
from mocks.kit.web import Unit, page, unit
from mocks.okta import credentials, responses
from mocks.okta.directory import org
from mocks.okta.directory.users import User
from mocks.okta.provisioning import passwords, recovery
from mocks.okta.provisioning.invitations import INVITATION, Purpose, invited

_TITLES = {Purpose.ACTIVATION: "Welcome to {}", Purpose.RESET: "Reset your password"}


def mount(app: Flask) -> None:
    for purpose in _TITLES:
        app.add_url_rule(f"/{purpose}/<token>", f"set_password.{purpose}", _view(purpose), methods=["GET", "POST"])


def _view(purpose: Purpose) -> Callable[[str], Response]:
    return lambda token: _answer(unit(), purpose, token)


def _answer(here: Unit, purpose: Purpose, token: str) -> Response:
    user = _invited(here, purpose, token)
    if user is None:
        return responses.link_gone()
    if request.method == "GET":
        return _form(here, purpose, user)
    password, again = (request.form.get(name, "") for name in ("newPassword", "confirmPassword"))
    refusal = passwords.refusal(here, user, password, again)
    if refusal:
        return _form(here, purpose, user, refusal)
    return _set(here, token, user, password)


def _invited(here: Unit, purpose: Purpose, token: str) -> User | None:
    user = invited(here, token, purpose)
    return user if user and recovery.is_open_to(here, user) else None


def _set(here: Unit, token: str, user: User, password: str) -> Response:
    try:
        here.artifacts.consume(INVITATION, token)
    except ArtifactGone:
        return responses.link_gone()
    credentials.set_password(here, user, password)
    text = "Open one of your applications to sign in."
    return page("notice.html", org_name=org.load(here.db).name, title="Your password is set", message=text)


def _form(here: Unit, purpose: Purpose, user: User, error: str | None = None) -> Response:
    name = org.load(here.db).name
    title = _TITLES[purpose].format(name)
    wanted = passwords.described(here, user)
    return page("set_password.html", org_name=name, title=title, username=user.login, error=error, requirements=wanted)
