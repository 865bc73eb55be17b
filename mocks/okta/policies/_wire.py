"""What a rule or a policy is written in, as the API writes it."""

import msgspec


class Wire(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """A part of a body; what is not known here is refused rather than ignored."""
