"""Draws a flow as a sequence diagram in SVG that needs no script.

Colours stand in presentation attributes, so that a file looks right by itself; a page's style sheet overrides them by
class. Every text comes from a flow's data and is escaped.
"""

from collections.abc import Iterator, Sequence
from html import escape

from lab.flow.flow import Flow
from lab.flow.messages import Message
from lab.flow.parties import title
from lab.flow.wording import address, failed, meaning, shortened

_GUTTER, _MARGIN, _RIGHT = 40, 84, 100
_NARROWEST, _WIDEST, _COLUMNS = 212, 300, 840
_HEAD, _ROW, _BOX = 56, 50, 152
_SANS = 'font-family="system-ui, sans-serif"'
_MONO = 'font-family="ui-monospace, Consolas, monospace"'
_HALO = 'stroke="#fff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
_INK, _SOFT, _RED, _BLUE, _GREEN = "#1d2530", "#5b6675", "#b3261e", "#1f5fc9", "#0b7468"


def svg(flow: Flow, anchor: str = "") -> str:
    """Return the diagram. anchor: where the messages link to, the number is appended; without it, nowhere."""
    return "\n".join(_Picture(flow, anchor).lines())


class _Picture:
    def __init__(self, flow: Flow, anchor: str) -> None:
        self._flow, self._anchor = flow, anchor
        column = max(_NARROWEST, min(_WIDEST, _COLUMNS // max(len(flow.parties) - 1, 1)))
        self._x = {party: _GUTTER + _MARGIN + column * place for place, party in enumerate(flow.parties)}
        self._width = max(self._x.values()) + _MARGIN + _RIGHT
        self._bottom = _HEAD + _ROW * len(flow.messages) + 24
        self._height = self._bottom + 40

    def lines(self) -> Iterator[str]:
        size = f'width="{self._width}" height="{self._height}"'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="flow" role="group" '
            f'aria-labelledby="flow-title flow-about" viewBox="0 0 {self._width} {self._height}" {size}>'
        )
        yield f'<title id="flow-title">{escape(self._flow.headline)}</title>'
        yield f'<desc id="flow-about">{escape(self._about())}</desc>'
        yield f'<rect class="ground" {size} fill="#fff"/>'
        for party, x in self._x.items():
            yield from self._lifeline(title(party), x)
        yield from self._busy()
        for number, message in enumerate(self._flow.messages, 1):
            yield from self._message(number, message)
        yield "</svg>"

    def _about(self) -> str:
        parties = ", ".join(title(party) for party in self._flow.parties)
        sent = len(self._flow.messages)
        return f"Sequence diagram of {sent} messages between {parties}. {self._flow.reason}".strip()

    def _lifeline(self, name: str, x: int) -> Iterator[str]:
        yield f'<line class="life" x1="{x}" y1="34" x2="{x}" y2="{self._bottom}" stroke="#c3ccd8" stroke-width="1.5"/>'
        for y in (6, self._bottom):
            yield (
                f'<rect class="party" x="{x - _BOX // 2}" y="{y}" width="{_BOX}" height="28" rx="6" '
                f'fill="#edf2f9" stroke="#c3ccd8"/>'
            )
            yield (
                f'<text class="name" x="{x}" y="{y + 19}" text-anchor="middle" {_SANS} font-size="13" '
                f'font-weight="600" fill="{_INK}">{escape(shortened(name, 19))}</text>'
            )

    def _busy(self) -> Iterator[str]:
        """Draw a bar on a party's lifeline while it asks others before it answers."""
        for number, message in enumerate(self._flow.messages, 1):
            last = _last_asked(self._flow.messages[number - 1 :], message)
            if last:
                x, y = self._x[message.target], _level(number)
                yield (
                    f'<rect class="busy" x="{x - 4}" y="{y}" width="8" height="{last * _ROW + 8}" rx="3" '
                    f'fill="#edf2f9" stroke="#8a96a8"/>'
                )

    def _message(self, number: int, message: Message) -> Iterator[str]:
        y = _level(number)
        start, end = self._x[message.source], self._x[message.target]
        kind, colour = _look(message)
        yield f'<g class="message {kind}">'
        yield f"<title>{number}. {escape(_spoken(message))}</title>"
        if self._anchor:
            yield f'<a href="{escape(self._anchor)}{number}">'
        yield f'<rect class="row" x="0" y="{y - 36}" width="{self._width}" height="{_ROW}" fill="none"/>'
        yield f'<text class="number" x="14" y="{y - 6}" {_SANS} font-size="12" fill="{_SOFT}">{number}</text>'
        yield from self._words(message, min(start, end) + 10, y)
        yield from _arrow(start, end, y, message, colour)
        if message.hop:
            yield (
                f'<text class="ms" x="{self._width - 10}" y="{y - 6}" text-anchor="end" {_SANS} font-size="12" '
                f'fill="{_SOFT}">{message.hop.ms:.0f} ms</text>'
            )
        if self._anchor:
            yield "</a>"
        yield "</g>"

    def _words(self, message: Message, x: int, y: int) -> Iterator[str]:
        room = (self._width - 60 - x) // 7
        ink = _RED if failed(message) else _INK
        for kind, up, look, words in (
            ("meaning", 22, f'{_SANS} font-size="13" font-weight="600" fill="{ink}"', meaning(message)),
            ("path", 7, f'{_MONO} font-size="11.5" fill="{_SOFT}"', address(message)),
        ):
            yield f'<text class="{kind}" x="{x}" y="{y - up}" {look} {_HALO}>{escape(shortened(words, room))}</text>'


def _level(number: int) -> int:
    """Return the height of a message's arrow."""
    return _HEAD + _ROW * number - 8


def _last_asked(sent: Sequence[Message], message: Message) -> int:
    """Return how far behind a message the last one is that its receiver sent to answer it; 0 for none.

    sent: the messages from that one on.
    """
    if message.hop is None:
        return 0
    end = message.hop.end
    asked = [place for place, other in enumerate(sent) if other.source == message.target and other.at <= end]
    return max(asked, default=0)


def _look(message: Message) -> tuple[str, str]:
    kinds = ["back" if message.back else "front"]
    kinds += ["failed"] if failed(message) else []
    kinds += ["inferred"] if message.hop is None else []
    colour = _RED if failed(message) else _GREEN if message.back else _BLUE
    return " ".join(kinds), colour


def _arrow(start: int, end: int, y: int, message: Message, colour: str) -> Iterator[str]:
    """Draw from lifeline to lifeline: dashed in the back channel, dotted where nobody recorded it."""
    forward = 1 if end >= start else -1
    dashes = ' stroke-dasharray="1.5 4" stroke-linecap="round"' if message.hop is None else ""
    dashes = dashes or (' stroke-dasharray="7 4"' if message.back else "")
    tip = end - forward * 2
    yield (
        f'<line class="shaft" x1="{start}" y1="{y}" x2="{tip - forward * 6}" y2="{y}" stroke="{colour}" '
        f'stroke-width="1.75"{dashes}/>'
    )
    yield f'<path class="tip" d="M{tip} {y}l{-forward * 10} -5v10z" fill="{colour}"/>'


def _spoken(message: Message) -> str:
    """Return a message as a sentence for a tooltip and for those who listen."""
    channel = "back channel" if message.back else "browser"
    way = f"{title(message.source)} to {title(message.target)} ({channel})"
    return f"{way}: {meaning(message)}; {address(message)}"
