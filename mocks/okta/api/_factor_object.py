"""A factor as the API shows it: with its links, and never with its secret. Source: fact sheet 6.6."""

from collections.abc import Mapping
from typing import Any

from mocks.okta import authenticators
from mocks.okta.api._call import Call, iso
from mocks.okta.authenticators import Enrollable
from mocks.okta.authenticators.security_question import QUESTIONS
from mocks.okta.directory.factors import Factor, Status

_POST = {"hints": {"allow": ["POST"]}}


def shown(call: Call, factor: Factor, activation: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a factor. activation: what the first proof needs, told by the call that begins it and by no other."""
    kind = authenticators.of(factor)
    body: dict[str, Any] = {
        "id": factor.id,
        "factorType": kind.factor_type,
        "provider": kind.provider,
        "vendorName": kind.vendor,
        "status": factor.status,
        "created": iso(factor.created),
        "lastUpdated": iso(factor.last_updated),
        "profile": dict(factor.profile),
        "_links": _links(call, factor, kind),
    }
    return body | ({"_embedded": {"activation": activation}} if activation else {})


def not_set_up(call: Call, user_id: str, kind: Enrollable, enrollment: str, factor: Factor | None) -> dict[str, Any]:
    """Return an entry of the catalog. factor: the one that the person has of this kind."""
    body: dict[str, Any] = {
        "factorType": kind.factor_type,
        "provider": kind.provider,
        "vendorName": kind.vendor,
        "status": factor.status if factor else "NOT_SETUP",
        "enrollment": enrollment,
        "_links": {"enroll": {"href": call.url(f"/users/{user_id}/factors"), **_POST}},
    }
    if kind.factor_type == "question":
        body["_links"]["questions"] = _questions_link(call, user_id)
    return body


def questions() -> list[dict[str, str]]:
    return [{"question": key, "questionText": text} for key, text in QUESTIONS.items()]


def _links(call: Call, factor: Factor, kind: Enrollable) -> dict[str, Any]:
    user = call.url(f"/users/{factor.user_id}")
    base = f"{user}/factors/{factor.id}"
    links: dict[str, Any] = {
        "self": {"href": base, "hints": {"allow": ["GET", "DELETE"]}},
        "user": {"href": user, "hints": {"allow": ["GET"]}},
    }
    if factor.status is Status.PENDING:
        links["activate"] = {"href": f"{base}/lifecycle/activate", **_POST}
    else:
        links["verify"] = {"href": f"{base}/verify", **_POST}
    if kind.factor_type == "email":
        links["resend"] = [{"name": "email", "href": f"{base}/resend", **_POST}]
    if kind.factor_type == "question":
        links["questions"] = _questions_link(call, factor.user_id)
    return links


def _questions_link(call: Call, user_id: str) -> dict[str, Any]:
    return {"href": call.url(f"/users/{user_id}/factors/questions"), "hints": {"allow": ["GET"]}}
