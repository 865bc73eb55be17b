"""Signing in and out with the issuer: authorization code flow with PKCE, RP-initiated logout.

Sources: OpenID Connect Core 1.0 section 3.1, RFC 7636, OpenID Connect RP-Initiated Logout 1.0 section 2.
"""

from typing import cast

from flask import Blueprint, current_app, g, redirect, session
from flask.typing import ResponseReturnValue

from webapp import sessions
from webapp.errors import ExplainedError, explained, malformed, refused
from webapp.issuer import Issuer
from webapp.parameters import local_path, parameter

bp = Blueprint("auth", __name__)


@bp.get("/oauth2/authorization/okta")
def start() -> ResponseReturnValue:
    """Send the browser to the issuer; `next` names the page to come back to."""
    g.wanted = local_path(parameter("next") or "/")
    extra = {"prompt": "login"} if parameter("prompt") == "login" else {}
    with explained():
        made = _issuer().authorization_request(**extra)
    sessions.begin_sign_in(made["state"], made["nonce"], made["code_verifier"], g.wanted)
    return redirect(made["url"])


@bp.get("/login/oauth2/code/okta")
def callback() -> ResponseReturnValue:
    """Take the issuer's answer: redeem the code, check who it speaks of, start the session."""
    sign_in = sessions.finish_sign_in(parameter("state"))
    g.wanted = sign_in.wanted
    if parameter("error"):
        raise refused(parameter("error"), parameter("error_description"))
    if not parameter("code"):
        raise malformed("The sign-in service sent you back without a code.")
    issuer = _issuer()
    with explained():
        tokens = issuer.redeem(parameter("code"), sign_in.code_verifier)
        id_token = issuer.verify(tokens, sign_in.nonce)
        userinfo = issuer.userinfo_about(id_token["sub"], tokens)
    sessions.begin_session(id_token, userinfo, tokens["id_token"])
    return redirect(sign_in.wanted)


def sign_out_at_issuer(id_token_hint: str | None) -> ResponseReturnValue:
    """Send the browser to the issuer's sign-out, from where it comes back with a `state` to know it by."""
    try:
        with explained():
            made = _issuer().logout_request(id_token_hint)
    except ExplainedError as error:
        explanation = f"You may still be signed in at the sign-in service. {error.explanation}"
        title = "You are signed out of this application only"
        raise ExplainedError(error.status, title, explanation) from error
    session["signed_out"] = made["state"]
    return redirect(made["url"], 303)


def _issuer() -> Issuer:
    return cast(Issuer, current_app.extensions["issuer"])
