"""The mails that the services have sent: they leave nobody's machine, so this is where they are read."""

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from lab.console.desk import desk
from lab.flow.control import ControlError
from mocks.kit.mailbox import read_mails

TITLE = "Mail"
bp = Blueprint("mail", __name__, url_prefix="/mail")

_SENDERS = {"okta": "Okta org"}
"""Who sends mail, by service."""


@bp.get("/")
def index() -> str:
    api, to = desk().api, request.args.get("to", "").strip().lower()
    answers = api.each(_SENDERS, lambda name: read_mails(api.call(name, "GET", "mails")))
    mails, problems = [], {}
    for name, answer in answers.items():
        if isinstance(answer, ControlError):
            problems[_SENDERS[name]] = answer
        else:
            mails += [(_SENDERS[name], datetime.fromtimestamp(sent.at, UTC), sent.id, sent.mail) for sent in answer]
    people = sorted({mail.to for *_, mail in mails})
    shown = sorted((found for found in mails if to in ("", found[3].to)), key=lambda found: found[1:3], reverse=True)
    return render_template("mail.html", mails=shown, people=people, to=to, problems=problems)


@bp.post("/empty")
def empty() -> Redirect:
    """Throw every mail away."""
    api = desk().api
    for name, answer in api.each(_SENDERS, lambda name: api.call(name, "DELETE", "mails")).items():
        if isinstance(answer, ControlError):
            flash(f"{_SENDERS[name]} {answer}; its mails are still there.", "problem")
    return redirect(url_for("mail.index"), 303)
