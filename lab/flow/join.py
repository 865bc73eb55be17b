"""Ties the hops of one sign-in together by what the protocol itself carries.

Three kinds of ties, none of them made for the lab: digests of state, nonce, code, tokens and transactions; the trace
id of the back channel; a redirect within one service, which the next request follows.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from itertools import islice
from urllib.parse import urlsplit

from lab.flow.flow import Flow, flow_of
from lab.flow.hop import Hop, asks_for_sign_in, ends_session
from lab.flow.parties import RELYING_PARTIES
from lab.probe.record import digest

_FOLLOWED_WITHIN = 10.0


def join(hops: Iterable[Hop], urls: Mapping[str, str], most: int = 200) -> list[Flow]:
    """Return the sign-ins among hops, newest first and `most` of them.

    urls: each service's address, to tell who is redirected to.
    """
    ordered = sorted(hops, key=lambda hop: hop.at)
    sets = _Sets(len(ordered))
    _tie_by_values(ordered, sets)
    _tie_by_redirects(ordered, sets, {urlsplit(url).netloc: name for name, url in urls.items()})
    groups = (tuple(ordered[index] for index in members) for members in reversed(sets.groups()))
    return [flow_of(group, urls) for group in islice(filter(_is_sign_in, groups), most)]


class _Sets:
    """Disjoint sets of numbers (union-find with path halving)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, member: int) -> int:
        parent = self._parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def unite(self, one: int, other: int) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._parent[second] = first

    def groups(self) -> list[list[int]]:
        """Return the sets in the order of their first members."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for member in range(len(self._parent)):
            found[self.find(member)].append(member)
        return list(found.values())


def _tie_by_values(ordered: list[Hop], sets: _Sets) -> None:
    holder: dict[str, int] = {}
    answered: set[str] = set()
    for index, hop in enumerate(ordered):
        if ends_session(hop.given) or ends_session(hop.redirect):
            continue  # its ID token hint would make a sign-out a part of the sign-in
        for given in (hop.given, hop.redirect):
            _forget_reused(given, holder, answered)
        for key in (*hop.keys, f"trace {hop.trace}"):
            sets.unite(index, holder.setdefault(key, index))
        if "state" in hop.redirect and {"code", "error"} & hop.redirect.keys():
            answered.add(digest(hop.redirect["state"]))


def _forget_reused(given: dict[str, str], holder: dict[str, int], answered: set[str]) -> None:
    """Let a client that sends the same state and nonce each time begin anew once it has its answer."""
    if not asks_for_sign_in(given):
        return
    state = digest(given.get("state", ""))
    if state in answered:
        answered.discard(state)
        holder.pop(state, None)
        holder.pop(digest(given.get("nonce", "")), None)


def _tie_by_redirects(ordered: list[Hop], sets: _Sets, services: Mapping[str, str]) -> None:
    """Unite a redirect within a service, which may carry no value at all, with the request that follows it."""
    waiting: defaultdict[tuple[str, str], deque[int]] = defaultdict(deque)
    for index, hop in enumerate(ordered):
        if hop.method == "GET":
            redirects = waiting[hop.service, hop.path]
            while redirects and hop.at - ordered[redirects[0]].end > _FOLLOWED_WITHIN:
                redirects.popleft()
            source = next((redirect for redirect in redirects if _follows(hop, ordered[redirect])), None)
            if source is not None:
                redirects.remove(source)
                sets.unite(index, source)
        target = urlsplit(hop.location)
        if target.path and services.get(target.netloc, hop.service) == hop.service:
            waiting[hop.service, target.path].append(index)


def _follows(hop: Hop, redirect: Hop) -> bool:
    if hop.caller != redirect.caller or hop.query != redirect.redirect:
        return False
    return not redirect.cookies or not set(redirect.cookies).isdisjoint(hop.cookies)


def _is_sign_in(group: tuple[Hop, ...]) -> bool:
    """Whether someone was asked to sign a person in, or an application could not even ask."""
    return any(
        asks_for_sign_in(hop.given)
        or asks_for_sign_in(hop.redirect)
        or (hop.service in RELYING_PARTIES and hop.status in (502, 503, 504))
        for hop in group
    )
