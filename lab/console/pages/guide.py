"""The tutorial's steps, to be done against the running lab."""

from flask import Blueprint, render_template

from lab.cast import Person, people
from lab.console.desk import desk

TITLE = "Guide"
bp = Blueprint("guide", __name__, url_prefix="/guide")


@bp.get("/")
def index() -> str:
    here = desk()
    everyone = list(people(here.cast))
    return render_template(
        "guide.html",
        urls=here.lab.urls,
        azure=_first(everyone, "Azure AD"),
        okta=_first(everyone, "Okta"),
        partner=_first(everyone, "partner"),
    )


def _first(everyone: list[Person], where: str) -> Person | None:
    """Return whom the seed names first at a party: the ordinary case there."""
    return next((person for person in everyone if person.where == where), None)
