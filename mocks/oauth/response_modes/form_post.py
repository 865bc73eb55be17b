"""`response_mode=form_post`: an HTML form that sends itself, or by its button where scripts are off."""

import base64
import hashlib
from collections.abc import Mapping

from flask import Response
from markupsafe import Markup, escape

from mocks.oauth.response_modes import ResponseMode

_SUBMIT = "document.forms[0].submit()"
_DIGEST = base64.b64encode(hashlib.sha256(_SUBMIT.encode()).digest()).decode()
_POLICY = f"default-src 'none'; script-src 'sha256-{_DIGEST}'; base-uri 'none'"
_PAGE = Markup(
    '<!doctype html><html lang="en"><head><title>Working...</title></head><body>'
    '<form method="post" action="{action}">{fields}'
    "<noscript><p>Scripts are off in this browser.</p>"
    '<button type="submit">Continue</button></noscript></form>'
    "<script>{script}</script></body></html>"
)
_FIELD = Markup('<input type="hidden" name="{}" value="{}">')


def deliver(redirect_uri: str, parameters: Mapping[str, str]) -> Response:
    fields = Markup().join(_FIELD.format(name, value) for name, value in parameters.items())
    page = _PAGE.format(action=escape(redirect_uri), fields=fields, script=Markup(_SUBMIT))  # noqa: S704
    return Response(page, mimetype="text/html", headers={"Content-Security-Policy": _POLICY})


RESPONSE_MODE = ResponseMode("form_post", deliver)
