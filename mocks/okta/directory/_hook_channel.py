"""How a hook's service is called: its address, and the headers that it knows Okta by (fact sheet 9.4)."""

import msgspec


class Header(msgspec.Struct, frozen=True):
    """A header that is sent with each call."""

    key: str
    value: str


class Channel(msgspec.Struct, frozen=True):
    """auth: the header whose value is a secret between Okta and the service; None when there is none.

    The value is kept readable: it is Okta that has to send it.
    """

    uri: str
    headers: tuple[Header, ...] = ()
    auth: Header | None = None

    def sent(self) -> dict[str, str]:
        """Return the headers of a call."""
        given = {header.key: header.value for header in self.headers}
        return given | ({self.auth.key: self.auth.value} if self.auth else {})
