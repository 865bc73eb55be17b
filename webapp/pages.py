"""The pages: welcome, profile, signed out; the claims as JSON; sign-out; health."""

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webapp import claims, sessions
from webapp.auth import sign_out_at_issuer
from webapp.errors import ExplainedError
from webapp.parameters import parameter
from webapp.sessions import Person

bp = Blueprint("pages", __name__)


@bp.get("/")
def home() -> ResponseReturnValue:
    person = sessions.current_person()
    if person:
        since = claims.in_words(person.signed_in)
        return _page("welcome.html", person, issuer=current_app.config["SETTINGS"].issuer, since=since)
    if parameter("state") and parameter("state") == session.get("signed_out"):
        return render_template("signed_out.html", everywhere=True)
    return redirect(url_for("auth.start"))


@bp.get("/profile")
def profile() -> ResponseReturnValue:
    person = sessions.current_person()
    if person is None:
        return _sign_in_first()
    return _page("profile.html", person, groups=claims.grouped(person))


@bp.get("/user")
def user() -> ResponseReturnValue:
    person = sessions.current_person()
    return jsonify(person.claims) if person else _sign_in_first()


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    """End the session here, and at the issuer too when the form says `from=everywhere`."""
    if sessions.current_person() is None:
        return redirect(url_for("pages.signed_out"), 303)
    if not sessions.is_from_own_page(request.form.get("csrf_token", "")):
        raise ExplainedError(
            400, "This page is out of date", "You are still signed in. Load the page again, then sign out."
        )
    hint = sessions.end_session()
    if request.form.get("from") == "everywhere":
        return sign_out_at_issuer(hint)
    return redirect(url_for("pages.signed_out"), 303)


@bp.get("/signed-out")
def signed_out() -> ResponseReturnValue:
    if sessions.current_person():
        return redirect(url_for("pages.home"))
    return render_template("signed_out.html", everywhere=False)


@bp.get("/health")
def health() -> ResponseReturnValue:
    """Say that the application runs; it does not ask the issuer."""
    return jsonify(status="ok", configured=not current_app.config["SETTINGS"].missing)


def _page(template: str, person: Person, **values: object) -> str:
    return render_template(template, person=person, csrf_token=session["csrf_token"], **values)


def _sign_in_first() -> ResponseReturnValue:
    return redirect(url_for("auth.start", next=request.path))
