"""The address to which the forms of sign-in steps are posted."""

from flask import Flask, Response, request

from mocks.kit.web import unit
from mocks.oauth import parameters as params
from mocks.oauth import signin
from mocks.oauth.endpoints import Vendor
from mocks.oauth.errors import OAuthError


def mount(app: Flask, vendor: Vendor, rule: str, field: str) -> None:
    """Serve `rule`, which names the step; field: the hidden form field that carries the transaction."""

    def view(step: str) -> Response:
        here = unit()
        try:
            form = params.read(request.form)
            attempt = signin.resume(here, vendor, form.get(field, ""))
        except OAuthError as error:
            return vendor.error_page(error)
        return signin.submit(attempt, step, form)

    app.add_url_rule(rule, "oauth.signin", view, methods=["POST"])
