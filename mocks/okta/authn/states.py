"""The states of a transaction and where each may go: what is published as links is what is allowed.

Source: fact sheet 2.4.
"""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a transaction stands."""

    PASSWORD_EXPIRED = "PASSWORD_EXPIRED"  # noqa: S105 (a state)
    PASSWORD_WARN = "PASSWORD_WARN"  # noqa: S105
    PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105
    RECOVERY = "RECOVERY"
    RECOVERY_CHALLENGE = "RECOVERY_CHALLENGE"
    LOCKED_OUT = "LOCKED_OUT"
    MFA_REQUIRED = "MFA_REQUIRED"
    MFA_CHALLENGE = "MFA_CHALLENGE"
    MFA_ENROLL = "MFA_ENROLL"
    MFA_ENROLL_ACTIVATE = "MFA_ENROLL_ACTIVATE"
    SUCCESS = "SUCCESS"


@dataclass(frozen=True, slots=True)
class Transition:
    """A call that a state allows. path: below `/api/v1/authn`, `{factor}` being the one that is proven or set up.

    rel, name: as the link is published; no rel: at each of the factors that there are to choose from.
    """

    path: str
    rel: str = "next"
    name: str = ""


CANCEL = Transition("cancel", "cancel")
CHANGE_PASSWORD = Transition("credentials/change_password", name="changePassword")
RESET_PASSWORD = Transition("credentials/reset_password", name="resetPassword")
SKIP = Transition("skip", "skip", "skip")
ANSWER = Transition("recovery/answer", name="answer")
REDEEM = Transition("recovery/token", name="recovery")
UNLOCK = Transition("recovery/unlock", name="unlock")
VERIFY_ANY = Transition("factors/{factor}/verify", rel="")
VERIFY = Transition("factors/{factor}/verify", name="verify")
RESEND = Transition("factors/{factor}/verify/resend", "resend")
ENROLL = Transition("factors", rel="")
ACTIVATE = Transition("factors/{factor}/lifecycle/activate", name="activate")
RESEND_ACTIVATION = Transition("factors/{factor}/lifecycle/resend", "resend")
PREVIOUS = Transition("previous", "prev")

TRANSITIONS: dict[Status, tuple[Transition, ...]] = {
    Status.PASSWORD_EXPIRED: (CHANGE_PASSWORD, CANCEL),
    Status.PASSWORD_WARN: (CHANGE_PASSWORD, SKIP, CANCEL),
    Status.PASSWORD_RESET: (RESET_PASSWORD, CANCEL),
    Status.RECOVERY: (ANSWER, CANCEL),
    Status.MFA_REQUIRED: (VERIFY_ANY, CANCEL),
    Status.MFA_CHALLENGE: (VERIFY, RESEND, PREVIOUS, CANCEL),
    # What is required cannot be skipped: see `flow.must_set_up`.
    Status.MFA_ENROLL: (ENROLL, SKIP, CANCEL),
    Status.MFA_ENROLL_ACTIVATE: (ACTIVATE, RESEND_ACTIVATION, PREVIOUS, CANCEL),
    # The rest goes on elsewhere: by a mail, by another transaction, by the session token.
    Status.RECOVERY_CHALLENGE: (),
    Status.LOCKED_OUT: (UNLOCK,),
    Status.SUCCESS: (CANCEL,),
}


def allows(status: Status, transition: Transition) -> bool:
    return transition in TRANSITIONS[status]
