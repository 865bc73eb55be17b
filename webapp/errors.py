"""What can go wrong with a sign-in, in words for the person at the browser.

Every failure with its cause outside this application becomes an `ExplainedError`, which is shown as a page.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from authlib.integrations.flask_client import OAuthError
from joserfc.errors import (
    BadSignatureError,
    ClaimError,
    InvalidKeyIdError,
    JoseError,
    UnsupportedAlgorithmError,
)
from requests import HTTPError, RequestException, Timeout


class ExplainedError(Exception):
    """A failure to show as a page.

    status: of the response. code, text: what the issuer said, shown as it came (escaped).
    retry: whether the page offers to sign in again.
    """

    def __init__(
        self,
        status: int,
        title: str,
        explanation: str,
        *,
        code: str = "",
        text: str = "",
        retry: bool = False,
    ) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.explanation = explanation
        self.code = code
        self.text = text
        self.retry = retry


_REFUSALS = {
    "access_denied": "Your organisation did not let this account into the application, or the request was "
    "declined. If you should have access, ask whoever runs the application to assign it to you.",
    "login_required": "The sign-in service wants you to sign in anew.",
    "temporarily_unavailable": "The sign-in service is busy or under maintenance. Try again in a moment.",
    "server_error": "The sign-in service met an error of its own. Try again in a moment.",
}
_WRONG_CLAIMS = {
    "iss": "it was issued by somebody else (iss)",
    "aud": "it was made for another application (aud)",
    "azp": "it was made for another application (azp)",
    "exp": "it has expired (exp)",
    "nbf": "it is not valid yet (nbf); a clock may be wrong",
    "iat": "it is dated in the future (iat); a clock may be wrong",
    "nonce": "it does not belong to this sign-in (nonce)",
    "sub": "it does not say who signed in (sub)",
    "at_hash": "it does not match the access token that came with it (at_hash)",
}
_HTTP_ERRORS = {
    404: ("There is no such page", "The address may be mistyped, or the page may have moved."),
    405: ("That does not work here", "This address cannot be used in that way."),
    413: ("That is too much", "What was sent is larger than this application takes."),
    414: ("This address is too long", "It cannot come from this application."),
    500: ("Something went wrong here", "This application met an error of its own and wrote it to its log."),
}


def http_error(status: int, name: str) -> ExplainedError:
    """Return the error of a plain HTTP error."""
    title, explanation = _HTTP_ERRORS.get(status, (name, "The request could not be answered."))
    return ExplainedError(status, title, explanation)


def malformed(explanation: str) -> ExplainedError:
    return ExplainedError(400, "This address is not as it should be", explanation)


def refused(code: str, text: str) -> ExplainedError:
    """Return the error of an authorization error response (RFC 6749 section 4.1.2.1)."""
    explanation = _REFUSALS.get(code, "The sign-in service refused the request.")
    return ExplainedError(403, "You were not signed in", explanation, code=code, text=text, retry=True)


def stale_sign_in(code: str = "", text: str = "") -> ExplainedError:
    """Return the error of a state or a code that is not, or no longer, good."""
    explanation = "It was started in another browser, took too long, or was already used. Start again."
    return ExplainedError(400, "This sign-in cannot be completed", explanation, code=code, text=text, retry=True)


def bad_answer(what: str, code: str = "", text: str = "") -> ExplainedError:
    """Return the error of an answer of the issuer that cannot be used; `what` completes a sentence."""
    explanation = (
        f"You were not signed in, because {what}. If this stays, whoever runs the application should compare "
        "its settings with those at the sign-in service."
    )
    title = "The sign-in service gave a wrong answer"
    return ExplainedError(502, title, explanation, code=code, text=text, retry=True)


def not_configured(missing: tuple[str, ...]) -> ExplainedError:
    explanation = (
        f"It lacks {', '.join(missing)}. Give a value in the file .env beside the application or in its "
        "environment, then start it again."
    )
    return ExplainedError(503, "This application is not configured yet", explanation)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what Authlib, joserfc and requests raise within the block into an ExplainedError."""
    try:
        yield
    except Timeout as error:
        explanation = "It did not answer in time. Try again in a moment."
        raise ExplainedError(504, "The sign-in service is too slow", explanation, retry=True) from error
    except HTTPError as error:
        raise _bad_status(error.response.status_code) from error
    except (ValueError, TypeError, KeyError) as error:  # requests' own JSON error is a ValueError too
        raise bad_answer("what it sent cannot be read") from error
    except RequestException as error:
        explanation = "There is no answer from it. Try again in a moment."
        raise ExplainedError(502, "The sign-in service cannot be reached", explanation, retry=True) from error
    except OAuthError as error:
        raise _token_refused(str(error.error), str(error.description or "")) from error
    except JoseError as error:
        raise bad_answer(f"the ID token it sent was refused: {_why(error)}") from error


def _bad_status(status: int) -> ExplainedError:
    if status < 500:
        return bad_answer(f"it answered with status {status}")
    explanation = f"It answered with status {status}. Try again in a moment."
    return ExplainedError(502, "The sign-in service has a problem", explanation, retry=True)


def _token_refused(code: str, text: str) -> ExplainedError:
    if code == "invalid_grant":  # the code was used before or took too long: as with a state
        return stale_sign_in(code, text)
    return bad_answer("it did not give this application the tokens it asked for", code, text)


def _why(error: JoseError) -> str:
    if isinstance(error, ClaimError):
        return _WRONG_CLAIMS.get(error.claim, f"its claims are incomplete or wrong ({error.claim})")
    if isinstance(error, BadSignatureError):
        return "its signature is wrong"
    if isinstance(error, InvalidKeyIdError):
        return "it is signed with a key that the issuer does not publish"
    if isinstance(error, UnsupportedAlgorithmError):
        return "it is not signed in a way that is accepted"
    return "it cannot be read"
