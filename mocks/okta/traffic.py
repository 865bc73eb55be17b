"""Refusing what an org with limits is asked too often, or too much of at once. Source: fact sheet 7.3.

Served only where the org has such limits: everyone else pays nothing. Metadata and keys are never counted.
"""

import hashlib

from flask import Flask, Response, g, request

from mocks.kit.runtime import Runtime
from mocks.kit.web import Unit, unit
from mocks.okta.directory import rate_limits
from mocks.okta.directory.org import Limits, Org
from mocks.okta.rate_limits import MINUTE, SECOND, RateLimited, Usage, check, count_within, counted

_LONGEST = 60.0
_FREE = ("oauth.discovery", "oauth.jwks", "static")


def mount(app: Flask, organisation: Org, runtime: Runtime, browser_cookie: str) -> None:
    """Count requests before they are served. browser_cookie: names the browser that a request comes from."""
    limits = organisation.limits
    if limits == Limits():
        return

    app.before_request(lambda: _count(limits, browser_cookie))

    @app.after_request
    def _tell(response: Response) -> Response:
        usage: Usage | None = g.get("usage")
        if usage and "X-Rate-Limit-Limit" not in response.headers:
            response.headers.update(usage.headers())
        return response

    @app.teardown_request
    def _leave(_: BaseException | None) -> None:
        id = g.pop("under_way", "")
        if id:
            with runtime.store.transaction() as db:
                rate_limits.end(db, id)


def _count(limits: Limits, cookie: str) -> None:
    name = request.endpoint or ""
    if name.startswith(_FREE):
        return
    authorizes = name.startswith("oauth.authorize.")
    if limits.concurrent:
        _enter(unit(), limits.concurrent, _browser(cookie) if authorizes else "everybody")
    if limits.authorize and authorizes:
        _spend(f"authorize {_browser(cookie)}", limits.authorize)
    if limits.token and name.startswith("oauth.token."):
        _spend(request.path[:150], limits.token)


def _spend(bucket: str, limit: int) -> None:
    g.usage = counted(unit(), bucket, limit, MINUTE)
    check(g.usage)


def spend_for_token(unit: Unit, organisation: Org, user_id: str) -> None:
    """Count tokens for a person, once a request; raises RateLimited, and then nothing that the request did is kept."""
    limit = organisation.limits.per_user
    if limit:
        bucket = f"/oauth2/v1/token {user_id}"
        check(unit.once("token usage", user_id, lambda _db, _id: count_within(unit, bucket, limit, SECOND)))


def _enter(unit: Unit, limit: int, who: str) -> None:
    now, id = unit.runtime.clock.now().timestamp(), unit.runtime.ids.alphanumeric(20)
    at_once = rate_limits.begin(unit.db, id, who, now, _LONGEST)
    unit.commit()
    g.under_way = id
    if at_once > limit:
        g.usage = Usage(0, 0, int(now), int(now) + MINUTE)
        raise RateLimited(g.usage)


def _browser(cookie: str) -> str:
    """Return what stands for address, client and browser together."""
    client_id = request.values.get("client_id", "")
    seen = f"{request.remote_addr} {client_id} {request.cookies.get(cookie, '')}"
    return hashlib.sha256(seen.encode()).hexdigest()
