"""What goes wrong in the management API, in Okta's codes and words. Source: fact sheet 7.2."""

from collections.abc import Iterable
from typing import Any

from flask import Response, jsonify

from mocks.kit.ids import Ids

CODES: dict[str, tuple[int, str]] = {
    "E0000001": (400, "Api validation failed: {}"),
    "E0000002": (400, "The request was not valid: {}"),
    "E0000003": (400, "The request body was not well-formed."),
    "E0000004": (401, "Authentication failed"),
    "E0000005": (403, "Invalid session"),
    "E0000006": (403, "You do not have permission to perform the requested action"),
    "E0000007": (404, "Not found: {}"),
    "E0000008": (404, "The requested path was not found"),
    "E0000009": (500, "Internal Server Error"),
    "E0000011": (401, "Invalid token provided"),
    "E0000014": (403, "Update of credentials failed"),
    "E0000015": (401, "You do not have permission to access the feature you are requesting"),
    "E0000016": (403, "Activation failed because the user is already active"),
    "E0000017": (403, "Password reset failed"),
    "E0000022": (405, "The endpoint does not support the provided HTTP method"),
    "E0000023": (403, "Operation failed because user profile is mastered under another system"),
    "E0000028": (400, "The request is missing a required parameter."),
    "E0000029": (400, "Invalid paging request."),
    "E0000030": (400, "Invalid date. Dates must be of the form yyyy-MM-dd'T'HH:mm:ss.SSSZ."),
    "E0000031": (400, "Invalid search criteria."),
    "E0000032": (403, "Unlock is not allowed for this user."),
    "E0000033": (400, "A search query and a filter cannot be given together."),
    "E0000034": (403, "Forgot password not allowed on specified user."),
    "E0000035": (403, "Change password not allowed on specified user."),
    "E0000036": (403, "Change recovery question not allowed on specified user."),
    "E0000037": (400, "Type mismatch exception."),
    "E0000038": (403, "This operation is not allowed in the user's current status."),
    "E0000047": (429, "API call exceeded rate limit due to too many requests."),
    "E0000056": (403, "Delete application forbidden."),
    "E0000060": (501, "Unsupported operation."),
    "E0000068": (403, "Invalid Passcode/Answer"),
    "E0000069": (403, "User Locked"),
    "E0000077": (403, "The attribute '{}' is read-only."),
    "E0000078": (403, "The attribute '{}' is immutable."),
    "E0000079": (403, "This operation is not allowed in the current authentication state."),
    "E0000080": (403, "The password does not meet the requirements of the current password policy."),
    "E0000082": (403, "Each code can only be used once. Please wait for a new code and try again."),
    "E0000083": (403, "The code is outside its time window."),
    "E0000087": (403, "The recovery question answer did not match our records."),
    "E0000090": (409, "The role is assigned already."),
    "E0000093": (400, "Target count limit exceeded"),
    "E0000094": (400, "Unsupported filter: {}"),
    "E0000095": (403, "Recovery not allowed for unknown user."),
    "E0000105": (403, "The recovery link has expired or was used."),
    "E0000111": (403, "This object is read-only."),
    "E0000117": (403, "Applications cannot be assigned to an inactive user."),
    "E0000118": (429, "An email was sent a moment ago. Please wait 5 seconds before trying again."),
    "E0000119": (403, "The account is locked. Contact the administrator."),
    "E0000124": (400, "A password is needed to expire it at creation."),
    "E0000125": (400, "A password can only be expired at creation when the user is activated."),
    "E0000134": (502, "The service of the inline hook gave an answer that cannot be used: {}"),
    "E0000135": (400, "The service of the inline hook returned an error: {}"),
    "E0000137": (504, "The service of the inline hook did not answer: {}"),
    "E0000231": (412, "The resource was changed meanwhile: the ETag does not match."),
    "E0000241": (504, "No connected agents."),
}
_BY_STATUS = {400: "E0000001", 404: "E0000008", 405: "E0000022"}


class ApiError(Exception):
    """An error of the management API: a code of the table, what fills its summary, and the causes."""

    def __init__(self, code: str, detail: str = "", causes: Iterable[str] = (), *, keep: bool = False) -> None:
        """keep: what the request has written stays, such as a counted failure."""
        status, summary = CODES[code]
        super().__init__(summary.format(detail))
        self.code, self.status, self.causes, self.keep = code, status, tuple(causes), keep


def invalid(what: str, *causes: str) -> ApiError:
    """Return the error of a value that is not accepted; what: the attribute or object."""
    return ApiError("E0000001", what, causes)


def not_found(id: str, kind: str) -> ApiError:
    """Return the error of an object that is not there; kind: Okta's name, such as `User` or `AppInstance`."""
    return ApiError("E0000007", f"Resource not found: {id[:40]} ({kind})")


def body(error: ApiError, ids: Ids) -> dict[str, Any]:
    return {
        "errorCode": error.code,
        "errorSummary": str(error),
        "errorLink": error.code,
        "errorId": f"oae{ids.alphanumeric(22)}",
        "errorCauses": [{"errorSummary": cause} for cause in error.causes],
    }


def render(error: ApiError, ids: Ids) -> Response:
    response = jsonify(body(error, ids))
    response.status_code = error.status
    return response


def of_status(status: int, text: str) -> ApiError:
    """Return the error for an HTTP status that no handler chose; text: its words where the code leaves room."""
    return ApiError(_BY_STATUS.get(status, "E0000009" if status >= 500 else "E0000001"), text)
