"""A hop as a probe recorded it (`lab.probe.record`), typed."""

from typing import Any

import msgspec


class Page(msgspec.Struct, frozen=True):
    """What an HTML page said. alert: what was wrong, "" when nothing was."""

    heading: str = ""
    alert: str = ""


class Hop(msgspec.Struct, frozen=True, kw_only=True):
    """One request to a service with its response.

    at: real seconds since the epoch, for order. lab_time: what the service took the time to be. ms: duration.
    location, redirect: where the browser was sent and with which parameters. issued: claims by kind of token.
    answer: a JSON answer without tokens. keys, cookies: digests of values that tie hops together.
    """

    id: int
    service: str
    at: float
    lab_time: float
    ms: float
    method: str
    path: str
    status: int
    query: dict[str, str] = {}
    form: dict[str, str] = {}
    location: str = ""
    redirect: dict[str, str] = {}
    trace: str = ""
    caller: str = ""
    issued: dict[str, dict[str, Any]] = {}
    answer: dict[str, Any] = {}
    page: Page = Page()
    keys: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()

    @property
    def end(self) -> float:
        return self.at + self.ms / 1000

    @property
    def given(self) -> dict[str, str]:
        """Return the parameters of the request, wherever they stood."""
        return {**self.query, **self.form}

    @property
    def error(self) -> tuple[str, str] | None:
        """Return code and description of the OAuth error that this hop answered with."""
        for said in (self.redirect, self.answer):
            if isinstance(said.get("error"), str):
                return said["error"], str(said.get("error_description") or "")
        return None

    @property
    def failed(self) -> bool:
        """Whether the answer is an error in any form: a status, an OAuth error, an alert on a page."""
        return self.status >= 400 or self.error is not None or bool(self.page.alert)


class _Answer(msgspec.Struct, frozen=True):
    hops: list[Hop]


_DECODER = msgspec.json.Decoder(_Answer)


def read_hops(answer: bytes) -> list[Hop]:
    """Decode what `/_lab/hops` answers; raises msgspec.ValidationError when it is something else."""
    return _DECODER.decode(answer).hops


def asks_for_sign_in(parameters: dict[str, str]) -> bool:
    """Whether these are the parameters of an authorization request (RFC 6749 section 4.1.1)."""
    return "response_type" in parameters and "client_id" in parameters


def ends_session(parameters: dict[str, str]) -> bool:
    """Whether these are the parameters of a sign-out (OpenID Connect RP-Initiated Logout 1.0 section 2)."""
    return "id_token_hint" in parameters and "response_type" not in parameters
