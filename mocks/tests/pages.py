"""Reading a page as a person does: its text, its links, its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

_SILENT = ("script", "style", "title")


@dataclass
class Form:
    """A form with what it would send as it stands; buttons: name and value of each submit button that has one."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """Every name that the form can send."""
        return {*self.fields, *(name for name, _ in self.buttons)}


@dataclass
class Page:
    """Where a browser is. left: the address is none of the parties', so nothing was fetched from it.

    posted: what a form sent to an address outside.
    """

    url: str
    status: int
    headers: dict[str, str]
    html: str = ""
    left: bool = False
    posted: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reader = _Reader()
        reader.feed(self.html)
        self.forms, self.links = reader.forms, reader.links
        self.frames, self.refresh = reader.frames, reader.refresh
        self.text = " ".join("".join(reader.words).split())

    @property
    def form(self) -> Form:
        return self.forms[0]

    @property
    def parameters(self) -> dict[str, str]:
        """What the address carries to a relying party, by query, fragment or form."""
        parts = urlsplit(self.url)
        return dict(parse_qsl(parts.query)) | dict(parse_qsl(parts.fragment)) | self.posted


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.frames: list[str] = []
        self.refresh = ""
        self.words: list[str] = []
        self._silent = 0
        self._open = False
        self._choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "iframe":
            self.frames.append(given.get("src", ""))
        elif tag == "meta" and given.get("http-equiv") == "refresh":
            self.refresh = given["content"].partition("url=")[2]
        elif tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").upper()))
            self._open = True
        elif tag in ("input", "button") and self._open:
            self._add_control(tag, given)
        elif tag == "select":
            self._choice = given["name"]
        elif tag == "option" and self._open and (self._choice not in self.forms[-1].fields or "selected" in given):
            self.forms[-1].fields[self._choice] = given["value"]
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent -= 1
        elif tag == "form":
            self._open = False
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    def _add_control(self, tag: str, given: dict[str, str]) -> None:
        form, name, value = self.forms[-1], given.get("name", ""), given.get("value", "")
        kind = given.get("type", "submit" if tag == "button" else "text")
        if not name or "form" in given:
            return
        if kind == "submit":
            form.buttons.append((name, value))
        elif kind != "checkbox" or "checked" in given:
            form.fields[name] = value
