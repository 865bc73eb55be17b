"""The mails that the org sends: codes, links to activate an account, to choose a password, to unlock."""

from mocks.kit.mailbox import Mail, Mailbox
from mocks.okta.directory import METADATA

__all__ = ["MAILBOX", "Mail", "send"]

MAILBOX = Mailbox(METADATA)
send = MAILBOX.send
