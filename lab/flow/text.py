"""A flow as lines for a terminal."""

from lab.flow.flow import Flow
from lab.flow.messages import Message
from lab.flow.parties import title
from lab.flow.wording import address, meaning


def text(flow: Flow) -> str:
    """Return the flow as a table: one line a message, `──▶` by the browser, `┄┄▶` in the back channel."""
    names = max(len(title(party)) for party in flow.parties)
    paths = max(len(address(message)) for message in flow.messages)
    lines = [flow.headline, *([flow.reason] if flow.reason else []), _summary(flow), ""]
    for number, message in enumerate(flow.messages, 1):
        way = f"{title(message.source):<{names}} {_arrow(message)} {title(message.target):<{names}}"
        ms = f"{message.hop.ms:6.0f} ms" if message.hop else " " * 9
        lines.append(f"{number:3}  {way}  {address(message):<{paths}} {ms}  {meaning(message)}")
    return "\n".join(_printable(line) for line in lines) + "\n"


def _summary(flow: Flow) -> str:
    parts = ", ".join(f"{title(party)} {ms:.0f} ms" for party, ms in flow.ms_by_party.items())
    return f"{flow.lab_time:%Y-%m-%d %H:%M:%S} UTC (lab time), {flow.seconds:.1f} s; {parts}"


def _arrow(message: Message) -> str:
    if message.hop is None:
        return "··▶"
    return "┄┄▶" if message.back else "──▶"


def _printable(line: str) -> str:
    """Drop what could steer a terminal: the values come from whoever sent a request."""
    return "".join(character for character in line if character.isprintable())
