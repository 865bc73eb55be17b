"""The lab's time: what each service takes it to be, and moving it forward for all of them."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from lab.console.desk import State, desk, states
from lab.console.wording import length
from lab.flow.control import ControlError

TITLE = "Clock"
bp = Blueprint("clock", __name__, url_prefix="/clock")

_UNITS = {"minutes": 60, "hours": 3600, "days": 86400}
_FARTHEST = 100 * 365 * 86400
_STEPS = (
    (15 * 60, "15 minutes", "an authorization code has expired"),
    (3 * 3600, "3 hours", "tokens have expired, and an unused session at Okta"),
    (2 * 86400, "2 days", "an unused session at Azure AD has ended too"),
    (100 * 86400, "100 days", "sessions that were to be kept have ended as well"),
)


@bp.get("/")
def index() -> str:
    return _page({"amount": "", "unit": "hours"})


@bp.post("/")
def move() -> Response | Redirect:
    """Move every clock that can be moved to the same time: the farthest one's, plus what was asked for."""
    step = request.form.get("step", "")
    typed = {"amount": request.form.get("amount", ""), "unit": request.form.get("unit", "hours")}
    seconds = float(step) if step in {str(known) for known, _, _ in _STEPS} else _seconds(**typed)
    here = states()
    farthest = max((state.offset for state in here if state.status == "up"), default=0.0)
    if seconds is None or farthest + seconds > _FARTHEST:
        problem = "Give a number above 0; the lab's clock goes up to a hundred years ahead."
        return Response(_page(typed, problem, here), 400)
    if _set_all(here, farthest + seconds):
        flash(f"The lab's clock is {length(farthest + seconds)} ahead now.", "done")
    return redirect(url_for("clock.index"), 303)


@bp.post("/reset")
def reset() -> Redirect:
    if _set_all(states(), 0.0):
        flash("The lab's clock shows real time again. Sessions and tokens from the future may seem odd.", "done")
    return redirect(url_for("clock.index"), 303)


def _page(typed: dict[str, str], problem: str = "", here: list[State] | None = None) -> str:
    shown = states() if here is None else here
    offsets = {round(state.offset) for state in shown if state.status == "up"}
    return render_template(
        "clock.html", states=shown, apart=len(offsets) > 1, steps=_STEPS, units=_UNITS, typed=typed, problem=problem
    )


def _seconds(amount: str, unit: str) -> float | None:
    try:
        seconds = float(amount) * _UNITS[unit]
    except (ValueError, KeyError):
        return None
    # Not `<= 0`: a comparison with NaN, which float() reads, is always false.
    return seconds if 0 < seconds <= _FARTHEST else None


def _set_all(here: list[State], offset: float) -> bool:
    """Set every clock within reach; tells about those that did not move, returns whether any did."""
    api = desk().api
    names = [state.service.name for state in here if state.status == "up"]
    answers = api.each(names, lambda name: api.call(name, "PUT", "clock", {"offset": offset}))
    failed = {name: answer for name, answer in answers.items() if isinstance(answer, ControlError)}
    problems = {state.service.title: state.problem for state in here if state.problem}
    problems |= {state.service.title: failed[state.service.name] for state in here if state.service.name in failed}
    for title, problem in problems.items():
        flash(f"{title}: {problem}. Its clock was not moved.", "problem")
    return len(failed) < len(names)
