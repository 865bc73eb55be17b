"""Lists of the portal: found by what a name begins with, a page at a time."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import request

from mocks.azure.portal._visit import Visit

_ON_A_PAGE = "50"


class Search:
    """What somebody looks for. properties: that are searched. text: as typed."""

    def __init__(self, *properties: str) -> None:
        self.text = request.args.get("search", "").strip()
        # A quotation mark ends a term of `$search`, and a control character is none of a name.
        term = "".join(letter for letter in self.text if letter.isprintable() and letter != '"').strip()
        self._search = " OR ".join(f'"{name}:{term}"' for name in properties) if term else ""
        self.next = ""

    def of(self, visit: Visit, path: str, select: str) -> list[dict[str, Any]]:
        """Return a page of a collection, by name; `next` is the address of the one after it then, if there is one."""
        options = {"select": select, "top": _ON_A_PAGE, "orderby": "displayName"}
        given = {"search": self._search, "skiptoken": request.args.get("after", "")}
        answer = visit.graph.get(path, **options, **{name: value for name, value in given.items() if value})
        self.next = next_page(answer, self.text)
        found: list[dict[str, Any]] = answer["value"]
        return found


def next_page(answer: Mapping[str, Any], text: str) -> str:
    """Return the address of the page after one that Graph gave, under the same search; "" behind the last."""
    if "@odata.nextLink" not in answer:
        return ""
    token = parse_qs(urlsplit(answer["@odata.nextLink"]).query)["$skiptoken"][0]
    return f"?{urlencode({'search': text, 'after': token} if text else {'after': token})}"
