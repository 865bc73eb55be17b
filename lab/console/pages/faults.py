"""Wanted deviations: what there is, what is switched on, switching it on and off."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Redirect

from lab.console.desk import CONTROLLED, desk, states
from lab.faults import Fault, all_faults
from lab.flow.control import ControlError

TITLE = "Faults"
bp = Blueprint("faults", __name__, url_prefix="/faults")

_LARGEST = 600
"""Bounds seconds and HTTP statuses alike: no service shall be out of reach for longer."""

_TITLES = {service.name: service.title for service in CONTROLLED}


class WrongInput(Exception):
    """Something typed cannot be used; the text says what would."""


@bp.get("/")
def index() -> str:
    return _page()


@bp.post("/<name>")
def switch_on(name: str) -> Response | Redirect:
    fault = all_faults().get(name)
    if fault is None:
        raise NotFound(f"There is no fault named {name}.")
    service = request.form.get("service", "")
    try:
        desk().api.call(_one_of(service, fault), "POST", "faults", _wanted(fault, request.form))
    except (WrongInput, ControlError) as problem:
        text = str(problem) if isinstance(problem, WrongInput) else f"{_TITLES[service]} {problem}."
        return Response(_page(fault.name, request.form, text), 400)
    flash(f"Switched on at {_TITLES[service]}: {fault.summary}", "done")
    # Browsers keep the form's fragment otherwise, and stay at the form instead of the message.
    return redirect(url_for("faults.index", _anchor="content"), 303)


@bp.post("/clear")
def clear() -> Redirect:
    """Switch off everything at one service, or at all of them when none is named."""
    api, wanted = desk().api, request.form.get("service", "")
    names = [name for name in _TITLES if wanted in ("", name)]
    answers = api.each(names, lambda name: api.call(name, "DELETE", "faults"))
    for name, answer in answers.items():
        if isinstance(answer, ControlError):
            flash(f"{_TITLES[name]} {answer}; nothing was switched off there.", "problem")
    return redirect(url_for("faults.index"), 303)


def _page(tried: str = "", typed: Mapping[str, str] | None = None, problem: str = "") -> str:
    here = states()
    known = all_faults()
    active = [(state, fault, known.get(fault["name"])) for state in here for fault in state.faults]
    return render_template(
        "faults.html",
        states=here,
        active=active,
        faults=list(known.values()),
        titles=_TITLES,
        tried=tried,
        typed=typed or {},
        problem=problem,
    )


def _one_of(service: str, fault: Fault) -> str:
    if service not in fault.services or service not in _TITLES:
        raise WrongInput("Choose a service that has this fault.")
    return service


def _wanted(fault: Fault, form: Mapping[str, str]) -> dict[str, Any]:
    """Read the form of a fault as the control API takes it; raises WrongInput."""
    times = form.get("count", "").strip()
    if times and not (times.isascii() and times.isdigit() and 0 < int(times) < 1000000):
        raise WrongInput("How often: a whole number above 0, or nothing for until it is switched off.")
    path = form.get("path", "").strip() or "*"
    if not path.startswith(("/", "*")) or len(path) > 200:
        raise WrongInput("Path: begins with / or *, as in /oauth2/*/v1/token.")
    parameters = {name: _number(name, form.get(name, "")) for name in fault.parameters}
    return {"name": fault.name, "path": path, "count": int(times) if times else None, "parameters": parameters}


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= _LARGEST:
        raise WrongInput(f"{name.capitalize()}: a number from 0 to {_LARGEST} is needed.")
    return value
