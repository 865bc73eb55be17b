"""The device login pages: one asks for the code, the last one says that the device knows now.

Source: fact sheet 1.2, 2.3 and 3.5. The real address is another host's; here it is the service's own.
"""

from flask import Response

from mocks.kit.web import page

PATHS = ("/devicelogin", "/common/oauth2/deviceauth")


def show(action: str, code: str, error: str | None) -> Response:
    return page("device.html", tenant_name="Azure AD", action=action, code=code, error=error)


def done(tenant_name: str) -> Response:
    return page("device_done.html", tenant_name=tenant_name)
