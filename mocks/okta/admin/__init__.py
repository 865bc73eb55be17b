"""The administrator's pages: one file per set of pages, exporting `pages`; what they share begins with an underscore.

Pages decide nothing and write nothing themselves: what is done on them is a call of the management API, made for the
person who is signed in. Source: the tutorial's "Configure Azure AD as an IdP in Okta"; fact sheet sections 3 to 9.
"""

import sys
from functools import cache

from flask import Flask

from mocks.kit.registry import collect
from mocks.okta.admin._pages import Pages
from mocks.okta.org_servers import OrgServers


@cache
def sets() -> list[Pages]:
    """Return every set of pages, as the navigation has them."""
    return sorted(collect(sys.modules[__name__], "pages", Pages).values(), key=lambda pages: pages.place)


def mount(app: Flask, servers: OrgServers) -> None:
    """Serve every page."""
    navigation = [(pages.label, pages.path) for pages in sets()]
    for pages in sets():
        pages.mount(app, servers, navigation)
