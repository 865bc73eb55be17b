"""What an HTML page tells: its heading and alert to a person, the hidden fields of its forms to the next request.

Knows no service: it reads what any accessible page has, `h1` and `role="alert"`, and never what a person typed.
"""

import re
from dataclasses import dataclass, field
from html import unescape

_HEADING = re.compile(rb"<h1[^>]*>(.*?)</h1>(?:\s*<p[^>]*>(.*?)</p>)?", re.DOTALL)
_ALERT = re.compile(rb'<(\w+)[^>]*\brole="alert"[^>]*>(.*?)</\1>', re.DOTALL)
_HIDDEN = re.compile(rb'<input type="hidden" name="([^"]*)" value="([^"]*)">')
_ACTION = re.compile(rb'<form[^>]*\baction="([^"]*)"')
_TAG = re.compile(rb"<[^>]*>")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Page:
    """heading: of the page. alert: what it says is wrong. hidden: fields of its forms. action: of its first form."""

    heading: str = ""
    alert: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    action: str = ""

    @property
    def answers_client(self) -> bool:
        """Whether the page posts an authorization response (OAuth 2.0 Form Post Response Mode, section 2)."""
        return "state" in self.hidden and ("code" in self.hidden or "error" in self.hidden)


NONE = Page()


def read(html: bytes, status: int) -> Page:
    """Read a page; an error page without an alert says what is wrong in the paragraph below its heading."""
    heading = _HEADING.search(html)
    alert = _ALERT.search(html) if b'role="alert"' in html else None
    wrong = alert[2] if alert else (heading[2] or b"") if heading and status >= 400 else b""
    hidden = {_value(name): _value(value) for name, value in _HIDDEN.findall(html)}
    action = _ACTION.search(html) if hidden else None
    return Page(_text(heading[1] if heading else b""), _text(wrong), hidden, _value(action[1]) if action else "")


def _text(html: bytes) -> str:
    return " ".join(_value(_TAG.sub(b" ", html)).split())[:_LONGEST] if html else ""


def _value(raw: bytes) -> str:
    return unescape(raw.decode("utf-8", "replace"))
