"""One call of the management API, as its handler sees it."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from flask import Request
from sqlalchemy import Connection

from mocks.kit.web import Unit
from mocks.okta.api._principal import Principal
from mocks.okta.api_errors import ApiError, invalid
from mocks.okta.authorization_server import OktaServer
from mocks.okta.directory import system_log, users
from mocks.okta.directory.system_log import Party
from mocks.okta.ids import okta_id
from mocks.okta.provisioning.jit import user_party

T = TypeVar("T")

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""As JSON escapes it; a backslash before that is itself escaped."""
_NO_NUL = "must not contain a NUL character"


class Call:
    """What a handler needs of a request, and what it wants said beside its answer.

    status: of the answer, 200 unless set; headers: added to it.
    """

    def __init__(self, unit: Unit, server: OktaServer, request: Request, principal: Principal | None) -> None:
        self.unit, self.server, self._request, self._principal = unit, server, request, principal
        self.status = 200
        self.headers: list[tuple[str, str]] = []

    @property
    def db(self) -> Connection:
        return self.unit.db

    @property
    def principal(self) -> Principal:
        """Who calls; only routes that anybody may call have none, and those do not ask."""
        if self._principal is None:
            raise RuntimeError("a public route has no principal")
        return self._principal

    def need(self, scope: str, *, about: str = "") -> None:
        """Demand a right, unless the call is about the calling person; raises E0000006. about: a user id."""
        if about and about == self.principal.user_id and not self.principal.scopes:
            return
        if not self.principal.may(scope):
            raise ApiError("E0000006")

    @property
    def request(self) -> Request:
        return self._request

    @property
    def now(self) -> datetime:
        return self.unit.runtime.clock.now()

    def new_id(self, prefix: str) -> str:
        return okta_id(self.unit.runtime.ids, prefix)

    def url(self, path: str) -> str:
        """Return an address of this org; path: below `/api/v1`."""
        return f"{self.server.public_url}/api/v1{path}"

    def argument(self, name: str, default: str = "") -> str:
        """Return a query parameter; raises E0000001 for one with a character that no database keeps."""
        value = self._request.args.get(name, default)
        if "\0" in value:
            raise invalid(name, f"{name}: {_NO_NUL}")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a query parameter that is true or false; raises E0000001 for anything else."""
        value = self._request.args.get(name, "").lower()
        if value not in ("", "true", "false"):
            raise invalid(name, f"{name}: must be true or false")
        return value == "true" if value else default

    def json(self) -> dict[str, Any]:
        """Return the body as an object; raises E0000003 when it is none."""
        return self.body(dict[str, Any])

    def body(self, type: type[T]) -> T:
        """Return the body as a struct; raises E0000003 when it is no JSON, E0000001 when a value does not fit."""
        data = self._request.get_data(cache=True)
        if _NUL.search(data):
            raise invalid("body", f"body: {_NO_NUL}")
        try:
            return msgspec.json.decode(data, type=type)
        except msgspec.ValidationError as error:
            if type is dict[str, Any]:
                raise ApiError("E0000003") from error
            raise unfit(error) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ApiError("E0000003") from error

    def limit(self, default: int, most: int) -> int:
        """Return how many objects are wanted; more than `most` are cut to it, as the real API does."""
        value = self._request.args.get("limit", "")
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or int(value[:9]) < 1:
            raise invalid("limit", "limit: must be a whole number above 0")
        return min(int(value[:9]), most)

    def cursor(self) -> Any:
        """Return what `link_next` was given for the page before, None for the first page; raises E0000029."""
        value = self._request.args.get("after", "")
        if not value:
            return None
        try:
            return msgspec.json.decode(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
        except (binascii.Error, ValueError, RecursionError) as error:
            raise ApiError("E0000029") from error

    def cursor_text(self) -> str | None:
        """Return the cursor of a list that goes on after an id; raises E0000029 when it is another list's."""
        cursor = self.cursor()
        if cursor is not None and not isinstance(cursor, str):
            raise ApiError("E0000029")
        return cursor

    def link_self(self) -> None:
        self._link(self._request.args.to_dict(), "self")

    def link_next(self, cursor: Any) -> None:
        """Say where the next page is. Must come after `link_self`: some clients keep the last header line only."""
        after = base64.urlsafe_b64encode(msgspec.json.encode(cursor)).rstrip(b"=").decode()
        self._link(self._request.args.to_dict() | {"after": after}, "next")

    def _link(self, query: Mapping[str, str], rel: str) -> None:
        text = f"?{urlencode(query)}" if query else ""
        self.headers.append(("Link", f'<{self.server.public_url}{self._request.path}{text}>; rel="{rel}"'))

    def record(self, event: str, targets: Sequence[Party] = (), *, reason: str | None = None) -> None:
        """Write an event of the caller to the System Log."""
        token = self._principal.token_id if self._principal else ""
        system_log.record(self.unit, event, self.actor(), targets, reason=reason, apiToken=token)

    def actor(self) -> Party:
        caller = self._principal
        if caller and caller.user_id and (user := self.unit.once("user", caller.user_id, users.by_id)):
            return user_party(user)
        if caller and caller.client_id:
            return Party(caller.client_id, "PublicClientApp", caller.client_id, caller.client_id)
        return system_log.UNKNOWN


def unfit(error: msgspec.ValidationError) -> ApiError:
    """Return the error for a value that does not fit its type, named by where it stands."""
    text, _, where = str(error).partition(" - at `$.")
    where = where.rstrip("`") or "body"
    return invalid(where, f"{where}: {text}")


def iso(moment: float | None) -> str | None:
    """Return seconds since the epoch as UTC with three decimals and `Z`; None stays None."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
