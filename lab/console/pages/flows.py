"""The sign-ins: the list, and each one drawn and taken apart."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Redirect

from lab.console.claims import comparison
from lab.console.desk import CONTROLLED, desk
from lab.flow.control import ControlError, NotControlled
from lab.flow.draw import svg
from lab.flow.flow import Flow
from lab.flow.mermaid import mermaid
from lab.flow.outcome import Result
from lab.flow.parties import title
from lab.flow.text import text
from lab.flow.wording import address, failed, meaning

TITLE = "Sign-ins"
bp = Blueprint("flows", __name__, url_prefix="/flows")

_FORMS = {"svg": (svg, "image/svg+xml"), "mmd": (mermaid, "text/plain"), "txt": (text, "text/plain")}


@bp.get("/")
def index() -> str:
    flows, missing = desk().flows.read()
    told = [_told(title(name), problem) for name, problem in missing.items()]
    return render_template("flows.html", flows=flows, missing=told)


@bp.get("/<id>")
def show(id: str) -> str:
    flow = _find(id)
    hops = [(message, meaning(message), address(message), failed(message)) for message in flow.messages]
    picture = Markup(svg(flow, anchor="#hop-"))  # noqa: S704 (draw.py escapes every text in it)
    live = flow.outcome.result is Result.OPEN
    return render_template("flow.html", flow=flow, picture=picture, hops=hops, claims=comparison(flow), live=live)


@bp.get("/<id>.<form>")
def export(id: str, form: str) -> Response:
    """Serve the picture as a file: SVG, Mermaid source or text."""
    if form not in _FORMS:
        raise NotFound
    flow = _find(id)
    draw, kind = _FORMS[form]
    headers = {"Content-Disposition": f'attachment; filename="sign-in-{flow.id}.{form}"'}
    return Response(draw(flow), mimetype=kind, headers=headers)


@bp.post("/forget")
def forget() -> Redirect:
    """Have all services forget what they recorded."""
    api = desk().api
    answers = api.each((service.name for service in CONTROLLED), lambda name: api.call(name, "DELETE", "hops"))
    for name, answer in answers.items():
        if isinstance(answer, ControlError):
            flash(f"{title(name)} {answer}; its records were not touched.", "problem")
    return redirect(url_for("flows.index"), 303)


def _told(name: str, problem: ControlError) -> tuple[str, str]:
    """Return how a service that cannot be read is told of: the kind of notice, and its text."""
    if isinstance(problem, NotControlled):
        return "note", f"{name} {problem}. What it received is inferred from what the others saw."
    return "problem", f"{name} {problem}. Its part of newer sign-ins is missing here."


def _find(id: str) -> Flow:
    flow = desk().flows.find(id)
    if flow is None:
        raise NotFound("There is no such sign-in. The records may have been cleared since.")
    return flow
