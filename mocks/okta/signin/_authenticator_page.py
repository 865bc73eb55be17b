"""The pages on which an authenticator is set up or asked for. All but security keys work without scripts."""

from collections.abc import Mapping
from typing import Any

import msgspec
from flask import Response

from mocks.kit.qr_code import data_uri
from mocks.oauth.signin import Attempt, authorize_url
from mocks.okta import authenticators
from mocks.okta.authenticators._demand import Demand
from mocks.okta.authenticators._totp import Totp, account_uri
from mocks.okta.authenticators.security_question import QUESTIONS
from mocks.okta.directory.factors import Factor
from mocks.okta.signin._demand import here
from mocks.okta.signin._page import render

_SCRIPTS = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def render_authenticator(
    attempt: Attempt, step: str, factor: Factor, challenge: Mapping[str, object], **values: Any
) -> Response:
    """Render the page by which an authenticator is asked for, or set up when the factor is not proven yet."""
    kind = authenticators.of(factor)
    values |= {"title": kind.title, "profile": factor.profile, "enrolling": step == "enroll"}
    if isinstance(kind, Totp) and values["enrolling"]:
        values |= {"qr_code": data_uri(account_uri(here(attempt), factor)), "key": _in_fours(factor.secret)}
    if kind.page == "webauthn":
        values["options"] = msgspec.json.encode(challenge).decode()
    response = render(attempt, step, template=kind.page, **values)
    if kind.page == "webauthn":
        response.headers["Content-Security-Policy"] = _SCRIPTS
    return response


def of_everyone(attempt: Attempt, demand: Demand) -> dict[str, str]:
    """Return what all of these pages show: who it is, and the way back."""
    return {"username": demand.user.login, "restart_url": authorize_url(attempt.server, attempt.signin.request)}


def render_questions(attempt: Attempt, step: str, typed: Mapping[str, str], **values: Any) -> Response:
    """Render the page on which a person picks a question and gives the answer to it."""
    return render(attempt, step, template="question_choice", questions=QUESTIONS, typed=typed, **values)


def _in_fours(key: str) -> str:
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
