"""Who spoke to whom: the hops of a flow as messages, with those that nobody recorded inferred."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lab.flow.hop import Hop, asks_for_sign_in
from lab.flow.parties import APPLICATION, BROWSER, RELYING_PARTIES, at_address

_AGENT = "coexistence-lab/"


@dataclass(frozen=True, slots=True)
class Message:
    """One request from a party to another.

    back: sent by a server, not by the browser. hop: what the receiver recorded; None where it has no probe and the
    message is inferred from what others recorded: then `meaning` says what is known. sent_to: the party to which the
    answer sends the browser, "" when it stays.
    """

    at: float
    source: str
    target: str
    back: bool
    method: str
    path: str
    hop: Hop | None = None
    meaning: str = ""
    sent_to: str = ""


def relying_party(hops: tuple[Hop, ...], urls: Mapping[str, str]) -> tuple[str, str]:
    """Return the application that the sign-in is for, and its redirect URI ("" when it never named one)."""
    watched = next((hop.service for hop in hops if hop.service in RELYING_PARTIES), None)
    for hop in hops:
        for given in (hop.given, hop.redirect):
            if asks_for_sign_in(given):
                address = given.get("redirect_uri", "")
                return watched or at_address(address, urls), address
    return watched or APPLICATION, ""


def messages(hops: tuple[Hop, ...], urls: Mapping[str, str]) -> list[Message]:
    """Return the messages of a flow in the order in which they were sent."""
    application, redirect_uri = relying_party(hops, urls)
    recorded = _recorded(hops, application, urls)
    watched = any(hop.service == application for hop in hops)
    inferred = [] if watched else _inferred(hops, application, redirect_uri)
    return sorted((*inferred, *recorded), key=lambda message: message.at)


def _recorded(hops: tuple[Hop, ...], application: str, urls: Mapping[str, str]) -> Iterator[Message]:
    browser = next((hop.caller for hop in hops if asks_for_sign_in(hop.given)), hops[0].caller)
    servers: dict[str, str] = {}
    for hop in hops:
        source = _caller(hop, servers.setdefault(hop.trace, hop.service), browser, application)
        sent_to = at_address(hop.location, urls) if urlsplit(hop.location).netloc else ""
        back = source != BROWSER
        yield Message(hop.at, source, hop.service, back, hop.method, hop.path, hop, sent_to=sent_to)


def _caller(hop: Hop, first_with_trace: str, browser: str, application: str) -> str:
    """Return who sent a request. first_with_trace: the service that first recorded a hop with this trace id."""
    if hop.caller.startswith(_AGENT):
        return hop.caller.removeprefix(_AGENT)
    if first_with_trace != hop.service:
        return first_with_trace
    return BROWSER if hop.caller == browser else application


def _inferred(hops: Iterable[Hop], application: str, redirect_uri: str) -> Iterator[Message]:
    """Yield what an application without a probe must have received: the start, and each answer of the issuer."""
    begun = False
    path = urlsplit(redirect_uri).path
    for hop in hops:
        if asks_for_sign_in(hop.given) and not begun:
            begun = True
            yield Message(
                hop.at, BROWSER, application, False, "GET", "", meaning="asks for a page that needs a sign-in"
            )
        if redirect_uri and hop.location == redirect_uri.partition("?")[0]:
            meaning = "brings an error" if "error" in hop.redirect else "brings the code"
            method = "GET" if 300 <= hop.status < 400 else "POST"
            yield Message(hop.end, BROWSER, application, False, method, path, meaning=meaning)
