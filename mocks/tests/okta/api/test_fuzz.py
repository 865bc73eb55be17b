"""Every route of the management API, fed with what nobody expects: an answer of its own, never a 5xx."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocks.okta.api import resources
from mocks.tests import cast
from mocks.tests.okta.api.admin import Admin

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
_NAMES = ("profile", "credentials", "name", "label", "status", "type", "settings", "conditions", "actions", "policy")
_BODIES = st.binary(max_size=40) | (_JSON | st.dictionaries(st.sampled_from(_NAMES), _JSON)).map(
    lambda value: json.dumps(value).encode()
)
_QUERIES = st.dictionaries(
    st.sampled_from(("q", "filter", "search", "limit", "after", "since", "until", "sortBy", "sortOrder", "type")),
    st.text(max_size=30),
    max_size=3,
)
_SEGMENTS = st.sampled_from(("me", "default", "nobody", cast.OLIVIA.username)) | st.text(
    st.characters(exclude_characters="/?#%\\", codec="utf-8"), min_size=1, max_size=30
)
ROUTES = sorted({(method, path) for resource in resources().values() for method, path in resource.routes})


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=str)
def test_never_a_5xx(admin: Admin, method: str, path: str) -> None:
    """Whatever is sent is answered by the API itself, in its own shape when it is refused."""

    @settings(max_examples=25)
    @given(st.data())
    def answers(data: Any) -> None:
        filled = "/".join(data.draw(_SEGMENTS) if part.startswith("<") else part for part in path.split("/"))
        body = data.draw(_BODIES) if method in ("POST", "PUT") else None
        answer = admin.raw(method, filled, body, data.draw(_QUERIES))
        assert answer.status_code < 500, answer.get_data(as_text=True)
        if answer.status_code >= 400 and filled.startswith("/api/"):
            assert answer.get_json()["errorCode"].startswith("E0"), answer.get_data(as_text=True)

    answers()
