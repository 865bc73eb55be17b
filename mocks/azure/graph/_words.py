"""The words of a `$filter`, one after the other."""

import re

from mocks.azure.graph_errors import GraphError, bad_request

_WORD = re.compile(r"\s*('(?:[^']|'')*'|[(),:]|[A-Za-z_][\w./]*|-?\d[\w:.+-]*)")
Literal = str | bool | None


class Words:
    """Reads a filter from left to right; whatever does not fit raises GraphError 400."""

    def __init__(self, text: str) -> None:
        self._words = _split(text)
        self._at = 0

    @property
    def left(self) -> bool:
        return self._at < len(self._words)

    def next(self) -> str:
        if not self.left:
            raise bad_request("Invalid filter clause: it ends too early.")
        self._at += 1
        return self._words[self._at - 1]

    def take(self, word: str) -> bool:
        """Go past a word when it is the next one."""
        if self.left and self._words[self._at].lower() == word:
            self._at += 1
            return True
        return False

    def expect(self, word: str) -> None:
        found = self.next()
        if found != word:
            raise unexpected(found)

    def literal(self) -> Literal:
        word = self.next()
        if word.startswith("'"):
            return word[1:-1].replace("''", "'")
        if word.lower() in ("true", "false"):
            return word.lower() == "true"
        if word.lower() == "null":
            return None
        # Dates, and GUIDs without quotes, are texts here.
        if word[0].isdigit():
            return word
        raise unexpected(word)

    def literals(self) -> list[Literal]:
        """Read a list in brackets."""
        self.expect("(")
        values = [self.literal()]
        while self.take(","):
            values.append(self.literal())
        self.expect(")")
        return values


def _split(text: str) -> list[str]:
    words, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            raise unexpected(text[at : at + 20])
        words.append(match[1])
        at = match.end()
    return words


def unexpected(word: str) -> GraphError:
    return bad_request(f"Invalid filter clause: '{word[:40]}' is not expected here.")
