"""`response_mode=okta_post_message`: a page that hands the response to the window which opened it.

Only a window of the redirect URI's own origin receives it. Source: fact sheet 1.5.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Response
from markupsafe import Markup

MODE = "okta_post_message"
_SCRIPT = "(window.opener || window.parent).postMessage({message}, {origin});"
_PAGE = Markup(
    '<!doctype html><html lang="en"><head><title>Working...</title></head><body>'
    "<noscript><p>Scripts are off in this browser.</p></noscript><script>{script}</script></body></html>"
)


def deliver(redirect_uri: str, parameters: Mapping[str, str]) -> Response:
    parts = urlsplit(redirect_uri)
    origin = f"{parts.scheme}://{parts.netloc}"
    script = _SCRIPT.format(message=_literal(dict(parameters)), origin=_literal(origin))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; script-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors {origin}"
    page = _PAGE.format(script=Markup(script))  # noqa: S704 (JSON without a character that HTML knows)
    return Response(page, mimetype="text/html", headers={"Content-Security-Policy": policy})


def _literal(value: object) -> str:
    """Return a value as a script's literal that cannot end the script (`</script>`, `<!--`)."""
    text = json.dumps(value)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
