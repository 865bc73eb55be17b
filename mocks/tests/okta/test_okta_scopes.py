"""The scopes of Okta's own API."""

import re
from pathlib import Path

from mocks.okta import api
from mocks.okta.api import resources
from mocks.okta.okta_scopes import OKTA_SCOPES
from mocks.tests import cast


def test_every_scope_that_a_call_wants_can_be_granted() -> None:
    """Those at the routes, and those that a handler asks for by itself."""
    wanted = {scope for resource in resources().values() for scope in resource.scopes}
    for file in Path(api.__path__[0]).glob("*.py"):
        wanted |= set(re.findall(r'"(okta\.[A-Za-z.]+)"', file.read_text()))
    assert wanted
    assert wanted <= OKTA_SCOPES, wanted - OKTA_SCOPES


def test_the_cast_has_no_other() -> None:
    assert {scope for app in cast.okta_seed().applications for scope in app.granted_scopes} <= OKTA_SCOPES
