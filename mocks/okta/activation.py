"""The org's pages for devices: `/activate` asks for the code, and the last page says that the device knows now.

Source: fact sheet 1.5.
"""

from flask import Response

from mocks.kit.web import page, unit
from mocks.okta.directory import org

PATH = "/activate"


def show(action: str, code: str, error: str | None) -> Response:
    name = org.load(unit().db).name
    return page("activate.html", org_name=name, action=action, code=code, error=error)


def done(org_name: str) -> Response:
    return page("device_done.html", org_name=org_name)
