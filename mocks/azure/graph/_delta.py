"""Delta queries: first everything, page by page, then what changed since (fact sheet section 7.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from mocks.azure.directory import changes, objects
from mocks.azure.directory.changes import Change
from mocks.azure.directory.objects import Order, Record, Some
from mocks.azure.graph._call import Call
from mocks.azure.graph._delta_round import Item, Relation, Round, Tracked, begin, delta_link, go_on, next_link
from mocks.azure.graph._shape import Shape

_PAGE = 100
_RELATED = 1000
"""Related objects that are told at once; more of them follow on further pages."""
_ALL = 1_000_000


def answer(call: Call, tracked: Tracked) -> dict[str, Any]:
    """Answer `/users/delta` and its like."""
    changes.forget(call.db, call.moment)
    token = call.options["skiptoken"] or call.options["deltatoken"]
    if token.lower() == "latest":
        return _Page(call, tracked, begin(call, tracked)).last([])
    page = _Page(call, tracked, go_on(call, tracked, token) if token else begin(call, tracked))
    if "return=minimal" in call.request.headers.get("Prefer", ""):
        page.minimal = True
        call.headers["Preference-Applied"] = "return=minimal"
    return page.changed(token) if page.here.after is None else page.everything()


@dataclass
class _Page:
    """A page of a round. minimal: tell of a changed object what was changed alone."""

    call: Call
    tracked: Tracked
    here: Round
    minimal: bool = False

    def __post_init__(self) -> None:
        select, relation = self.here.select, self.tracked.relation
        wanted = relation.usual if relation and not select else relation is not None and relation.name in select
        self.relation: Relation | None = relation if wanted else None
        chosen = select or self.shape.usual
        # The id is told of every object.
        self.names = tuple(name for name in chosen if name != "id" and (not relation or name != relation.name))

    @property
    def shape(self) -> Shape:
        return self.tracked.shape

    def everything(self) -> dict[str, Any]:
        """Tell of all objects, from where the last page ended."""
        shown: list[Item] = []
        if self.here.inside:
            id, after = self.here.inside
            shown.append({"id": id})
            if more := self._add_related(shown[0], after):
                return self._more(shown, inside=more)
        found = self._page()
        for record in found[:_PAGE]:
            shown.append(self._present(record, ()))
            if more := self._add_related(shown[-1], ""):
                return self._more(shown, after=record["id"], inside=more)
        return self._more(shown, after=found[_PAGE - 1]["id"]) if len(found) > _PAGE else self.last(shown)

    def _page(self) -> list[Record]:
        kind, here = self.shape.kind, self.here
        where = [kind.table.c.id.in_(here.ids)] if here.ids else []
        order = Order(after=(here.after,) if here.after else ())
        columns = self.shape.needed(self.names)
        return objects.page(self.call.db, Some(kind, here.tenant_id, where), order, _PAGE + 1, columns)

    def changed(self, token: str) -> dict[str, Any]:
        """Tell of what changed behind the round's number. token: by which the caller asked."""
        db, here, kind = self.call.db, self.here, self.shape.kind
        log = changes.after(db, here.tenant_id, here.kind, here.since, _PAGE, here.ids)
        if not log:
            return self.last([], token)
        by_object: dict[str, list[Change]] = {}
        for change in filter(self._counts, log):
            by_object.setdefault(change.object_id, []).append(change)
        columns = [*self.shape.needed(self.names), kind.table.c.deleted_date_time]
        records = objects.by_ids(db, kind, here.tenant_id, list(by_object), columns)
        shown = [self._state(id, records.get(id), found) for id, found in by_object.items()]
        self.here = msgspec.structs.replace(here, since=log[-1].seq)
        return self._more(shown) if len(log) == _PAGE else self.last(shown)

    def last(self, shown: list[Item], token: str = "") -> dict[str, Any]:
        return self._body("@odata.deltaLink", delta_link(self.call, self.tracked, self.here, token), shown)

    def _more(self, shown: list[Item], **moved: Any) -> dict[str, Any]:
        later = msgspec.structs.replace(self.here, **{"inside": None, **moved})
        return self._body("@odata.nextLink", next_link(self.call, self.tracked, later), shown)

    def _body(self, name: str, link: str, shown: list[Item]) -> dict[str, Any]:
        select = self.here.select
        context = self.call.context(self.shape.collection, select, "/$delta" if select else "")
        return {"@odata.context": context, name: link, "value": shown}

    def _counts(self, change: Change) -> bool:
        """Tell whether a change is of what the caller selected; coming and going always counts."""
        if not change.properties:
            return True
        if self.relation and self.relation.column in change.properties:
            return True
        names = self.names if self.here.select else self.shape.columns
        return any(not change.properties.isdisjoint(self.shape.sources[name]) for name in names)

    def _state(self, id: str, record: Record | None, found: Sequence[Change]) -> Item:
        if record is None or record["deleted_date_time"] is not None:
            return {"id": id, "@removed": {"reason": "deleted" if record is None else "changed"}}
        item = self._present(record, found)
        if self.relation and (related := self._related(self.relation, id, found)):
            item[f"{self.relation.name}@delta"] = related
        return item

    def _related(self, relation: Relation, id: str, found: Sequence[Change]) -> list[Item]:
        if _came(found):
            # With all that belongs to it.
            return relation.page(self.call, id, "", _ALL)
        named = [change.member_id for change in found if relation.column in change.properties]
        if not named:
            return []
        return relation.changed(self.call, id, [member for member in dict.fromkeys(named) if member])

    def _present(self, record: Record, found: Sequence[Change]) -> Item:
        """Return an object: what was never set is left out, what was emptied is told."""
        written = {name for change in found for name in change.properties}
        names = self.names
        if self.minimal and found and not _came(found):
            names = tuple(name for name in names if not written.isdisjoint(self.shape.sources[name]))
        show, sources = self.tracked.show, self.shape.sources
        shown = show(self.call, record, names) if show else self.shape.show(record, names)
        kept = {
            name: value
            for name, value in shown.items()
            if value not in (None, [], ()) or not written.isdisjoint(sources[name])
        }
        return {**kept, "id": record["id"]}

    def _add_related(self, item: Item, after: str) -> tuple[str, str] | None:
        """Put a part of the relation into an object; return where it goes on, None when that was all."""
        if self.relation is None:
            return None
        related = self.relation.page(self.call, item["id"], after, _RELATED + 1)
        if related:
            item[f"{self.relation.name}@delta"] = related[:_RELATED]
        return (item["id"], related[_RELATED - 1]["id"]) if len(related) > _RELATED else None


def _came(found: Sequence[Change]) -> bool:
    """Tell whether an object came, or came back, among its changes."""
    return not all(change.properties for change in found)
