"""The page behind a link that lifts a lock: whoever opens it says so once more, as mail programs open links too.

Source: fact sheet 2.4 and 6.4.
"""

from flask import Flask, Response, request

from mocks.kit.artifacts import ArtifactGone
from mocks.kit.web import page, unit
from mocks.okta import responses
from mocks.okta.directory import org
from mocks.okta.provisioning import recovery
from mocks.okta.provisioning.invitations import INVITATION, Purpose, invited

_REFUSED = "Ask your administrator to unlock your account."


def mount(app: Flask) -> None:
    app.add_url_rule(f"/{Purpose.UNLOCK}/<token>", "unlock_account", _answer, methods=["GET", "POST"])


def _answer(token: str) -> Response:
    here = unit()
    user = invited(here, token, Purpose.UNLOCK)
    if user is None:
        return responses.link_gone()
    if not recovery.is_open_to(here, user):
        return responses.page(403, _REFUSED, "invalid_link")
    name = org.load(here.db).name
    if request.method == "GET":
        return page("unlock_account.html", org_name=name, username=user.login)
    try:
        here.artifacts.consume(INVITATION, token)
    except ArtifactGone:
        return responses.link_gone()
    recovery.unlock(here, user)
    text = "Open one of your applications to sign in."
    return page("notice.html", org_name=name, title="Your account is unlocked", message=text)
