"""Links to set a password, sent to the person or handed to who asked: `sendEmail` decides. Source: fact sheet 4.4."""

from typing import Any

from mocks.okta.api._call import Call
from mocks.okta.directory.user_records import Record
from mocks.okta.provisioning.invitations import Purpose, invite, invite_by_mail, link


def mail_is_wanted(call: Call, record: Record, purpose: Purpose) -> bool:
    """Send the link by mail unless the call says not to; tell which."""
    wanted = call.flag("sendEmail", default=True)
    if wanted:
        send(call, record, purpose)
    return wanted


def send(call: Call, record: Record, purpose: Purpose) -> None:
    invite_by_mail(call.unit, call.server.public_url, record.id, record.attributes["email"], purpose)


def reset_link(call: Call, record: Record) -> dict[str, Any]:
    """Return the link to a new password, nothing when it was sent by mail."""
    if mail_is_wanted(call, record, Purpose.RESET):
        return {}
    token = invite(call.unit, record.id, Purpose.RESET)
    return {"resetPasswordUrl": link(call.server.public_url, Purpose.RESET, token)}
